"""Take over customers and recurring gifts of a processor: each once, and nobody from where it endangers them.

Nothing is changed at the processor, so whoever gives has nothing to do and gets no mail. Each row is one transaction:
ended in the middle, it is run again and goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tamizdat.contributions.adopt.opening import book_opening
from tamizdat.contributions.adopt.person import People, open_people
from tamizdat.contributions.freeze.account import Account, open_account
from tamizdat.contributions.freeze.stop import stop_all
from tamizdat.contributions.freeze.values import Customer, Standing
from tamizdat.contributions.jurisdictions import refused_now
from tamizdat.contributions.models import Recurring, Reference
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.vault import new_id
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

Show = Callable[[str, int, int], None]


@dataclass(slots=True)
class Adopted:
    """Numbers of the processor's, which name nobody."""

    recurring: int = 0
    people: int = 0
    known: int = 0
    """Were here before."""
    at_risk: list[str] = field(default_factory=list)
    """Recurring gifts from where they endanger who gives: not taken over."""
    people_at_risk: int = 0
    unknown: list[str] = field(default_factory=list)
    """Taken over, but the processor does not know where the card was issued."""
    odd: list[str] = field(default_factory=list)
    """Not one amount a month or a year: not taken over."""
    stopped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    opening: dict[str, int] = field(default_factory=dict)
    """Currency → what was there before these books began."""


def adopt_all(
    home: Home, name: str | None, now: datetime, *, stop_at_risk: bool = False, dry_run: bool = False,
    show: Show | None = None,
) -> Adopted:  # fmt: skip
    """Those at risk are stopped first, if that is asked for; then everybody else, then the balance."""
    account = open_account(open_provider(home, name))
    if account is None:
        raise RefusedError("This processor has no customers or recurring gifts to take over.")
    done, standing, refused = Adopted(), list(account.standing()), refused_now(home, now)
    at_risk = [one.number for one in standing if one.country in refused]
    done.at_risk = at_risk
    if stop_at_risk and not dry_run:
        _stop(account, at_risk, done)
    people = open_people(home, account.provider.name)
    _take(people, account, [one for one in standing if one.number not in set(at_risk)], done, dry_run, show)
    _take_people(people, account, refused, done, {one.customer.number for one in standing}, dry_run, show)
    done.opening = book_opening(account.provider, now, dry_run=dry_run)
    return done


def _stop(account: Account, numbers: list[str], done: Adopted) -> None:
    for number, wrong in stop_all(account.provider, numbers):
        if wrong:
            done.failed[number] = wrong
        else:
            done.stopped += 1


def _take(
    people: People, account: Account, standing: list[Standing], done: Adopted, dry_run: bool, show: Show | None
) -> None:
    for place, one in enumerate(standing, 1):
        if show:
            show("recurring gifts", place, len(standing))
        if one.money is None:
            done.odd.append(one.number)
            continue
        if not one.country:
            done.unknown.append(one.number)
        if dry_run:
            is_new = not _is_known(account, one)
        else:
            is_new = _take_one(people, account, one)
        done.recurring += is_new
        done.known += not is_new


def _is_known(account: Account, one: Standing) -> bool:
    return Recurring.objects.filter(processor=account.provider.name, external_id=one.number).exists()


def _take_one(people: People, account: Account, one: Standing) -> bool:
    """False: it is here already."""
    assert one.money is not None
    processor = account.provider.name
    with transaction.atomic():
        if _is_known(account, one):
            return False
        supporter, _ = people.adopt(one.customer)
        recurring = Recurring.objects.create(
            id=new_id(),
            supporter=supporter,
            processor=processor,
            external_id=one.number,
            amount=one.money.amount,
            currency=one.money.currency,
            every=one.every,
            state=one.state,
        )
        Reference.objects.get_or_create(
            processor=processor, external_id=one.number, defaults={"recurring": recurring.id}
        )
    return True


def _take_people(
    people: People, account: Account, refused: frozenset[str], done: Adopted, have_recurring: set[str], dry_run: bool,
    show: Show | None,
) -> None:  # fmt: skip
    """Customers without a recurring gift: so that a late refund or dispute finds them, and they find their own page."""
    others = [one for one in account.customers() if one.number not in have_recurring and one.email]
    for place, one in enumerate(others, 1):
        if show:
            show("people", place, len(others))
        if one.country in refused:
            done.people_at_risk += 1
        elif dry_run:
            known = Reference.objects.filter(processor=account.provider.name, external_id=one.number)
            done.people += not known.exists()
        else:
            done.people += _take_person(people, one)


def _take_person(people: People, one: Customer) -> bool:
    with transaction.atomic():
        _, is_new = people.adopt(one)
    return is_new
