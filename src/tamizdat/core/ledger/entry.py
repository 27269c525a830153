"""A line of the ledger: an amount goes from one account to another, so that nothing can be out of balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.core.ledger.errors import MovementError

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
_accounts = frozenset(ACCOUNTS)


@dataclass(frozen=True, slots=True)
class Entry:
    """``amount`` (minor units, > 0) is debited to one account and credited to another, both in ``currency``."""

    processor: str
    id: str
    """The movement's number at the processor."""
    line: int
    """From 1, without a gap."""
    debit: str
    credit: str
    amount: int
    currency: str
    at: datetime
    """UTC, whole seconds: the value time."""
    rate: str
    """The processor's own, where ``exchange`` is one of the two accounts."""
    gift: str

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.debit == self.credit or not {self.debit, self.credit} <= _accounts:
            raise MovementError(
                f"{self.id}: {self.amount} from {self.credit} to {self.debit} is no entry of a ledger: "
                "it moves more than nothing between two different accounts."
            )
