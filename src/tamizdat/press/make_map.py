"""Paths that were touched become changes of the two maps. Format: docs/formats/edition-v1.md, sections 4 and 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tamizdat.core.edition.map import Entry, build_map, update_map
from tamizdat.press.memory import Memory, read_state, select_in, write_state
from tamizdat.press.objects import Store

GZIP, BROTLI = "application/gzip", "application/x-brotli"
EMPTY = build_map([])
SLICES = 32
MANY = 20_000
"""Touched paths that are taken slice by slice, to bound memory."""

BEST_OUTPUT = """
SELECT path, digest, length, media_type, gz_digest, gz_length, br_digest, br_length
FROM output JOIN unit ON unit.id = output.unit WHERE path IN {} ORDER BY path, rank DESC, unit.name DESC
"""
HAVE_BROTLI = """
SELECT path FROM touched WHERE path IN (SELECT path FROM brotli)
UNION SELECT touched.path FROM touched JOIN output ON output.path = touched.path WHERE br_digest IS NOT NULL
"""

Changes = dict[str, Entry | None]


@dataclass(frozen=True, slots=True)
class Roots:
    """The digests of the two maps."""

    pages: str
    encodings: str


def read_roots(memory: Memory) -> Roots:
    """The maps as made last."""
    return Roots(read_state(memory, "map_root", EMPTY.root), read_state(memory, "encodings_root", EMPTY.root))


def make_map(memory: Memory, store: Store) -> Roots:
    """Bring both maps up to date with what was printed; their new nodes go to the store."""
    for name, node in EMPTY.nodes.items():
        store.write(name, node)
    making = _Making(memory, store)
    packed = [path for (path,) in memory.execute(HAVE_BROTLI).fetchall()]
    (count,) = memory.execute("SELECT count(*) FROM touched").fetchone()
    if count <= MANY:
        paths = [path for (path,) in memory.execute("SELECT path FROM touched").fetchall()]
        making.pages(paths)
        making.encodings(paths, packed)
    else:
        making.encodings([], packed)
        for one in range(SLICES):
            making.pages(_slice(memory, "slice", one))
            making.encodings(_slice(memory, "gz_slice", one), [])
    memory.execute("DELETE FROM touched")
    return read_roots(memory)


def _slice(memory: Memory, column: str, number: int) -> list[str]:
    return [path for (path,) in memory.execute(f"SELECT path FROM touched WHERE {column} = ?", (number,)).fetchall()]


class _Making:
    """Both maps, while they are brought up to date. What is done twice gives the same map."""

    def __init__(self, memory: Memory, store: Store) -> None:
        self._memory, self._store = memory, store
        self._passing: set[str] = set()
        """Nodes that a later step may replace, before any edition has them."""

    def pages(self, paths: Sequence[str]) -> None:
        changes: Changes = dict.fromkeys(paths)
        for path, digest, length, media_type, *_ in self._outputs(paths):
            changes[path] = Entry(path, digest, length, media_type)
        self._update("map_root", changes)

    def encodings(self, gzipped: Sequence[str], brotlied: Sequence[str]) -> None:
        """``brotlied``: paths that have a brotli, or had one."""
        changes: Changes = dict.fromkeys(f"{path}.gz" for path in gzipped)
        for path, _, _, _, packed, size, *_ in self._outputs(gzipped):
            name = f"{path}.gz"
            changes[name] = Entry(name, packed, size, GZIP) if packed else None
        after: Changes = dict.fromkeys(f"{path}.br" for path in brotlied)
        for path, *_, packed, size in self._outputs(brotlied):
            name = f"{path}.br"
            after[name] = Entry(name, packed, size, BROTLI) if packed else None
        self._note_brotli(after)
        self._update("encodings_root", {**changes, **after}, all_pass=not gzipped)

    def _note_brotli(self, after: Changes) -> None:
        gone = [(name[:-3],) for name, entry in after.items() if entry is None]
        self._memory.executemany("DELETE FROM brotli WHERE path = ?", gone)
        there = [(name[:-3],) for name, entry in after.items() if entry]
        self._memory.executemany("INSERT INTO brotli (path) VALUES (?) ON CONFLICT (path) DO NOTHING", there)

    def _outputs(self, paths: Sequence[str]) -> list[tuple[Any, ...]]:
        """What each path prints; of a path that several units print, the best comes last."""
        return list(select_in(self._memory, BEST_OUTPUT, paths))

    def _update(self, state: str, changes: Changes, *, all_pass: bool = False) -> None:
        """``all_pass``: a later step may replace any of the new nodes, not the root alone."""
        if not changes:
            return
        root = read_state(self._memory, state, EMPTY.root)
        change = update_map(root, changes, self._store.read, encodings=state == "encodings_root")
        passing = change.added.keys() if all_pass else change.added.keys() & {change.root}
        new = {name for name in passing if not self._store.has(name)}  # a kept edition may have it already
        for name, node in change.added.items():
            self._store.write(name, node)
        self._store.flush()
        write_state(self._memory, state, change.root)
        for name in change.dropped & self._passing:
            self._store.remove(name)
        self._passing = self._passing - change.dropped | new
