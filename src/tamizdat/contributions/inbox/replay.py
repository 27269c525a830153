"""Apply a kept notice once more: it changes nothing that is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tamizdat.contributions.inbox.answer import MOVEMENT
from tamizdat.contributions.inbox.apply import REPLAYED, apply_notice
from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.registry import BY_HAND
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home


def find_notice(number: str) -> Notice:
    """By the processor's number (``evt_…``), a movement's (``txn_…``), or ours."""
    wanted = Q(external_id=number) | Q(external_id=f"answer:{number}")
    if number.isascii() and number.isdigit() and len(number) < 19:
        wanted |= Q(id=int(number))
    found = list(Notice.objects.filter(wanted)[:2])
    if len(found) != 1:
        raise RefusedError(f"There is no notice {number}." if not found else f"Several notices are called {number}.")
    return found[0]


def replay(home: Home, notice: Notice, now: datetime) -> str:
    """The state that it is in afterwards. What changes nothing here, or is of the wrong kind of money, stays out."""
    with transaction.atomic():
        kept = Notice.objects.select_for_update().get(id=notice.id)
        is_by_hand = kept.kind != MOVEMENT and kept.processor in BY_HAND
        if is_by_hand or kept.state == "ignored":
            return str(kept.state)
        kept.state, kept.try_at, kept.why = "parked", None, REPLAYED
        kept.save(update_fields=["state", "try_at", "why"])
    return apply_notice(home, notice.id, now)
