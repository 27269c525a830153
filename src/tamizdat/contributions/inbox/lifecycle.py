"""Once a day: cards that end soon are told of, and recurring gifts that failed for the last time are stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from tamizdat.contributions.inbox.effects import told_of_gift
from tamizdat.contributions.inbox.opened import open_cached
from tamizdat.contributions.mail.put import put_mail
from tamizdat.contributions.models import Gift, Notice, Recurring
from tamizdat.contributions.providers.contract import ProviderError
from tamizdat.contributions.states import last_failure
from tamizdat.shell.home import Home

SOON = timedelta(days=30)
PATIENCE = timedelta(days=14)
"""After the last try that failed, so long may another card be given before it is stopped."""


def tell_of_ending_cards(home: Home, now: datetime) -> int:
    """One mail for each card that pays a running gift and ends within a month."""
    told = 0
    for recurring in Recurring.objects.filter(state__in=("active", "late")).select_related("supporter"):
        ends = _ends(home, recurring, now)
        if ends and ends <= f"{now + SOON:%Y-%m}" and ends >= f"{now - SOON:%Y-%m}":
            facts = {"recurring": recurring.id, "month": ends}
            told += put_mail(f"card_expires:{recurring.id}:{ends}", recurring.supporter, "card_expires", facts, now)
    return told


def stop_what_failed(home: Home, now: datetime) -> int:
    """After the last try and two weeks more, nobody's bank is asked again."""
    stopped = 0
    for recurring in Recurring.objects.filter(state="late").exclude(external_id=None):
        if _failed_for_good(home, recurring, now):
            open_cached(home, recurring.processor).cancel(str(recurring.external_id))
            stopped += 1
    return stopped


def _ends(home: Home, recurring: Recurring, now: datetime) -> str:
    """``2027-03``, from what notices told of the card, else from the processor; empty where neither knows."""
    named = Notice.objects.filter(recurring=recurring.id, skeleton__default_payment_method__isnull=False)
    card = named.order_by("-at", "-id").values_list("skeleton__default_payment_method", flat=True).first()
    cards = Notice.objects.filter(processor=recurring.processor, about=card, kind__startswith="payment_method.")
    kept = cards.order_by("-at", "-id").values_list("skeleton", flat=True).first() if card else None
    if kept and kept.get("card.exp_year"):
        return f"{kept['card.exp_year']:04}-{kept['card.exp_month']:02}"
    return _ask(home, recurring) if _is_turn_of(recurring, now) else ""


def _ask(home: Home, recurring: Recurring) -> str:
    ask = getattr(open_cached(home, recurring.processor), "card_expires", None)
    try:
        return str(ask(recurring.external_id)) if ask and recurring.external_id else ""
    except ProviderError:
        return ""


def _is_turn_of(recurring: Recurring, now: datetime) -> bool:
    """The processor is asked about each card every 28 days: thousands that were taken over are not asked at once."""
    return crc32(recurring.id.encode()) % 28 == now.toordinal() % 28


def _failed_for_good(home: Home, recurring: Recurring, now: datetime) -> bool:
    unpaid = Gift.objects.filter(recurring=recurring, state="failed").order_by("-day", "-id").first()
    if unpaid is None:
        return False
    failure = last_failure(told_of_gift(home, unpaid)[0])
    return failure is not None and failure.meaning.is_last and failure.at + PATIENCE <= now
