"""Books that begin with a balance: what was moved before it is in it already."""

from __future__ import annotations

from datetime import datetime

from tamizdat.contributions.inbox.answer import MOVEMENT
from tamizdat.contributions.models import Notice
from tamizdat.core.ledger.movement import Movement

OPENING = "opening"
"""What such an answer is about."""


def opening_of(processor: str) -> datetime | None:
    """When the books of a processor began with a balance; None: with nothing."""
    opened = Notice.objects.filter(processor=processor, kind=MOVEMENT, about=OPENING)
    return opened.order_by("-at").values_list("at", flat=True).first()


def is_before_opening(opening: datetime | None, movement: Movement) -> bool:
    """Counted already, in the balance that the books began with."""
    return opening is not None and movement.kind != "opening" and movement.at <= opening
