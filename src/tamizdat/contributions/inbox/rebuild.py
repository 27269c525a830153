"""Make the ledger again, from the inbox alone: the same hash, or something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamizdat.books.read import books_hash, by_bytes
from tamizdat.contributions.inbox.answer import MOVEMENT, movement_in
from tamizdat.contributions.models import Notice
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.ledger_hash import hash_sorted

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``hash``: of the ledger made from the inbox; ``kept``: of the one in the books."""

    movements: int
    entries: int
    hash: str
    kept: str

    @property
    def agrees(self) -> bool:
        return self.hash == self.kept


def rebuild() -> Rebuilt:
    """Reads every kept answer about a movement once, in the order of the hash, and writes nothing."""
    counted = [0, 0]
    made = hash_sorted(_made(counted))
    return Rebuilt(counted[0], counted[1], made, kept_hash())


def kept_hash() -> str:
    """The hash of the books as they are."""
    return books_hash()


def _made(counted: list[int]) -> Iterator[Entry]:
    """An answer's number is ``answer:`` and the movement's, so both are in the same order: by bytes, as the hash."""
    kept = Notice.objects.filter(kind=MOVEMENT).exclude(state__in=("ignored", "refused"))
    ordered = kept.order_by(by_bytes("processor"), by_bytes("external_id")).values_list("skeleton", flat=True)
    for skeleton in ordered.iterator(chunk_size=AT_ONCE):
        counted[0] += 1
        for entry in entries_of(movement_in(skeleton)):
            counted[1] += 1
            yield entry
