"""Apply what was kept: ask for movements first, then book, fold, decide on mails and mark, all in one transaction.

The network is asked outside of the transaction, and each answer is kept before anything is made of it. So a crash
between any two writes leaves either nothing of a notice or all of it, and doing it again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tamizdat.books.errors import LedgerConflictError
from tamizdat.books.keep import book
from tamizdat.contributions.inbox.answer import MOVEMENT, Answer, meaning_in, movement_in, name_of
from tamizdat.contributions.inbox.belong import Place, find_place, note_place
from tamizdat.contributions.inbox.effects import follow_gift, follow_recurring, note_trouble
from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.inbox.meanings import meaning_for
from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.inbox.opening import is_before_opening, opening_of
from tamizdat.contributions.inbox.store import is_due, store_answer
from tamizdat.contributions.jurisdictions import check_country
from tamizdat.contributions.models import Notice, Recurring
from tamizdat.contributions.providers.contract import CountryRefusedError, Provider, ProviderError
from tamizdat.contributions.providers.registry import BY_HAND
from tamizdat.core.ledger.errors import LedgerError
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 120
"""A month of tries. What belongs to nothing of ours by then never will; money is booked all the same."""
AT_ONCE = 500
REPLAYED = "applied once more"


def apply_due(home: Home, now: datetime, limit: int = AT_ONCE) -> Counter[str]:
    """New notices and those whose wait is over, the oldest first; how many ended in which state."""
    done: Counter[str] = Counter()
    waits = Q(state="new") | Q(state="parked", try_at=None) | Q(state="parked", try_at__lte=now)
    ours = Q(kind=MOVEMENT) | ~Q(processor__in=BY_HAND)
    for number in list(Notice.objects.filter(waits & ours).order_by("id").values_list("id", flat=True)[:limit]):
        done[apply_notice(home, number, now)] += 1
    return done


def apply_notice(home: Home, number: int, now: datetime) -> str:
    """One notice; the state that it is in afterwards."""
    notice = Notice.objects.get(id=number)
    if not is_due(notice, now):
        return str(notice.state)
    try:
        provider = open_cached(home, notice.processor)
        meaning = meaning_for(provider, notice.kind, notice.skeleton)
        answers = _answers(provider, notice)
        why = _deed(home, provider, meaning, now)
        with transaction.atomic():
            return _apply(home, notice.id, meaning, answers, now, why)
    except (ProviderError, RefusedError, LedgerError, LedgerConflictError) as error:
        return _park(notice.id, str(error), now)


def _answers(provider: Provider, notice: Notice) -> list[int]:
    """The kept answers about every movement that a notice names; what is not here yet is asked for."""
    if notice.kind == MOVEMENT:
        return []
    kept: list[int] = []
    for number in provider.movements_of(notice.skeleton):
        known = Notice.objects.filter(processor=provider.name, external_id=name_of(number)).first()
        found = known or _ask(provider, number)
        if found is not None:
            kept.append(found.id)
    return kept


def _ask(provider: Provider, number: str) -> Notice | None:
    fetch = getattr(provider, "fetch_answer", None)
    if fetch is None:
        return store_answer(provider.name, Answer(provider.fetch_movement(number)))
    answer = fetch(number)
    if answer is None:
        raise ProviderError("the processor has not moved the money yet", may_retry=True)
    return store_answer(provider.name, answer)


def _deed(home: Home, provider: Provider, meaning: Meaning, now: datetime) -> str:
    """What a notice asks us to do at the processor; safe to do again."""
    if meaning.deed != "new_card":
        return ""
    recurring = Recurring.objects.filter(id=meaning.recurring_id, processor=provider.name).first()
    take = getattr(provider, "take_new_card", None)
    if recurring is None or not recurring.external_id or take is None:
        return "a card for nothing that is known"
    try:
        take(recurring.external_id, meaning.session, lambda country: check_country(home, country, now))
    except CountryRefusedError:
        return "the new card is of a country at risk: it was not taken"
    return ""


def _apply(home: Home, number: int, meaning: Meaning, answers: list[int], now: datetime, why: str) -> str:
    notice = Notice.objects.select_for_update().get(id=number)
    if not is_due(notice, now):
        return str(notice.state)
    for answer in Notice.objects.select_for_update().filter(id__in=answers).exclude(state="applied").order_by("id"):
        _settle(home, answer, meaning_in(answer.skeleton), now)
    return _settle(home, notice, meaning, now, why)


def _settle(home: Home, notice: Notice, meaning: Meaning, now: datetime, why: str = "") -> str:
    """Book, find where it belongs, fold that, and mark it: inside the caller's transaction."""
    is_money, is_again = notice.kind == MOVEMENT, notice.why == REPLAYED
    if is_money and not _book(notice):
        return "ignored"
    place = find_place(notice.processor, meaning, notice.at)
    if not is_money and not why and _is_lost(meaning, place):
        return _wait(notice, "it is about nothing that is known here yet", now)
    note_place(notice.processor, meaning, place)
    notice.gift, notice.recurring = place.gift.id if place.gift else "", place.recurring.id if place.recurring else ""
    notice.state, notice.why, notice.try_at = "applied", why, None
    notice.save(update_fields=["gift", "recurring", "state", "why", "try_at"])
    if not is_again:
        note_trouble(home, notice, meaning, place, now)
    if place.gift is not None:
        follow_gift(home, place.gift, now)
    if place.recurring is not None:
        follow_recurring(home, place.recurring, now)
    return "applied"


def _book(notice: Notice) -> bool:
    """False: it is in the balance with which the books began."""
    movement = movement_in(notice.skeleton)
    if notice.processor not in BY_HAND and is_before_opening(opening_of(notice.processor), movement):
        notice.state, notice.why = "ignored", "it is in the opening balance"
        notice.save(update_fields=["state", "why"])
        return False
    book([movement])
    return True


def _is_lost(meaning: Meaning, place: Place) -> bool:
    names = (*meaning.refs, meaning.gift, meaning.recurring, meaning.recurring_id)
    return any(names) and place.gift is None and place.recurring is None


def _park(number: int, why: str, now: datetime) -> str:
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(id=number)
        if notice.state not in ("new", "parked"):
            return str(notice.state)
        return _wait(notice, why, now)


def _wait(notice: Notice, why: str, now: datetime) -> str:
    """Each time twice as long, and not for ever: except where money may be behind it."""
    if notice.kind != MOVEMENT and notice.tries >= MOST_TRIES:
        notice.state, notice.try_at = "ignored", None
    else:
        wait = min(FIRST_WAIT * 2 ** min(notice.tries, 20), LONGEST_WAIT)
        notice.state, notice.try_at = "parked", now + wait
    notice.tries, notice.why = notice.tries + 1, why[:200]
    notice.save(update_fields=["state", "try_at", "tries", "why"])
    return str(notice.state)
