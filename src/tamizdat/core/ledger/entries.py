"""What a movement books: a pure function, so that order, repetition and crashes cannot matter.

Format and examples: docs/operating/books.md; docs/formats/support-v1.md, section 2.
"""

from __future__ import annotations

import re
from datetime import UTC

from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.errors import MovementError
from tamizdat.core.ledger.money import LARGEST, exponent
from tamizdat.core.ledger.movement import Movement

COUNTERS = {
    "gift": "income",
    "refund": "refunds",
    "refund_failure": "refunds",
    "chargeback": "chargebacks",
    "chargeback_reversal": "chargebacks",
    "fee": "fees",
    "payout": "bank",
    "payout_failure": "bank",
    "opening": "opening",
    "other": "suspense",
}
SIGNS = {"gift": (1,), "refund": (-1,), "refund_failure": (1,), "chargeback": (-1, 0), "chargeback_reversal": (1, 0)}
"""Of the kinds whose amount has one sign; a dispute may also cost a fee alone."""
OF_GIFTS = frozenset(SIGNS)
DISPUTES = frozenset(["chargeback", "chargeback_reversal"])
_name = re.compile(r"[!-~]{1,100}\Z")
_rate = re.compile(r"[0-9]{1,14}(?:\.[0-9]{1,14})?\Z")


def entries_of(movement: Movement) -> tuple[Entry, ...]:
    """The entries of a movement, always the same; raises MovementError when it contradicts itself."""
    check_movement(movement)
    lines = [*_amount_lines(movement), *_fee_lines(movement)]
    return tuple(_entry(movement, number, *line) for number, line in enumerate(lines, 1))


Line = tuple[str, str, int, str]
"""From the account, to the account, how much (negative: the other way), currency."""


def _amount_lines(movement: Movement) -> list[Line]:
    counter = _counter(movement)
    if not movement.amount:
        return []
    if movement.currency == movement.paid_currency:
        return [(counter, "processor", movement.amount, movement.currency)]
    return [
        (counter, "exchange", movement.paid, movement.paid_currency),
        ("exchange", "processor", movement.amount, movement.currency),
    ]


def _counter(movement: Movement) -> str:
    """Where the money comes from or goes to."""
    if movement.is_suspense and movement.kind in OF_GIFTS:
        return "suspense"
    return COUNTERS[movement.kind]


def _fee_lines(movement: Movement) -> list[Line]:
    account = "dispute_fees" if movement.kind in DISPUTES else "fees"
    return [("processor", account, movement.fee, movement.currency)] if movement.fee else []


def _entry(movement: Movement, number: int, source: str, target: str, amount: int, currency: str) -> Entry:
    if amount < 0:
        source, target = target, source
    return Entry(
        processor=movement.processor,
        id=movement.id,
        line=number,
        debit=target,
        credit=source,
        amount=abs(amount),
        currency=currency,
        at=movement.at,
        rate=movement.rate if "exchange" in (source, target) else "",
        gift=movement.gift,
    )


def check_movement(movement: Movement) -> None:
    """Raises MovementError when a movement cannot be booked as it stands."""
    one = movement
    _need(bool(_name.match(one.processor)) and len(one.processor) <= 20, one, "its processor has no proper name")
    _need(bool(_name.match(one.id)), one, "its number is not 1 to 100 visible ASCII characters")
    _need(one.kind in COUNTERS, one, f"{one.kind!r} is no kind of movement")
    _need(one.gift.isascii() and len(one.gift) <= 30, one, "its gift is no id of ours")
    _check_amounts(one)
    _need(one.at.tzinfo is UTC or one.at.utcoffset() == UTC.utcoffset(None), one, "its time is not in UTC")
    _need(one.at.microsecond == 0, one, "its time is not in whole seconds")


def _check_amounts(one: Movement) -> None:
    exponent(one.currency)
    exponent(one.paid_currency)
    amounts = (one.amount, one.fee, one.paid)
    _need(all(type(amount) is int and abs(amount) <= LARGEST for amount in amounts), one, "an amount is no amount")
    sign = (one.amount > 0) - (one.amount < 0)
    _need(sign in SIGNS.get(one.kind, (-1, 0, 1)), one, f"a {one.kind} cannot be {one.amount}")
    if one.currency == one.paid_currency:
        _need(one.paid == one.amount and not one.rate, one, "nothing was exchanged, yet two amounts or a rate are told")
    else:
        _need(bool(_rate.match(one.rate)) and one.rate.strip("0.") != "", one, "money was exchanged without a rate")
        _need((one.paid > 0) - (one.paid < 0) == sign, one, "one side of the exchange gives while the other takes")


def _need(is_right: bool, movement: Movement, wrong: str) -> None:
    if not is_right:
        raise MovementError(f"Movement {movement.id[:100]!r} of {movement.processor[:20]!r} cannot be booked: {wrong}.")
