"""What a line of a statement is: a gift only if its reference says so. A name, an amount or a day proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tamizdat.contributions.providers.bank.setup import BankAccount
from tamizdat.contributions.providers.bank.statement import BankLine
from tamizdat.core.ledger.movement import Kind


@dataclass(frozen=True, slots=True)
class Promise:
    """A gift that was begun as a transfer."""

    gift: str
    currency: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a line is. ``why`` is set where a person has to look; it is in suspense until then."""

    kind: Kind
    gift: str = ""
    is_suspense: bool = False
    why: str = ""


def sort_line(line: BankLine, account: BankAccount, promises: Mapping[str, Promise]) -> Sorted:
    """``promises``: reference → the gift that it belongs to."""
    found = [promises[one] for one in sorted(line.references) if one in promises]
    if len(found) > 1:
        return Sorted("other", why="references of several gifts stand on it")
    if line.is_fee:
        return Sorted("fee")
    if line.counterparty and line.counterparty in account.own:
        return Sorted("payout" if line.amount < 0 else "payout_failure")
    if found:
        return of_gift(line.amount, line.returned, found[0], line.paid.currency if line.paid else account.currency)
    if line.references:
        return Sorted("other", why="its reference belongs to no gift here")
    return Sorted("other", why="it came back" if line.returned else "no reference stands on it")


def of_gift(amount: int, returned: str, promise: Promise, currency: str) -> Sorted:
    """A line that belongs to a gift: money that came is the gift, money that left was paid or taken back."""
    if amount < 0:
        return Sorted("chargeback" if returned == "return" else "refund", promise.gift)
    if returned:
        return Sorted("refund_failure", promise.gift)
    return Sorted("gift", promise.gift, is_suspense=currency != promise.currency)
