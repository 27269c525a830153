"""Compare the books with the processor's own account, book what never arrived, and say every difference.

The processor's list of movements is the truth about what was moved; our inbox is the truth about what was booked. A
difference of one minor unit is a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from tamizdat.books.models import Entry
from tamizdat.contributions.inbox.answer import MOVEMENT, Answer, movement_in, name_of
from tamizdat.contributions.inbox.apply import apply_due, apply_notice
from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.inbox.opening import OPENING, is_before_opening, opening_of
from tamizdat.contributions.inbox.store import store_answer
from tamizdat.contributions.models import Notice, Reconciliation
from tamizdat.contributions.providers.contract import Provider
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.home import Home

OVERLAP = timedelta(days=1)
RETRIES_AFTER = timedelta(minutes=15)
UNREACHABLE = [{"what": "unreachable"}]
LOOKS = 3
"""While it compares, gifts go on: what differs at a busy moment is looked at again."""
COMPARED = ("kind", "amount", "fee", "currency", "paid", "paid_currency", "at")
Difference = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one comparison found."""

    processor: str
    seen: int
    """Movements that the processor listed."""
    booked: int
    """Movements that no notice had brought."""
    differences: tuple[Difference, ...]


def reconcile(home: Home, name: str | None, now: datetime, since: datetime | None = None) -> Reconciled:
    """Raises ProviderError when the processor cannot be asked; then nothing is compared."""
    provider = open_cached(home, name)
    since = since or _since(provider.name)
    seen, booked, differences = _movements(home, provider, since, now)
    Notice.objects.filter(processor=provider.name, state="parked").update(try_at=None)
    apply_due(home, now, limit=10**6)
    differences += _waiting_money(provider.name)
    differences += _payouts(provider, since)
    for _ in range(LOOKS):
        if not (off := _balances(provider)):
            break
        _, new, _ = _movements(home, provider, now - OVERLAP, now)
        booked += new
    Reconciliation.objects.create(processor=provider.name, at=now, differences=differences + off)
    return Reconciled(provider.name, seen, booked, tuple(differences + off))


def is_due(processor: str, now: datetime) -> bool:
    """Once a day; where the processor could not be asked, a quarter of an hour later."""
    last = Reconciliation.objects.filter(processor=processor).order_by("-at", "-id").first()
    waits = RETRIES_AFTER if last is not None and last.differences == UNREACHABLE else timedelta(days=1)
    return last is None or last.at + waits <= now


def note_unreachable(processor: str, now: datetime) -> None:
    """Nothing was compared."""
    Reconciliation.objects.create(processor=processor, at=now, differences=UNREACHABLE)


def booked_balance(processor: str) -> dict[str, int]:
    """Currency → what the books say that the processor owes us."""
    rows = Entry.objects.filter(processor=processor)
    sums: dict[str, int] = {}
    for account, sign in (("debit", 1), ("credit", -1)):
        found = rows.filter(**{account: "processor"}).values_list("currency").annotate(Sum("amount"))
        for currency, amount in found:
            sums[currency] = sums.get(currency, 0) + sign * amount
    return sums


def _since(processor: str) -> datetime | None:
    done = Reconciliation.objects.filter(processor=processor).exclude(differences=UNREACHABLE)
    last = done.order_by("-at").first()
    return last.at - OVERLAP if last else None


def _movements(
    home: Home, provider: Provider, since: datetime | None, now: datetime
) -> tuple[int, int, list[Difference]]:
    """How many were listed, how many of them were new, and which differ from what is kept."""
    seen: set[str] = set()
    new, differences = 0, []
    opening = opening_of(provider.name)
    for told in provider.list_movements(since):
        if is_before_opening(opening, told):
            continue
        seen.add(name_of(told.id))
        kept = Notice.objects.filter(processor=provider.name, external_id=name_of(told.id)).first()
        if kept is None:
            _bring(home, provider, told, now)
            new += 1
        elif different := _compare(movement_in(kept.skeleton), told):
            differences.append({"what": "movement", "number": told.id, **different})
    return len(seen), new, differences + _never_told(provider, since, seen)


def _bring(home: Home, provider: Provider, told: Movement, now: datetime) -> None:
    """What was dropped for ever."""
    fetch = getattr(provider, "fetch_answer", None)
    answer = fetch(told.id) if fetch else Answer(told)
    apply_notice(home, store_answer(provider.name, answer or Answer(told)).id, now)


def _compare(kept: Movement, told: Movement) -> Mapping[str, Any]:
    wrong = [name for name in COMPARED if getattr(kept, name) != getattr(told, name)]
    if not wrong:
        return {}
    return {"here": _values(kept, wrong), "there": _values(told, wrong)}


def _values(movement: Movement, names: list[str]) -> dict[str, Any]:
    return {name: value if type(value := getattr(movement, name)) is int else str(value) for name in names}


def _never_told(provider: Provider, since: datetime | None, seen: set[str]) -> list[Difference]:
    """Kept here, and unknown to the processor."""
    kept = Notice.objects.filter(processor=provider.name, kind=MOVEMENT).exclude(state="ignored")
    if since is not None:
        kept = kept.filter(at__gte=since)
    names = kept.exclude(about=OPENING).values_list("external_id", flat=True)
    return [{"what": "unknown there", "number": name.partition(":")[2]} for name in names if name not in seen]


def _waiting_money(processor: str) -> list[Difference]:
    """Movements that cannot be booked: a person has to look."""
    waiting = Notice.objects.filter(processor=processor, kind=MOVEMENT, state__in=("new", "parked", "refused"))
    return [
        {"what": "not booked", "number": name.partition(":")[2], "why": why}
        for name, why in waiting.values_list("external_id", "why")
    ]


def _balances(provider: Provider) -> list[Difference]:
    there, here = provider.balance(), booked_balance(provider.name)
    return [
        {"what": "balance", "currency": one, "here": here.get(one, 0), "there": there.get(one, 0)}
        for one in sorted({*there, *here})
        if here.get(one, 0) != there.get(one, 0)
    ]


def _payouts(provider: Provider, since: datetime | None) -> list[Difference]:
    """What was paid out is the sum of what the processor says is in it."""
    listed = getattr(provider, "list_payouts", None)
    if listed is None:
        return []
    differences: list[Difference] = []
    for payout, amount, currency in listed(since):
        inside = [one for one in provider.payout_movements(payout) if one.source != payout]  # type: ignore[attr-defined]
        total = sum(one.amount - one.fee for one in inside if one.currency == currency)
        if inside and total != amount:
            differences.append(
                {"what": "payout", "number": payout, "currency": currency, "here": total, "there": amount}
            )
    return differences
