"""The ledger's hash: the same for the same entries, in whatever order they came; another for any other entry."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from tests.core.ledger.movements import moved

from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.core.ledger.ledger_hash import hash_sorted, ledger_hash

ENTRIES = [
    entry
    for number in range(40)
    for entry in entries_of(moved("gift", 1000 + number, 59, id=f"txn_{number}", processor=f"p{number % 3}"))
]


def test_the_hash_is_of_lines_that_anybody_can_write() -> None:
    one = entries_of(moved("gift", 1080, 61, paid=1000, paid_currency="EUR", rate="1.08", gift="g"))
    lines = (
        "tamizdat-ledger-v1\n"
        "sandbox\ttxn_gift\t1\texchange\tincome\t1000\tEUR\t2026-11-01T12:00:00Z\t1.08\n"
        "sandbox\ttxn_gift\t2\tprocessor\texchange\t1080\tUSD\t2026-11-01T12:00:00Z\t1.08\n"
        "sandbox\ttxn_gift\t3\tfees\tprocessor\t61\tUSD\t2026-11-01T12:00:00Z\t\n"
    )
    assert ledger_hash(one) == hashlib.sha256(lines.encode()).hexdigest()
    assert ledger_hash([]) == hashlib.sha256(b"tamizdat-ledger-v1\n").hexdigest()


def test_arrival_does_not_matter() -> None:
    right = ledger_hash(ENTRIES)
    for seed in range(200):
        assert ledger_hash(Random(seed).sample(ENTRIES, len(ENTRIES))) == right


@pytest.mark.parametrize(
    "change",
    [{"amount": 1}, {"debit": "bank"}, {"credit": "bank"}, {"currency": "EUR"}, {"id": "txn_x"}, {"line": 3},
     {"processor": "q"}, {"rate": "1"}, {"at": ENTRIES[0].at + timedelta(seconds=1)}],
)  # fmt: skip
def test_any_other_figure_gives_another_hash(change: dict[str, object]) -> None:
    assert ledger_hash([replace(ENTRIES[0], **change), *ENTRIES[1:]]) != ledger_hash(ENTRIES)  # type: ignore[arg-type]
    assert ledger_hash(ENTRIES[1:]) != ledger_hash(ENTRIES)


def test_the_hash_tells_nothing_of_whose_gift_it_was() -> None:
    assert ledger_hash([replace(one, gift="another") for one in ENTRIES]) == ledger_hash(ENTRIES)


def test_an_entry_twice_or_out_of_order_is_refused() -> None:
    with pytest.raises(LedgerError):
        ledger_hash([*ENTRIES, ENTRIES[0]])
    with pytest.raises(LedgerError):
        hash_sorted(ENTRIES[1::-1])
