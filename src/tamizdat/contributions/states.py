"""What became of a gift: a fold over everything that was said of it, in whatever order it arrived.

Money is told by movements alone. Notices say only what has not become money: waiting, failed, stopped, disputed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement

GIFT_ORDER = ("waiting", "action", "failed", "ended")
RECURRING_ORDER = ("begun", "late", "active", "ended")
DISPUTE_ORDER = ("inquiry", "inquiry_closed", "open", "won", "lost")
"""Within one second the later word counts; a dispute only ever moves to the right."""


@dataclass(frozen=True, slots=True)
class Said:
    """One notice: when, and what it means."""

    at: datetime
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class GiftState:
    """``paid`` and ``back`` are what the reader's side saw, in ``currency``."""

    state: str
    flags: tuple[str, ...]
    paid: int = 0
    back: int = 0
    """Paid back by us."""
    taken: int = 0
    """Taken back by the bank."""
    currency: str = ""
    needs_action: bool = False

    @property
    def is_paid(self) -> bool:
        """Money arrived, whatever became of it."""
        return self.paid > 0

    @property
    def is_as_promised(self) -> bool:
        return self.is_paid and not {"another amount", "another currency"} & set(self.flags)


def fold_gift(promised: Money, said: Iterable[Said], movements: Iterable[Movement]) -> GiftState:
    """The state of one gift."""
    notices, moved = list(said), list(movements)
    disputes = _disputes(notices)
    paid = _sum(moved, "gift")
    back = -_sum(moved, "refund", "refund_failure")
    taken = -_sum(moved, "chargeback", "chargeback_reversal")
    currency = next((one.paid_currency for one in moved if one.kind == "gift"), "")
    if not paid:
        latest = _latest(notices, "gift_says", GIFT_ORDER)
        state = {"": "begun", "action": "waiting"}.get(latest, latest)
        return GiftState(state, (), 0, back, taken, currency, latest == "action")
    flags = _flags(promised, Money(paid, currency), disputes, paid <= taken + back, taken)
    return GiftState(_paid_state(paid, back, taken, disputes), flags, paid, back, taken, currency)


def fold_recurring(said: Iterable[Said]) -> str:
    """The state of a recurring gift; once ended it is ended."""
    notices = list(said)
    if any(one.meaning.recurring_says == "ended" for one in notices):
        return "ended"
    return _latest(notices, "recurring_says", RECURRING_ORDER) or "begun"


def was_active(said: Iterable[Said]) -> bool:
    """Did it ever run?"""
    return any(one.meaning.recurring_says == "active" for one in said)


def last_failure(said: Iterable[Said]) -> Said | None:
    """The newest failed try to renew."""
    failed = [one for one in said if one.meaning.attempt]
    return max(failed, key=lambda one: (one.meaning.attempt, one.at), default=None)


def _sum(moved: list[Movement], *kinds: str) -> int:
    return sum(one.paid for one in moved if one.kind in kinds)


def _disputes(notices: list[Said]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in notices:
        dispute, says = one.meaning.dispute, one.meaning.dispute_says
        if dispute:
            found[dispute] = max(found.get(dispute, says), says, key=DISPUTE_ORDER.index)
    return found


def _latest(notices: list[Said], name: str, order: tuple[str, ...]) -> str:
    found = [(one.at, order.index(says)) for one in notices if (says := getattr(one.meaning, name)) in order]
    return order[max(found)[1]] if found else ""


def _paid_state(paid: int, back: int, taken: int, disputes: dict[str, str]) -> str:
    says = set(disputes.values())
    if "open" in says or (taken > 0 and "lost" not in says):
        return "disputed"
    if taken > 0:
        return "charged_back" if taken + back >= paid else "partly_refunded"
    if back > 0:
        return "refunded" if back >= paid else "partly_refunded"
    return "paid"


def _flags(promised: Money, paid: Money, disputes: dict[str, str], is_gone: bool, taken: int) -> tuple[str, ...]:
    """What a person should look at."""
    says = set(disputes.values())
    found = {
        "another currency": paid.currency != promised.currency,
        "another amount": paid.currency == promised.currency and paid.amount != promised.amount,
        "inquiry": "inquiry" in says,
        "dispute": "open" in says,
        "partly charged back": taken > 0 and "lost" in says and not is_gone,
    }
    return tuple(flag for flag, is_so in found.items() if is_so)
