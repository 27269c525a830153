"""Stops a kind of gift for a while when it is being abused: stolen cards tried out, waves of disputed micro-gifts.

Whoever books notices tells it (``note_decline``, ``note_dispute``); the support site asks (``is_paused``). It counts by
ten minutes, in the database, so that all processes know the same; a count says nothing about anybody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from tamizdat.contributions.models import Trouble

Kind = Literal["cards", "small"]
"""``cards``: cards are being tried out. ``small``: small gifts come back as disputes."""

WINDOW = timedelta(minutes=10)
LOOKS_BACK = {"cards": timedelta(hours=1), "small": timedelta(days=7)}
TOO_MANY = {"cards": 40, "small": 5}
"""A newsroom with many gifts has a few declined ones an hour; a disputed small gift costs more than it brought."""
SMALL = 5
"""A gift is small below so many times the smallest that may be given."""


def is_paused(kind: Kind, now: datetime | None = None) -> bool:
    """Is there too much trouble of this kind just now?"""
    now = now or datetime.now(UTC)
    seen = Trouble.objects.filter(kind=kind, window__gt=now - LOOKS_BACK[kind]).aggregate(total=Sum("count"))
    return (seen["total"] or 0) >= TOO_MANY[kind]


def note_decline(now: datetime) -> None:
    """A card was declined."""
    _note("cards", now)


def note_dispute(now: datetime, amount: int, minimum: int = 200) -> None:
    """A gift was disputed; ``minimum`` is the smallest that may be given in its currency, both in minor units."""
    if amount < minimum * SMALL:
        _note("small", now)


def _note(kind: Kind, now: datetime) -> None:
    window = datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), UTC)
    here = Trouble.objects.filter(kind=kind, window=window)
    if here.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Trouble.objects.create(kind=kind, window=window, count=1)
            Trouble.objects.filter(kind=kind, window__lte=now - LOOKS_BACK[kind]).delete()
    except IntegrityError:  # somebody else began this window in the same moment
        here.update(count=F("count") + 1)
