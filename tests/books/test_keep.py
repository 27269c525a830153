"""Movements are booked once, whoever tells of them, and what is booked stays."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction
from tests.core.ledger.movements import moved

from tamizdat.books.errors import LedgerConflictError
from tamizdat.books.keep import book
from tamizdat.books.models import Entry

pytestmark = pytest.mark.django_db
GIFT = moved("gift", 1000, 59, gift="abc")
MONTH = [GIFT, moved("refund", -300), moved("chargeback", -700, 1500), moved("payout", -10), moved("fee", -5)]


def test_what_is_told_again_is_booked_once() -> None:
    assert book(MONTH) == 7
    assert [book([one]) for one in MONTH] == [0] * 5
    assert book([*MONTH, *MONTH, moved("gift", 5, id="txn_new")]) == 1
    assert Entry.objects.count() == 8


def test_a_movement_twice_in_one_call_is_one() -> None:
    assert book([GIFT, GIFT]) == 2


@pytest.mark.parametrize("wrong", [{"amount": 1001, "paid": 1001}, {"fee": 0}, {"fee": 60}, {"gift": "other"}])
def test_other_figures_than_are_booked_are_refused_and_nothing_of_that_call_is_booked(wrong: dict[str, object]) -> None:
    book([GIFT])
    with pytest.raises(LedgerConflictError, match="txn_gift"):
        book([moved("refund", -300), replace(GIFT, **wrong)])  # type: ignore[arg-type]
    assert Entry.objects.count() == 2
    with pytest.raises(LedgerConflictError):
        book([moved("fee", -5), replace(moved("fee", -5), fee=1)])


def test_a_movement_that_contradicts_itself_books_nothing() -> None:
    with pytest.raises(ValueError):
        book([GIFT, moved("refund", 300)])
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE books_entry SET amount = 1",
        "UPDATE books_entry SET gift = ''",
        "DELETE FROM books_entry",
        "INSERT INTO books_entry (processor, movement, line, debit, credit, amount, currency, at, rate, gift) "
        "SELECT processor, movement, line, debit, credit, 5, currency, at, rate, gift FROM books_entry WHERE line = 1",
    ],
)
def test_the_database_refuses_that_a_kept_entry_changes_or_goes(statement: str) -> None:
    book([GIFT])
    before = list(Entry.objects.order_by("id").values_list())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Entry.objects.order_by("id").values_list()) == before


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_replaces_no_entry(verb: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    book([GIFT])
    for columns in ("processor, movement, line", "id, processor, movement, line"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"{verb} INTO books_entry ({columns}, debit, credit, amount, currency, at, rate, gift) "
                f"SELECT {columns}, debit, credit, 5, currency, at, rate, gift FROM books_entry WHERE line = 1"
            )


def test_postgresql_truncates_no_entry() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    book([GIFT])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE books_entry CASCADE")
    assert Entry.objects.count() == 2


def test_a_thousand_movements_in_any_order_leave_the_same_rows() -> None:
    many = [moved("gift", 100 + number, 5, id=f"txn_{number}") for number in range(1000)]
    book(Random(1).sample(many, 700))
    assert book(many) == 600
    assert Entry.objects.count() == 2000
