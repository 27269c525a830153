"""Lines of a statement go the way of every movement: an answer in the inbox, and entries in the books, at once.

The inbox applies the answers as it applies those of any processor: the gift is paid, its receipt is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tamizdat.books.keep import book
from tamizdat.contributions.inbox.answer import MOVEMENT, Answer, name_of, skeleton_of
from tamizdat.contributions.models import Notice
from tamizdat.core.ledger.movement import Movement


def book_movements(movements: Sequence[Movement]) -> int:
    """Inside the caller's transaction, if there is one; how many entries are new."""
    with transaction.atomic():
        Notice.objects.bulk_create([_answer(one) for one in movements], ignore_conflicts=True)
        return book(movements)


def _answer(one: Movement) -> Notice:
    return Notice(
        processor=one.processor,
        external_id=name_of(one.id),
        kind=MOVEMENT,
        about=one.source,
        at=one.at,
        skeleton=skeleton_of(Answer(one)),
        gift=one.gift,
    )
