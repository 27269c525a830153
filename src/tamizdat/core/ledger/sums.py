"""Balances: what stands on each account, per currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tamizdat.core.ledger.entry import ACCOUNTS, Entry

GIVERS = frozenset(["income", "opening", "exchange", "suspense"])
"""Accounts whose balance is told as credit minus debit; all others as debit minus credit."""

Balances = Mapping[str, Mapping[str, int]]
"""Currency → account → minor units; every account is there."""


def balances(entries: Iterable[Entry]) -> dict[str, dict[str, int]]:
    """Income 1000, fees 59, processor 941: each with the sign in which people say it."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ACCOUNTS, 0))
    for entry in entries:
        add(found[entry.currency], entry.debit, entry.credit, entry.amount)
    return dict(sorted(found.items()))


def add(accounts: dict[str, int], debit: str, credit: str, amount: int) -> None:
    """Book one amount into the balances of a currency."""
    accounts[debit] += -amount if debit in GIVERS else amount
    accounts[credit] += amount if credit in GIVERS else -amount


def is_balanced(accounts: Mapping[str, int]) -> bool:
    """Do givers and takers of a currency come to the same?"""
    return sum(amount if account in GIVERS else -amount for account, amount in accounts.items()) == 0
