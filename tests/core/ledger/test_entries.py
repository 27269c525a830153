"""What each movement books, and the states that readers' payments have to end in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.ledger.movements import AT, moved

from tamizdat.core.ledger.entries import SIGNS, entries_of
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.errors import MovementError
from tamizdat.core.ledger.movement import Movement
from tamizdat.core.ledger.sums import balances, is_balanced

STATE = ("income", "refunds", "chargebacks", "fees", "dispute_fees", "processor")
GIFT = moved("gift", 1000, 59)


def state(*movements: Movement, currency: str = "USD") -> tuple[int, ...]:
    found = balances(entry for movement in movements for entry in entries_of(movement))[currency]
    return tuple(found[account] for account in STATE)


def lines(movement: Movement) -> list[tuple[str, str, int, str]]:
    return [(one.debit, one.credit, one.amount, one.currency) for one in entries_of(movement)]


def test_a_gift_is_income_and_its_fee_is_taken_from_what_the_processor_owes() -> None:
    assert lines(GIFT) == [("processor", "income", 1000, "USD"), ("fees", "processor", 59, "USD")]
    assert [one.line for one in entries_of(GIFT)] == [1, 2]


@pytest.mark.parametrize(
    ("movements", "right"),
    [
        ([GIFT], (1000, 0, 0, 59, 0, 941)),
        ([moved("refund", -1000), GIFT], (1000, 1000, 0, 59, 0, -59)),
        ([moved("refund", -300, id="a"), moved("refund", -300, id="b"), moved("refund", -400, id="c"), GIFT],
         (1000, 1000, 0, 59, 0, -59)),
        ([GIFT, moved("refund", -1000), moved("refund_failure", 1000)], (1000, 0, 0, 59, 0, 941)),
        ([GIFT, moved("chargeback", -1000, 1500)], (1000, 0, 1000, 59, 1500, -1559)),
        ([GIFT, moved("chargeback", -1000, 1500), moved("chargeback_reversal", 1000)], (1000, 0, 0, 59, 1500, -559)),
        ([GIFT, moved("chargeback", -1000, 1500), moved("chargeback_reversal", 1000, -1500)],
         (1000, 0, 0, 59, 0, 941)),
        ([GIFT, moved("chargeback", -400, 1500)], (1000, 0, 400, 59, 1500, -959)),
        ([GIFT, moved("fee", -25)], (1000, 0, 0, 84, 0, 916)),
        ([GIFT, moved("payout", -941)], (1000, 0, 0, 59, 0, 0)),
        ([GIFT, moved("payout", -941), moved("payout_failure", 941)], (1000, 0, 0, 59, 0, 941)),
        ([moved("opening", 5000), GIFT], (1000, 0, 0, 59, 0, 5941)),
        ([moved("other", 77), moved("gift", 900, 30, is_suspense=True)], (0, 0, 0, 30, 0, 947)),
    ],
)  # fmt: skip
def test_sequences_end_in_their_right_state(movements: list[Movement], right: tuple[int, ...]) -> None:
    assert state(*movements) == right
    assert state(*movements[::-1]) == right


def test_yen_and_dinars_are_booked_as_they_are_counted() -> None:
    assert state(moved("gift", 500, 18, "JPY"), currency="JPY") == (500, 0, 0, 18, 0, 482)
    assert state(moved("gift", 5130, 200, "KWD"), currency="KWD") == (5130, 0, 0, 200, 0, 4930)


def test_an_exchange_books_each_side_in_its_own_currency_with_the_rate() -> None:
    exchanged = moved("gift", 1080, 61, paid=1000, paid_currency="EUR", rate="1.08")
    assert lines(exchanged) == [
        ("exchange", "income", 1000, "EUR"),
        ("processor", "exchange", 1080, "USD"),
        ("fees", "processor", 61, "USD"),
    ]
    assert [one.rate for one in entries_of(exchanged)] == ["1.08", "1.08", ""]


@pytest.mark.parametrize(
    "wrong",
    [
        moved("gift", -1), moved("gift", 0, 59), moved("refund", 5), moved("chargeback", 5),
        moved("refund_failure", -5),
        moved("gift", 5, paid=6), moved("gift", 5, rate="1.0"), moved("gift", 5, paid=5, paid_currency="EUR"),
        moved("gift", 5, paid=-5, paid_currency="EUR", rate="1"), moved("gift", 5, currency="usd"),
        moved("gift", 5, paid=5, paid_currency="EUR", rate="0.0"), moved("gift", 10**15 + 1), moved("gift", True),
        moved("gift", 5, id="txn\t1"), moved("gift", 5, id=""), moved("gift", 5, gift="x" * 31),
        moved("gift", 5, at=AT.replace(tzinfo=None)), moved("gift", 5, at=AT.replace(microsecond=1)),
        moved("gift", 5, at=AT.astimezone(timezone(timedelta(hours=3)))), replace(GIFT, kind="tip"),
    ],
)  # fmt: skip
def test_a_movement_that_contradicts_itself_is_refused(wrong: Movement) -> None:
    with pytest.raises(ValueError):
        entries_of(wrong)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -5}, {"debit": "income"}, {"credit": "pocket"}])
def test_no_entry_is_nothing_or_from_an_account_to_itself(wrong: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "processor": "sandbox", "id": "txn_1", "line": 1, "debit": "processor", "credit": "income", "amount": 5,
        "currency": "USD", "at": AT, "rate": "", "gift": "",
    }  # fmt: skip
    Entry(**values)
    with pytest.raises(MovementError):
        Entry(**values | wrong)


kinds = st.sampled_from(["gift", "refund", "refund_failure", "chargeback", "chargeback_reversal", "fee", "payout",
                         "payout_failure", "opening", "other"])  # fmt: skip


@st.composite
def any_movement(draw: st.DrawFn) -> Movement:
    kind = draw(kinds)
    sign = draw(st.sampled_from([one for one in SIGNS.get(kind, (1, -1)) if one]))
    amount, fee = sign * draw(st.integers(1, 10**6)), draw(st.integers(-2000, 2000))
    suspense = draw(st.booleans())
    if draw(st.booleans()):
        return moved(kind, amount, fee, is_suspense=suspense)
    paid = sign * draw(st.integers(1, 10**6))
    return moved(kind, amount, fee, paid=paid, paid_currency="JPY", rate="0.0067", is_suspense=suspense)


@given(any_movement())
def test_what_the_processor_owes_changes_by_the_amount_without_the_fee_and_all_accounts_come_to_nothing(
    movement: Movement,
) -> None:
    found = balances(entries_of(movement))
    assert found["USD"]["processor"] == movement.amount - movement.fee
    assert all(is_balanced(accounts) for accounts in found.values())
    assert [one.line for one in entries_of(movement)] == list(range(1, len(entries_of(movement)) + 1))
