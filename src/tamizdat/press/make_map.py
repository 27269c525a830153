"""Paths that were touched become changes of the two maps. Format: docs/formats/edition-v1.md, sections 4 and 5."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tamizdat.core.edition.map import Entry, build_map, update_map
from tamizdat.press.memory import read_state, transaction, write_state
from tamizdat.press.objects import ObjectStore

GZIP, BROTLI = "application/gzip", "application/x-brotli"
EMPTY = build_map([])

BEST_OUTPUT = """
SELECT digest, length, media_type, gz_digest, gz_length, br_digest, br_length
FROM output JOIN unit ON unit.id = output.unit WHERE path = ? ORDER BY rank, unit.name LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Roots:
    """The digests of the two maps."""

    pages: str
    encodings: str


def read_roots(memory: sqlite3.Connection) -> Roots:
    """The maps as made last."""
    return Roots(read_state(memory, "map_root", EMPTY.root), read_state(memory, "encodings_root", EMPTY.root))


def make_map(memory: sqlite3.Connection, store: ObjectStore) -> Roots:
    """Bring both maps up to date with what was printed; their new nodes go to the store."""
    before = read_roots(memory)
    pages: dict[str, Entry | None] = {}
    encodings: dict[str, Entry | None] = {}
    for (path,) in memory.execute("SELECT path FROM touched").fetchall():
        row = memory.execute(BEST_OUTPUT, (path,)).fetchone() or (None,) * 7
        digest, length, media_type, gz_digest, gz_length, br_digest, br_length = row
        pages[path] = Entry(path, digest, length, media_type) if digest else None
        for name, packed, size, kind in (
            (f"{path}.gz", gz_digest, gz_length, GZIP),
            (f"{path}.br", br_digest, br_length, BROTLI),
        ):
            encodings[name] = Entry(name, packed, size, kind) if packed else None
    after = Roots(
        _update(before.pages, pages, store),
        _update(before.encodings, encodings, store, encodings=True),
    )
    with transaction(memory):
        write_state(memory, "map_root", after.pages)
        write_state(memory, "encodings_root", after.encodings)
        memory.execute("DELETE FROM touched")
    return after


def _update(root: str, changes: dict[str, Entry | None], store: ObjectStore, *, encodings: bool = False) -> str:
    for name, node in EMPTY.nodes.items():
        store.write(name, node)
    change = update_map(root, changes, store.read, encodings=encodings)
    for name, node in change.added.items():
        store.write(name, node)
    return change.root
