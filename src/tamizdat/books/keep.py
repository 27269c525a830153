"""Book movements: each once, however often and in whatever order it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction

from tamizdat.books.errors import LedgerConflictError
from tamizdat.books.models import Entry as Row
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.ledger_hash import line_of
from tamizdat.core.ledger.movement import Movement

AT_ONCE = 500
FIELDS = ("processor", "movement", "line", "debit", "credit", "amount", "currency", "at", "rate", "gift")
INSERT = (
    f"INSERT INTO books_entry ({', '.join(FIELDS)}) VALUES ({', '.join(['%s'] * len(FIELDS))}) "
    "ON CONFLICT (processor, movement, line) DO NOTHING"
)
Number = tuple[str, str]
"""Processor, movement."""


def book(movements: Iterable[Movement]) -> int:
    """Add the entries that are not there yet, and say how many; inside the caller's transaction, if there is one.

    Raises LedgerConflictError when a movement is told with other figures than are booked, MovementError when it
    contradicts itself; then nothing of this call is booked.
    """
    added, source = 0, iter(movements)
    with transaction.atomic():
        while some := list(islice(source, AT_ONCE)):
            added += _book(_entries(some))
    return added


def _entries(movements: Sequence[Movement]) -> dict[Number, tuple[Entry, ...]]:
    found: dict[Number, tuple[Entry, ...]] = {}
    for movement in movements:
        number, entries = (movement.processor, movement.id), entries_of(movement)
        _compare(number, found.setdefault(number, entries), entries)
    return found


def _book(told: dict[Number, tuple[Entry, ...]]) -> int:
    kept = read_kept(told)
    for number, entries in kept.items():
        _compare(number, entries, told[number])
    new = [entry for number, entries in told.items() if number not in kept for entry in entries]
    added = _insert(new)
    if added < len(new):  # somebody else told of the same, at the same moment
        for number, entries in read_kept(told).items():
            _compare(number, entries, told[number])
    return added


def _insert(entries: Sequence[Entry]) -> int:
    if not entries:
        return 0
    when = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            INSERT,
            [
                (one.processor, one.id, one.line, one.debit, one.credit, one.amount, one.currency, when(one.at),
                 one.rate, one.gift)
                for one in entries
            ],
        )  # fmt: skip
        return int(cursor.rowcount)


def read_kept(numbers: Iterable[Number]) -> dict[Number, tuple[Entry, ...]]:
    """What is booked of these movements."""
    ids: dict[str, list[str]] = {}
    for processor, movement in numbers:
        ids.setdefault(processor, []).append(movement)
    found: dict[Number, list[Entry]] = {}
    for processor, some in ids.items():
        rows = Row.objects.filter(processor=processor, movement__in=some).order_by("movement", "line")
        for entry in read_entries(rows.values_list(*FIELDS)):
            found.setdefault((entry.processor, entry.id), []).append(entry)
    return {number: tuple(entries) for number, entries in found.items()}


def read_entries(rows: Iterable[tuple[object, ...]]) -> Iterator[Entry]:
    """Rows of ``FIELDS`` as the ledger's entries."""
    for row in rows:
        yield Entry(*row)  # type: ignore[arg-type]


def _compare(number: Number, kept: Sequence[Entry], told: Sequence[Entry]) -> None:
    if kept is told:
        return
    gifts = {one.gift for one in (*kept, *told) if one.gift}
    if [*map(line_of, kept)] == [*map(line_of, told)] and len(gifts) < 2:
        return
    raise LedgerConflictError(
        f"Movement {number[1]} of {number[0]} is booked with other figures than it is told with now. Nothing was "
        "changed. Look at both with `tamizdat support show` and at the processor's own page, and report it."
    )
