"""Mark what editions name, sweep the rest: the thorough way, for a store of which something is unknown.

Safe to be killed at any moment: first the press's notes are put right, then what nothing names is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import Entry, find_entry
from tamizdat.press.editions.history import (
    SWEEP,
    UNTIDY,
    History,
    learn_kept,
    note_dropped,
    oldest_kept,
    others_of,
    read_chain,
)
from tamizdat.press.editions.mark import Marks
from tamizdat.press.make_map import EMPTY, read_roots
from tamizdat.press.memory import Memory, read_state, transaction, write_state
from tamizdat.press.nodes import checked_reader
from tamizdat.press.objects import Store
from tamizdat.press.slots import Slots
from tamizdat.shell.errors import RefusedError

Progress = Callable[[str, int, int], None]
_name = re.compile(r"([0-9a-f]{64})(\.gz|\.br)?\Z")


class Holder(Protocol):
    """What a press is to this module."""

    store: Store
    slots: Slots
    history: History
    progress: Progress

    @property
    def memory(self) -> Memory:
        """What the press remembers."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found; with ``--dry-run`` nothing of it was done."""

    kept: tuple[int, ...]
    """Editions that are kept whole."""
    lost: tuple[int, ...]
    """Editions whose maps are not whole any more: from now on only their manifests are kept."""
    stays: int
    removed: int
    """Files of the store, compressed ones counted apart."""


def forget(press: Holder, number: int, is_used: Callable[[str], bool]) -> None:
    """What has to leave with this edition; where notes are missing, by searching the whole store."""
    press.history.forget(number, is_used)
    if read_state(press.memory, SWEEP):
        collect_garbage(press, number)


def collect_garbage(press: Holder, number: int, *, dry_run: bool = False) -> Collected:
    """Take away what no kept edition names, nor the public tree, nor the press for its next edition."""
    marks = Marks(checked_reader(press.store))
    current = _mark_current(press, marks)
    learn_kept(press.memory, press.store, press.slots.current_manifest(), press.history.keep)
    oldest = oldest_kept(press.memory, number, press.history.keep)
    rows: list[tuple[str, str, int]] = []
    kept: list[int] = []
    lost: list[int] = []
    editions = "SELECT edition, pages, encodings FROM kept ORDER BY edition DESC"
    for edition, pages, encodings in press.memory.execute(editions).fetchall():
        press.progress("reading the maps of editions", len(kept), 0)
        try:
            found = list(_mark_edition(marks, current, edition, pages, encodings)) if edition >= oldest else None
        except EditionError:
            marks.undo()
            found = None
        (lost if found is None else kept).append(edition)
        rows += found or []
    _mark_next(press, marks)
    if not dry_run:
        _put_notes_right(press, lost, rows)
    stays, removed = _sweep(press, marks, dry_run=dry_run)
    if not dry_run:
        for state in (SWEEP, UNTIDY):
            write_state(press.memory, state, "")
    return Collected(tuple(reversed(kept)), tuple(reversed(lost)), stays, removed)


def _mark_current(press: Holder, marks: Marks) -> Manifest | None:
    """What readers see comes first; the store must have all of its maps."""
    name = press.slots.current_manifest()
    if name is None:
        return None
    try:
        manifest = parse_manifest(press.store.read(name))
        for _ in marks.walk(manifest.map_root):
            pass
        marks.walk_encodings(manifest.encodings_root)
    except (EditionError, FileNotFoundError) as error:
        raise RefusedError(
            f"{press.store.folder} lacks a part of the current edition: {error}. Nothing was removed. "
            "Run `tamizdat press`; if it fails too, move `press` and `editions` of the home away and press anew."
        ) from None
    return manifest


def _mark_edition(
    marks: Marks, current: Manifest | None, edition: int, pages: str, encodings: str
) -> Iterator[tuple[str, str, int]]:
    """Mark an older edition; yields (object, path, edition) for what the current one has not there."""
    shown = _at(current, marks) if current else lambda _path: None
    marks.take_new()
    for entry in marks.walk(pages):
        here = shown(entry.path)
        if here is None or here.digest != entry.digest:
            yield entry.digest, entry.path, edition
    marks.walk_encodings(encodings)
    yield from ((name.hex(), "", edition) for name in marks.take_new())


def _at(current: Manifest, marks: Marks) -> Callable[[str], Entry | None]:
    return lambda path: find_entry(current.map_root, path, marks.read)


def _mark_next(press: Holder, marks: Marks) -> None:
    """What the press would print now, every manifest, and what slots are made of."""
    roots = read_roots(press.memory)
    for _ in marks.walk(roots.pages):
        pass
    marks.walk_encodings(roots.encodings)
    marks.add(row[0] for row in press.memory.execute("SELECT digest FROM output"))
    (last,) = press.memory.execute("SELECT max(number) FROM edition").fetchone()
    marks.add(others_of(press.memory, last or 0).values())
    marks.add(EMPTY.nodes)
    ends = [row[0] for row in press.memory.execute("SELECT manifest FROM edition")]
    for name in {*press.slots.manifests(), *ends}:
        if marks.has(name):
            continue
        for one, _ in read_chain(press.store, name):
            if marks.has(one):
                break
            marks.add((one,))


def _put_notes_right(press: Holder, lost: list[int], rows: list[tuple[str, str, int]]) -> None:
    """The notes of what was dropped, anew: exactly what the maps say."""
    memory = press.memory
    with transaction(memory):
        memory.executemany("DELETE FROM kept WHERE edition = ?", ((one,) for one in lost))
        memory.execute("DELETE FROM dropped")
        note_dropped(memory, rows)


def _sweep(press: Holder, marks: Marks, *, dry_run: bool) -> tuple[int, int]:
    stays = removed = 0
    for name in press.store.names():
        match = _name.match(name)
        if not name.endswith(".part") and (match is None or marks.has(match[1])):
            stays += 1
            continue
        removed += 1
        if not dry_run:
            press.store.remove(name)
        if removed % 1000 == 0:
            press.progress("sweeping the store", removed, 0)
    if not dry_run:
        for part in press.slots.folder.glob("*.part"):
            part.unlink(missing_ok=True)
    return stays, removed
