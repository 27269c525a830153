"""Are the books whole? Nothing is missing, nothing is too much, nothing says something else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Max, Min, Q

from tamizdat.books.keep import read_kept
from tamizdat.books.models import Entry as Row
from tamizdat.books.read import all_entries
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.ledger_hash import line_of
from tamizdat.core.ledger.movement import Movement


def find_holes() -> list[str]:
    """Movements whose lines are not 1, 2, 3 …: somebody took an entry away, or added one, behind the program's back."""
    lines = Row.objects.order_by().values("processor", "movement").annotate(n=Count("id"), a=Min("line"), z=Max("line"))
    wrong = lines.filter(~Q(a=1) | ~Q(z=F("n"))).order_by("processor", "movement")
    return [f"{one['processor']} {one['movement']}: {one['n']} lines, from {one['a']} to {one['z']}" for one in wrong]


def compare(movements: Iterable[Movement]) -> list[str]:
    """What the books lack, or say otherwise than all these movements; and what no movement tells of."""
    told = {(one.processor, one.id): [*map(line_of, entries_of(one))] for one in movements}
    found = []
    for number, kept in read_kept_all().items():
        if number not in told:
            found.append(f"{number[0]} {number[1]}: booked, and no movement tells of it")
        elif told[number] != kept:
            found.append(f"{number[0]} {number[1]}: booked otherwise than its movement tells")
    kept_numbers = read_kept(number for number, lines in told.items() if lines)
    missing = [number for number, lines in told.items() if lines and number not in kept_numbers]
    return sorted([*found, *(f"{number[0]} {number[1]}: not booked" for number in missing)])


def read_kept_all() -> dict[tuple[str, str], list[bytes]]:
    """All movements that are booked, as the lines that are hashed."""
    found: dict[tuple[str, str], list[bytes]] = {}
    for entry in all_entries():
        found.setdefault((entry.processor, entry.id), []).append(line_of(entry))
    return found
