"""What a movement adds to which published figure, and of which gift it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.months import month_of
from tamizdat.core.ledger.statement import FIGURES


@dataclass(frozen=True, slots=True)
class Part:
    """``amount`` has the figure's own sign: income 1000, refunds 1000, fees 59."""

    processor: str
    movement: str
    currency: str
    month: str
    """Of its value time, in the newsroom's time zone."""
    gift: str
    """Which gift it tells of; empty: of none, as a processor's monthly fee."""
    figure: str
    amount: int


def parts_of(entries: Sequence[Entry], zone: tzinfo) -> list[Part]:
    """The parts of one movement. Its payouts, openings, exchanges and whatever is in suspense are no figure."""
    accounts = {account for one in entries for account in (one.debit, one.credit)}
    is_of_gift = bool(accounts & {"income", "refunds", "chargebacks", "dispute_fees", "suspense"})
    found = []
    for one in entries:
        figure = one.credit if one.credit in FIGURES else one.debit
        if figure not in FIGURES:
            continue
        sign = 1 if (one.credit == figure) == (figure == "income") else -1
        gift = one.gift or (f"{one.processor} {one.id}" if is_of_gift else "")
        found.append(Part(one.processor, one.id, one.currency, month_of(one.at, zone), gift, figure, sign * one.amount))
    return found
