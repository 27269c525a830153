"""Gifts that never were leave nothing here: a card that would have endangered its giver, a form thought better of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tamizdat.contributions.models import Gift, Recurring, Supporter
from tamizdat.contributions.people import forget_words

DAYS_KEPT = 3
"""A gift that was begun and never tried is forgotten after so many days."""


def forget_begun(gift_id: str) -> bool:
    """Only one that was begun and never asked for; and its supporter, if there is nothing else of theirs."""
    with transaction.atomic():
        gift = _never_asked().select_for_update().filter(id=gift_id).first()
        if gift is None:
            return False
        supporter, recurring = gift.supporter_id, gift.recurring_id  # type: ignore[attr-defined]
        if gift.supporter is not None:
            forget_words(settings.HOME, gift.supporter, gift.id)
        gift.delete()
        Recurring.objects.filter(id=recurring, external_id=None, gifts=None).delete()
        Supporter.objects.filter(id=supporter, gifts=None, recurring=None, mails=None, links=None).delete()
    return True


def forget_abandoned(now: datetime) -> int:
    """Forms that somebody sent and then thought better of. Called daily; says how many."""
    old = _never_asked().filter(day__lt=now.date() - timedelta(days=DAYS_KEPT)).exclude(processor="bank")
    return sum(forget_begun(one) for one in old.values_list("id", flat=True))


def _never_asked() -> QuerySet[Gift]:
    """Of which no processor has heard."""
    return Gift.objects.filter(state="begun", external_id=None, session=None)
