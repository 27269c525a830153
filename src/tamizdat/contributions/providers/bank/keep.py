"""What is kept of statements: in the inbox, as numbers, days and amounts. Not a payer's name, nor what they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tamizdat.contributions.models import Gift, Notice
from tamizdat.contributions.providers.bank.setup import BankAccount
from tamizdat.contributions.providers.bank.sort import Promise, Sorted
from tamizdat.contributions.providers.bank.statement import BankLine, BankStatement
from tamizdat.core.ledger.movement import Movement

BANK = "bank"
STATEMENT, LINE = "statement", "line"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""A line waits for a person, not for another try."""


@dataclass(frozen=True, slots=True)
class Last:
    """The statement that came last: the next one has to begin where it ended."""

    place: int
    closing: int
    until: date


def last_statement(account: BankAccount) -> Last | None:
    """None: there was none of this account."""
    known = Notice.objects.filter(processor=BANK, kind=STATEMENT, about=account.currency).order_by("-id").first()
    if known is None:
        return None
    told = known.skeleton
    return Last(told["place"], told["closing"], date.fromisoformat(told["until"]))


def has_statement(number: str) -> bool:
    """Was this very statement taken in before?"""
    return Notice.objects.filter(processor=BANK, kind=STATEMENT, skeleton__number=number).exists()


def known_lines(numbers: Iterable[str]) -> int:
    """How many of these lines were taken in before."""
    wanted = [f"{LINE}:{one}" for one in numbers]
    return sum(
        Notice.objects.filter(processor=BANK, external_id__in=wanted[start : start + 500]).count()
        for start in range(0, len(wanted), 500)
    )


def keep_statement(statement: BankStatement, number: str, place: int, zone: str) -> None:
    """Its place in the row is unique: of two that come at once, the database refuses one."""
    Notice.objects.create(
        processor=BANK,
        external_id=f"{STATEMENT}:{statement.currency}:{place}",
        kind=STATEMENT,
        about=statement.currency,
        at=noon(statement.until, zone),
        state="applied",
        skeleton={
            "number": number,
            "place": place,
            "since": statement.since.isoformat(),
            "until": statement.until.isoformat(),
            "opening": statement.opening,
            "closing": statement.closing,
            "lines": len(statement.lines),
        },
    )


def keep_lines(lines: Iterable[tuple[str, BankLine, Sorted]], currency: str, zone: str) -> None:
    """A line that nobody can place is parked, for a person to look at."""
    Notice.objects.bulk_create(
        Notice(
            processor=BANK,
            external_id=f"{LINE}:{number}",
            kind=LINE,
            about=sorted_as.gift,
            at=noon(line.booked, zone),
            state="parked" if sorted_as.why else "applied",
            why=sorted_as.why,
            try_at=NEVER if sorted_as.why else None,
            skeleton={
                "line": number,
                "day": line.booked.isoformat(),
                "amount": line.amount,
                "currency": currency,
                "returned": line.returned,
                "where": line.where,
                "waits": sorted_as.why,
            },
        )
        for number, line, sorted_as in lines
    )


def promises() -> dict[str, Promise]:
    """Reference → the gift that was begun with it."""
    begun = Gift.objects.filter(processor=BANK).exclude(external_id=None).values_list("external_id", "id", "currency")
    return {str(reference): Promise(gift, currency) for reference, gift, currency in begun}


def movement(number: str, line: BankLine, sorted_as: Sorted, currency: str, zone: str) -> Movement:
    """A line as the books know it."""
    paid, paid_currency, rate = line.amount + line.charge, currency, ""
    if line.paid is not None:
        paid, paid_currency, rate = line.paid.amount, line.paid.currency, line.rate
    return Movement(
        processor=BANK,
        id=number,
        kind=sorted_as.kind,
        amount=line.amount + line.charge,
        fee=line.charge,
        currency=currency,
        paid=paid,
        paid_currency=paid_currency,
        rate=rate,
        at=noon(line.booked, zone),
        source=number,
        gift=sorted_as.gift,
        is_suspense=sorted_as.is_suspense,
    )


def opening_movement(statement: BankStatement, zone: str) -> Movement:
    """What was on the account before its first statement."""
    amount, currency = statement.opening or 0, statement.currency
    at = noon(statement.since, zone)
    return Movement(
        BANK, f"opening_{currency}", "opening", amount, 0, currency, amount, currency, "", at, f"opening_{currency}", ""
    )


def noon(day: date, zone: str) -> datetime:
    """Banks know days: noon where the newsroom is, so that it is the same day and month there."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
