"""Tests that commit leave no entry behind, and the guards are there again afterwards."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from tests.core.ledger.movements import moved

from tamizdat.books.keep import book
from tamizdat.books.models import Entry


@pytest.mark.parametrize("time", [1, 2])
def test_the_books_of_a_test_that_commits_are_guarded_and_gone_in_the_next(transactional_db: None, time: int) -> None:
    assert not Entry.objects.exists()
    book([moved("gift", 1000, 59)])
    with pytest.raises(DatabaseError):
        Entry.objects.update(amount=1)
    with pytest.raises(DatabaseError):
        Entry.objects.all().delete()
