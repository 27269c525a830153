"""A line of the ledger: an amount goes from one account to another, so that nothing can be out of balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ACCOUNTS = (
    "processor",  # what the processor owes us
    "bank",  # what arrived on our bank account
    "income",
    "refunds",
    "chargebacks",
    "fees",
    "dispute_fees",
    "exchange",  # between two currencies
    "suspense",  # until a person has looked
    "opening",  # what was there before
)


@dataclass(frozen=True, slots=True)
class Entry:
    """``amount`` (minor units, > 0) is debited to one account and credited to another, both in ``currency``."""

    processor: str
    id: str
    """The movement's number at the processor."""
    line: int
    debit: str
    credit: str
    amount: int
    currency: str
    at: datetime
    """UTC, whole seconds: the value time."""
    rate: str
    gift: str
