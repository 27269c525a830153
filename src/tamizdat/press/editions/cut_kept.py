"""A withdrawn path is taken out of the maps of all kept editions: a map's leaf would still name it.

The manifest of such an edition stays as it was signed; the press remembers the root of the cut map beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import update_map
from tamizdat.press.memory import Memory
from tamizdat.press.nodes import checked_reader, way_to
from tamizdat.press.objects import Store

ENCODED = (".gz", ".br")


def cut_kept(memory: Memory, store: Store, new: Manifest, paths: Iterable[str]) -> None:
    """Take these paths, which the new edition does not have, out of every kept one."""
    pages = sorted(paths)
    encodings = [f"{path}{ending}" for path in pages for ending in ENCODED]
    if not pages:
        return
    of_pages = _Cut(memory, store, new.map_root, pages)
    of_encodings = _Cut(memory, store, new.encodings_root, encodings, encodings=True)
    rows = memory.execute("SELECT edition, pages, encodings FROM kept WHERE edition < ?", (new.edition,)).fetchall()
    for edition, one, other in rows:
        memory.execute(
            "UPDATE kept SET pages = ?, encodings = ? WHERE edition = ?",
            (of_pages.cut(one, edition), of_encodings.cut(other, edition), edition),
        )


class _Cut:
    """Paths to cut out of one kind of map."""

    def __init__(
        self, memory: Memory, store: Store, current: str, paths: list[str], *, encodings: bool = False
    ) -> None:
        self.memory, self.store, self.paths, self.encodings = memory, store, paths, encodings
        self.read = checked_reader(store)
        self.in_use = {node for path in paths for node in way_to(current, path, self.read, encodings=encodings)}

    def cut(self, root: str, edition: int) -> str:
        """The root of the cut map. Leaves that name a path are forgotten; new nodes live as long as this edition."""
        change = update_map(root, dict.fromkeys(self.paths), self.read, encodings=self.encodings)
        if change.root == root:
            return root
        leaves = {way_to(root, path, self.read, encodings=self.encodings)[-1] for path in self.paths}
        for name, data in change.added.items():
            self.store.write(name, data)
        self._note([(name, edition, 0) for name in change.added if name not in self.in_use])
        self._note([(name, edition, 1) for name in leaves & change.dropped])
        return change.root

    def _note(self, rows: list[tuple[str, int, int]]) -> None:
        self.memory.executemany(
            "INSERT INTO dropped (digest, path, last_edition, forget) VALUES (?, '', ?, ?)"
            " ON CONFLICT (digest, path) DO UPDATE SET forget = excluded.forget, last_edition ="
            " CASE WHEN dropped.last_edition > excluded.last_edition THEN dropped.last_edition"
            " ELSE excluded.last_edition END",
            rows,
        )
