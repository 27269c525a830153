"""One line of Stripe's account (a balance transaction), as a movement of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tamizdat.contributions.providers.stripe.units import from_stripe
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Kind, Movement

Thing = Mapping[str, Any]
KINDS: dict[str, Kind] = {
    "charge": "gift",
    "payment": "gift",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_failure",
    "payment_failure_refund": "chargeback",
    "stripe_fee": "fee",
    "stripe_fx_fee": "fee",
    "tax_fee": "fee",
    "payout": "payout",
    "payout_failure": "payout_failure",
    "payout_cancel": "payout_failure",
}
CATEGORIES: dict[str, Kind] = {
    "charge": "gift",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "dispute": "chargeback",
    "dispute_reversal": "chargeback_reversal",
    "fee": "fee",
    "payout": "payout",
    "payout_reversal": "payout_failure",
}
"""Adjustments tell only by their category what they are."""
OF_GIFTS = frozenset(("gift", "refund", "refund_failure", "chargeback", "chargeback_reversal"))


def kind_of(line: Thing) -> Kind:
    """What is known to no table is booked in suspense."""
    return KINDS.get(str(line.get("type"))) or CATEGORIES.get(str(line.get("reporting_category"))) or "other"


def movement_of(processor: str, line: Thing, source: Thing, gift: str) -> Movement:
    """``line``: the balance transaction. ``source``: what it is about, or an empty mapping."""
    kind = kind_of(line)
    amount = from_stripe(line["amount"], line["currency"])
    paid = _paid(kind, amount, source)
    return Movement(
        processor=processor,
        id=str(line["id"]),
        kind=kind,
        amount=amount.amount,
        fee=from_stripe(line["fee"], line["currency"]).amount,
        currency=amount.currency,
        paid=paid.amount,
        paid_currency=paid.currency,
        rate=_rate(line.get("exchange_rate")) if paid.currency != amount.currency else "",
        at=datetime.fromtimestamp(int(line["created"]), UTC),
        source=str(source.get("id") or line.get("source") or ""),
        gift=gift if kind in OF_GIFTS else "",
    )


def _paid(kind: str, amount: Money, source: Thing) -> Money:
    """What the reader's side saw, with the sign of the movement."""
    currency = source.get("currency")
    if kind not in OF_GIFTS or not isinstance(currency, str) or currency.upper() == amount.currency:
        return amount
    seen = from_stripe(source["amount"], currency)
    sign = (amount.amount > 0) - (amount.amount < 0)
    return Money(abs(seen.amount) * sign, seen.currency)


def _rate(value: Any) -> str:
    """As the processor writes it; never through a float's arithmetic."""
    return format(Decimal(str(value)), "f") if value is not None else ""
