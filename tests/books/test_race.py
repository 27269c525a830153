"""Twenty who tell of the same movement at once: one booking."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.core.ledger.movements import moved

from tamizdat.books.errors import LedgerConflictError
from tamizdat.books.keep import book
from tamizdat.books.models import Entry


@pytest.fixture(autouse=True)
def many_connections() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("SQLite of these tests lies in memory, where only one may write; PostgreSQL runs this")


def _book(amount: int) -> int | str:
    try:
        return book([moved("gift", amount, 59, gift="g")])
    except LedgerConflictError:
        return "conflict"
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_book_once() -> None:
    with ThreadPoolExecutor(20) as people:
        added = sorted(people.map(_book, [1000] * 20))
    assert added == [0] * 19 + [2] and Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_tellings_that_differ_one_is_booked_and_the_other_refused() -> None:
    with ThreadPoolExecutor(8) as people:
        said = list(people.map(_book, [1000, 1001] * 4))
    assert said.count(2) == 1 and said.count("conflict") == 4 and Entry.objects.count() == 2
