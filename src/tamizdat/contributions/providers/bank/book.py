"""Lines of a statement go the way of every movement: an answer in the inbox, and entries in the books, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from tamizdat.books.keep import book
from tamizdat.contributions.models import Notice
from tamizdat.core.ledger.movement import Movement


def book_movements(movements: Sequence[Movement]) -> int:
    """Inside the caller's transaction, if there is one; how many entries are new."""
    with transaction.atomic():
        Notice.objects.bulk_create([_answer(one) for one in movements], ignore_conflicts=True)
        return book(movements)


def _answer(one: Movement) -> Notice:
    skeleton: dict[str, Any] = {**asdict(one), "at": one.at.isoformat()}
    return Notice(
        processor=one.processor,
        external_id=f"answer:{one.id}",
        kind="movement",
        about=one.source,
        at=one.at,
        skeleton=skeleton,
        state="applied",
    )


def movement_of(skeleton: dict[str, Any]) -> Movement:
    """The movement again."""
    return Movement(**{**skeleton, "at": datetime.fromisoformat(skeleton["at"])})
