"""What can be wrong with money.

LedgerError              a value that no ledger can hold
├── MoneyError           an amount or a currency that does not exist
├── MovementError        a movement that contradicts itself
└── StatementError       an offer or a statement that is not in its one right form, or whose sums are wrong
"""

from __future__ import annotations


class LedgerError(ValueError):
    """A value that no ledger can hold. The message is the whole explanation."""


class MoneyError(LedgerError):
    """An amount or a currency that does not exist."""


class MovementError(LedgerError):
    """A movement that contradicts itself."""


class StatementError(LedgerError):
    """An offer or a statement that is not in its one right form, or whose sums are wrong."""
