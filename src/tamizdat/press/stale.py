"""What has to be made again: the units that read a fact which changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tamizdat.press.memory import Memory, select_in, unpack_reads

READ_BY_ALL = ("templates", "settings", "paper:")
"""Facts that nearly every unit reads: no index of their readers is kept. When one changes, all units are looked at."""

LONGEST_CAUSE = 400


def is_read_by_all(name: str) -> bool:
    """Is this one of the facts whose readers are found by looking at every unit?"""
    return name.startswith(READ_BY_ALL)


def mark_readers_stale(memory: Memory, names: Collection[str]) -> None:
    """Every unit that read one of these facts has to be made again, and remembers why."""
    ids = dict(select_in(memory, "SELECT id, name FROM fact WHERE name IN {}", names))
    common = {fact: name for fact, name in ids.items() if is_read_by_all(name)}
    few = {fact: name for fact, name in ids.items() if fact not in common}
    readers = select_in(memory, "SELECT unit, fact FROM read WHERE fact IN {} ORDER BY unit", sorted(few))
    mark_stale(memory, ((unit, few[fact]) for unit, fact in readers))
    if common:
        for found in _readers_among_all(memory, common):
            mark_stale(memory, found)


def mark_stale(memory: Memory, units: Iterable[tuple[int, str]]) -> None:
    """These units, by id, and the name of what changed for each."""
    memory.executemany(
        "UPDATE unit SET stale = 1, cause = CASE WHEN stale = 0 THEN ? WHEN length(cause) > ? THEN cause"
        " ELSE cause || ' ' || ? END WHERE id = ?",
        ((name, LONGEST_CAUSE, name, unit) for unit, name in units),
    )


def _readers_among_all(memory: Memory, wanted: dict[int, str]) -> Iterator[list[tuple[int, str]]]:
    last = 0
    while rows := memory.execute("SELECT id, reads FROM unit WHERE id > ? ORDER BY id LIMIT 10000", (last,)).fetchall():
        yield [(unit, wanted[fact]) for unit, reads in rows for fact in wanted.keys() & unpack_reads(reads)]
        last = rows[-1][0]
