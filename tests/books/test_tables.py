"""What the books' tables themselves refuse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tamizdat.books.models import Entry

LINE = {
    "processor": "sandbox", "movement": "txn_1", "line": 0, "debit": "processor", "credit": "income",
    "amount": 1000, "currency": "USD", "at": datetime(2026, 11, 1, tzinfo=UTC),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"amount": -1}, {"credit": "processor"}, {"debit": "pocket"}, {"line": 1, "movement": "txn_0"}],
)
def test_an_entry_moves_something_between_two_accounts_and_stands_once(wrong: dict[str, object]) -> None:
    Entry.objects.create(**LINE)
    Entry.objects.create(**LINE | {"movement": "txn_0", "line": 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**LINE | {"movement": "txn_2"} | wrong)
