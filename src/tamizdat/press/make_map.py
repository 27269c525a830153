"""Paths that were touched become changes of the two maps. Format: docs/formats/edition-v1.md, sections 4 and 5."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamizdat.core.edition.map import Entry, build_map, join_parts, update_map, update_part
from tamizdat.core.edition.map_nodes import Branch, Leaf, Place, read_checked
from tamizdat.press.helpers import start_helpers
from tamizdat.press.memory import Memory, open_memory, read_state, select_in, write_state
from tamizdat.press.objects import ObjectStore, Store

GZIP, BROTLI = "application/gzip", "application/x-brotli"
EMPTY = build_map([])
SLICES = 32
STATES = ("map_root", "encodings_root")
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


def make_map(memory: Memory, store: Store, file: Path | None = None) -> Roots:
    """Bring both maps up to date with what was printed; their new nodes go to the store.

    ``file``: the memory's file, where there is one; when much was touched, all cores work from it.
    """
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
        if file is None or not making.on_all_cores(file):
            for one in range(SLICES):
                making.pages(read_slice(memory, "map_root", one))
                making.encodings(read_slice(memory, "encodings_root", one), [])
    memory.execute("DELETE FROM touched")
    return read_roots(memory)


def read_slice(memory: Memory, state: str, number: int) -> list[str]:
    """The touched paths of one part of a map."""
    column = "slice" if state == "map_root" else "gz_slice"
    return [path for (path,) in memory.execute(f"SELECT path FROM touched WHERE {column} = ?", (number,)).fetchall()]


def page_changes(memory: Memory, paths: Sequence[str]) -> Changes:
    """What the map of pages has to say of these paths now."""
    changes: Changes = dict.fromkeys(paths)
    for path, digest, length, media_type, *_ in read_outputs(memory, paths):
        changes[path] = Entry(path, digest, length, media_type)
    return changes


def gzip_changes(memory: Memory, paths: Sequence[str]) -> Changes:
    """What the map of encodings has to say of their gzip."""
    changes: Changes = dict.fromkeys(f"{path}.gz" for path in paths)
    for path, _, _, _, packed, size, *_ in read_outputs(memory, paths):
        name = f"{path}.gz"
        changes[name] = Entry(name, packed, size, GZIP) if packed else None
    return changes


def read_outputs(memory: Memory, paths: Sequence[str]) -> list[tuple[Any, ...]]:
    """What each path prints; of a path that several units print, the best comes last."""
    return list(select_in(memory, BEST_OUTPUT, paths))


@dataclass(frozen=True, slots=True)
class Task:
    """One part of a map, for another process."""

    file: Path
    store: Path
    state: str
    """``map_root`` or ``encodings_root``."""
    part: int
    child: str | None
    passing: frozenset[str]


def make_part(task: Task) -> tuple[str, int, str | None, set[str]]:
    """The part's new node (None: it cannot stand alone), and which passing nodes it has replaced."""
    store, is_packed = ObjectStore(task.store), task.state == "encodings_root"
    with closing(open_memory(task.file, read_only=True)) as memory:
        paths = read_slice(memory, task.state, task.part)
        changes = (gzip_changes if is_packed else page_changes)(memory, paths)
    if not changes:
        return task.state, task.part, task.child, set()
    place = Place().child(task.part)
    change = update_part(task.child, place, changes, store.read, encodings=is_packed)
    if change is None:
        return task.state, task.part, None, set()
    for name, node in change.added.items():
        store.write(name, node)
    return task.state, task.part, change.root, change.dropped & task.passing


class _Making:
    """Both maps, while they are brought up to date. What is done twice gives the same map."""

    def __init__(self, memory: Memory, store: Store) -> None:
        self._memory, self._store = memory, store
        self._passing: set[str] = set()
        """Nodes that a later step may replace, before any edition has them."""

    def pages(self, paths: Sequence[str]) -> None:
        self._update("map_root", page_changes(self._memory, paths))

    def encodings(self, gzipped: Sequence[str], brotlied: Sequence[str]) -> None:
        """``brotlied``: paths that have a brotli, or had one."""
        after: Changes = dict.fromkeys(f"{path}.br" for path in brotlied)
        for path, *_, packed, size in read_outputs(self._memory, brotlied):
            name = f"{path}.br"
            after[name] = Entry(name, packed, size, BROTLI) if packed else None
        # The table ``brotli`` always names at least what the map has: a press may be killed between any two lines.
        there = [(name[:-3],) for name, entry in after.items() if entry]
        self._memory.executemany("INSERT INTO brotli (path) VALUES (?) ON CONFLICT (path) DO NOTHING", there)
        changes = {**gzip_changes(self._memory, gzipped), **after}
        self._update("encodings_root", changes, all_pass=not gzipped)
        gone = [(name[:-3],) for name, entry in after.items() if entry is None]
        self._memory.executemany("DELETE FROM brotli WHERE path = ?", gone)

    def on_all_cores(self, file: Path) -> bool:
        """Each core makes some of the parts; False, and nothing is done, when a part cannot stand alone."""
        parts: dict[str, dict[int, str]] = {}
        for state in STATES:
            root = read_state(self._memory, state, EMPTY.root)
            node, _ = read_checked(root, Place(), self._store.read, encodings=state == "encodings_root")
            if isinstance(node, Leaf) and node.entries:
                return False
            parts[state] = dict(node.children) if isinstance(node, Branch) else {}
        passing = frozenset(self._passing)
        tasks = [
            Task(file, self._store.folder, state, part, parts[state].get(part), passing)
            for state in STATES
            for part in range(SLICES)
        ]
        replaced: set[str] = set()
        with start_helpers() as pool:
            for state, part, child, gone in pool.imap_unordered(make_part, tasks):
                if child is None:
                    return False
                parts[state][part] = child
                replaced |= gone
        for state in STATES:
            name, data = join_parts(parts[state])
            replaced |= {read_state(self._memory, state, EMPTY.root)} & self._passing - {name}
            self._store.write(name, data)
            write_state(self._memory, state, name)
        for name in replaced:
            self._store.remove(name)
        return True

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
