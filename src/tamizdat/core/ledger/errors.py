"""What can be wrong with money.

LedgerError              a value that no ledger can hold
├── MoneyError           an amount or a currency that does not exist
│   └── TypedError       what somebody typed is no amount, or not clearly one
├── MovementError        a movement that contradicts itself
└── StatementError       an offer or a statement that is not in its one right form, or whose sums are wrong
    └── TooLongError     more bytes than may be signed
"""

from __future__ import annotations

from typing import Literal

Why = Literal["no_amount", "ambiguous", "too_many_digits", "nothing", "too_much"]


class LedgerError(ValueError):
    """A value that no ledger can hold. The message is the whole explanation."""


class MoneyError(LedgerError):
    """An amount or a currency that does not exist."""


class TypedError(MoneyError):
    """What somebody typed is no amount, or not clearly one; ``why`` is for a page that says it in another language."""

    def __init__(self, message: str, why: Why) -> None:
        super().__init__(message)
        self.why: Why = why


class MovementError(LedgerError):
    """A movement that contradicts itself."""


class StatementError(LedgerError):
    """An offer or a statement that is not in its one right form, or whose sums are wrong."""


class TooLongError(StatementError):
    """More bytes than may be signed."""
