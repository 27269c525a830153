"""What an object may show something of: articles, pictures, bylines and topics, by public id.

Kept for every object that was printed, so that a withdrawal finds all of them, also those of older editions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tamizdat.press.ask import RecordedAsk
from tamizdat.press.memory import Memory, select_in
from tamizdat.press.printed import Printed
from tamizdat.press.search import pages_with

WITHDRAWABLE = ("article", "picture", "byline", "topic", "series")
"""A byline, topic or series is withdrawn with its last article; its name may say too much of that."""
KINDS = ("card", *WITHDRAWABLE)
OF_LIST_PAGES = ("heads", "words")
"""Facts of thousands of articles together: noted is on which list pages these stand, which never changes."""


def list_mentions(ask: RecordedAsk) -> str:
    """The ids that a unit asked for, alone or inside a list; of search, the list pages. In one line."""
    names = [name.partition(":") for name in ask.reads]
    ids = {public_id for kind, _, public_id in names if kind in KINDS or kind in OF_LIST_PAGES}
    for one in ask.opened:
        ids.update(_ids_of(one))
    return " ".join(sorted(ids))


def _ids_of(opened: list[Any]) -> Iterator[str]:
    """Of a list of cards, of translations, or of the names in a pack."""
    for one in opened:
        if isinstance(one, list):
            kind, _, public_id = one[0].partition(":")
            if kind in KINDS:
                yield public_id
            continue
        yield one["id"]
        if one.get("picture"):
            yield one["picture"]["id"]
        yield from (byline["id"] for byline in one.get("bylines", ()))


def keep_mentions(memory: Memory, batch: Iterable[Printed]) -> None:
    """Note what was printed on each object. Two pictures may have the same bytes: both are noted."""
    memory.executemany(
        "INSERT INTO mentioned (digest, ids) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET"
        " ids = mentioned.ids || ' ' || excluded.ids WHERE mentioned.ids NOT LIKE '%' || excluded.ids || '%'",
        ((file[1], printed.mentions) for printed in batch for file in printed.files),
    )
    _note_outputs(memory, [printed.unit for printed in batch if printed.unit.startswith("redirect:")])


def _note_outputs(memory: Memory, units: list[str]) -> None:
    """What these units printed so far may be in no edition: another unit's page may stand at the same path."""
    memory.executemany(
        "INSERT INTO dropped (digest, path, last_edition) SELECT digest, path, 0 FROM output"
        " JOIN unit ON unit.id = output.unit WHERE unit.name = ? ON CONFLICT (digest, path) DO NOTHING",
        ((unit,) for unit in units),
    )


def note_withdrawals(memory: Memory, names: Iterable[str]) -> None:
    """These facts are no longer; those that were public are withdrawn. Called in the transaction that takes them."""
    asked = [name for name in names if name.partition(":")[0] in WITHDRAWABLE]
    query = "SELECT name FROM fact WHERE value IS NOT NULL AND name IN {}"
    for (name,) in list(select_in(memory, query, asked)):
        public_id = name.partition(":")[2]
        memory.execute("INSERT INTO withdrawn (id) VALUES (?) ON CONFLICT (id) DO NOTHING", (public_id,))
        pages = [(page,) for page in pages_with(memory, [public_id])]
        memory.executemany("INSERT INTO withdrawn (id) VALUES (?) ON CONFLICT (id) DO NOTHING", pages)
        _note_outputs(memory, [name, f"redirect:{public_id}", f"media:{public_id}"])


def read_withdrawn(memory: Memory) -> set[str]:
    """Public ids withdrawn since the last edition."""
    return {row[0] for row in memory.execute("SELECT id FROM withdrawn")}


def is_unfinished(memory: Memory) -> bool:
    """Is something withdrawn or hidden that a press which was cut short has not made every edition forget?"""
    cut = "SELECT 1 FROM edition WHERE done = 0 LIMIT 1"
    return bool(read_withdrawn(memory)) or memory.execute(cut).fetchone() is not None


def mentions_any(ids: str | None, withdrawn: set[str]) -> bool:
    """Does an object show any of these? Where nobody knows what it shows: yes."""
    return ids is None or not withdrawn.isdisjoint(ids.split())
