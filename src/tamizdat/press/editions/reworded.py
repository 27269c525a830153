"""A person was hidden: nothing of any earlier edition stays but its manifest, whatever had the name in it.

Where a name stood once nobody knows for certain: an editor may have taken it out by hand before, an import may have
put other words in its place. So nothing is looked for. The signed list of retractions has a path that no edition has,
and one for each article that the newsroom knows of; so whoever restores an older copy knows that its words are not to
come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tamizdat.core.trust.retractions import hidden_path, reworded_path
from tamizdat.press.memory import Memory, read_state, select_in, transaction, write_state
from tamizdat.press.search import pages_with

STATE = "reworded"
EVERYTHING = ""
"""Stands among what was withdrawn, where public ids stand, when a person was hidden."""
RewordedAfter = Callable[[int], Iterable[tuple[int, str]]]


def note_reworded(memory: Memory, reworded_after: RewordedAfter) -> None:
    """Each is noted once, however often the press is killed."""
    found = sorted(reworded_after(int(read_state(memory, STATE, "0"))))
    if not found:
        return
    ids = [one for _, one in found]
    with transaction(memory):
        memory.executemany(
            "INSERT INTO withdrawn (id) VALUES (?) ON CONFLICT (id) DO NOTHING",
            [(one,) for one in (EVERYTHING, *ids, *pages_with(memory, ids))],  # what search kept of them, too
        )
        write_state(memory, STATE, str(found[-1][0]))


def has_unnoted(memory: Memory, reworded_after: RewordedAfter) -> bool:
    """Is there something to forget that no edition has forgotten yet?"""
    return next(iter(reworded_after(int(read_state(memory, STATE, "0")))), None) is not None


def reworded_paths(memory: Memory, withdrawn: set[str], edition: int) -> Iterator[str]:
    """What the list of retractions has for a hiding, and for articles that stay."""
    if EVERYTHING in withdrawn:
        yield hidden_path(edition)
    names = [f"article:{one}" for one in sorted(withdrawn)]
    for (name,) in select_in(memory, "SELECT name FROM fact WHERE value IS NOT NULL AND name IN {}", names):
        yield reworded_path(name.partition(":")[2], edition)
