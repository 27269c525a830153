"""A person says what a parked line is. What they say is booked beside what the bank said; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tamizdat.contributions.models import Gift, Notice
from tamizdat.contributions.providers.bank.book import book_movements
from tamizdat.contributions.providers.bank.keep import BANK, LINE, noon
from tamizdat.contributions.providers.bank.reference import references_in
from tamizdat.contributions.providers.bank.sort import Promise, Sorted, of_gift
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

WORDS = ("fee", "own")


@dataclass(frozen=True, slots=True)
class Parked:
    """A line that nobody could place."""

    line: str
    day: date
    amount: int
    currency: str
    where: str
    why: str


def parked_lines() -> list[Parked]:
    """The oldest first."""
    waiting = Notice.objects.filter(processor=BANK, kind=LINE).exclude(skeleton__waits="").order_by("at", "id")
    return [_parked(one) for one in waiting]


def match_line(home: Home, line: str, to: str, *, dry_run: bool = False) -> Sorted:
    """``to``: a gift's id or reference, ``fee``, or ``own`` for money between accounts of the same house."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(processor=BANK, external_id=f"{LINE}:{line}").first()
        if notice is None or not notice.skeleton["waits"]:
            raise RefusedError(f"{line} is no line that waits. `tamizdat support bank list` shows those that do.")
        what = _said(_parked(notice), notice.skeleton["returned"], to)
        zone = home.read_settings().time_zone
        book_movements(_out_of_suspense(_parked(notice), what, zone))
        notice.state, notice.why, notice.about, notice.try_at = "applied", "a person said what it is", what.gift, None
        notice.skeleton = {**notice.skeleton, "waits": ""}
        notice.save(update_fields=["state", "why", "about", "try_at", "skeleton"])
        transaction.set_rollback(dry_run)
    return what


def _parked(one: Notice) -> Parked:
    told = one.skeleton
    day = date.fromisoformat(told["day"])
    return Parked(told["line"], day, told["amount"], told["currency"], told["where"], told["waits"])


def _said(line: Parked, returned: str, to: str) -> Sorted:
    if to == "own":
        return Sorted("payout" if line.amount < 0 else "payout_failure")
    if to == "fee":
        return Sorted("fee")
    return of_gift(line.amount, returned, _promise(to), line.currency)


def _promise(to: str) -> Promise:
    found = Gift.objects.filter(processor=BANK, id=to.lower()).first()
    if found is None and len(codes := references_in(to)) == 1:
        found = Gift.objects.filter(processor=BANK, external_id=next(iter(codes))).first()
    if found is None:
        raise RefusedError(f"There is no gift {to}. Give its id or its whole reference, or one of {', '.join(WORDS)}.")
    return Promise(found.id, found.currency)


def _out_of_suspense(line: Parked, what: Sorted, zone: str) -> list[Movement]:
    """Two movements that change the balance by nothing: out of suspense, and to where it belongs."""
    return [
        _movement(line, Sorted("other"), f"{line.line}:out", -line.amount, zone),
        _movement(line, what, f"{line.line}:in", line.amount, zone),
    ]


def _movement(line: Parked, what: Sorted, number: str, amount: int, zone: str) -> Movement:
    return Movement(
        processor=BANK,
        id=number,
        kind=what.kind,
        amount=amount,
        fee=0,
        currency=line.currency,
        paid=amount,
        paid_currency=line.currency,
        rate="",
        at=noon(line.day, zone),
        source=line.line,
        gift=what.gift,
        is_suspense=what.is_suspense,
    )
