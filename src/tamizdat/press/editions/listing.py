"""Every edition that there was: from the chain of manifests, and from what the press remembers where it does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.press.editions.history import Difference, read_chain
from tamizdat.press.editions.mark import Marks
from tamizdat.press.make_map import Roots
from tamizdat.press.memory import Memory
from tamizdat.press.nodes import checked_reader
from tamizdat.press.objects import Store
from tamizdat.press.slots import Slots
from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Issued:
    """One edition. None where the press does not remember."""

    digest: str
    """Of the manifest."""
    manifest: Manifest
    is_kept: bool
    written: int | None
    bytes: int | None
    """Of the objects that were new in it."""
    rolled_back_to: int | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition holds, and what of it is no longer there."""

    bytes: int
    """Of all its files, as readers unpack them; each object once."""
    missing: tuple[str, ...]
    """Paths whose object was forgotten with a withdrawal."""
    cut: int
    """Paths that were withdrawn since: nobody knows their names any more."""


class Editions:
    """All editions of one newsroom."""

    def __init__(self, memory: Memory, store: Store, slots: Slots, keep: int) -> None:
        self.memory, self.store, self.last = memory, store, slots.current_manifest()
        if self.last is None:
            raise RefusedError(f"{slots.folder} holds no edition yet. `tamizdat press` makes the first.")
        self.kept = self._read_kept(keep)

    def _read_kept(self, keep: int) -> dict[int, Roots]:
        """The maps of kept editions, less what was withdrawn since; as manifests say where the press forgot."""
        rows = self.memory.execute("SELECT edition, pages, encodings FROM kept ORDER BY edition").fetchall()
        if rows:
            return {edition: Roots(pages, encodings) for edition, pages, encodings in rows}
        last = [one for _, one in read_chain(self.store, self.last, keep)]
        return {one.edition: Roots(one.map_root, one.encodings_root) for one in reversed(last)}

    def all(self) -> Iterator[Issued]:
        """The newest first."""
        rows = self.memory.execute("SELECT number, counts FROM edition").fetchall()
        counts = {number: json.loads(text) for number, text in rows}
        rollbacks = dict(self.memory.execute("SELECT edition, rolled_back_to FROM issued").fetchall())
        for name, one in read_chain(self.store, self.last):
            about = counts.get(one.edition, {})
            back = rollbacks.get(one.edition)
            yield Issued(name, one, one.edition in self.kept, about.get("written"), about.get("bytes"), back)

    def current(self) -> Manifest:
        """What readers see."""
        return next(self.all()).manifest

    def find(self, number: int) -> Issued:
        """Edition ``number``; raises RefusedError when there was none."""
        for one in self.all():
            if one.manifest.edition == number:
                return one
        raise RefusedError(f"There is no edition {number}. `tamizdat edition list --all` names all.")

    def maps(self, number: int) -> Roots:
        """The maps of a kept edition; raises RefusedError when only its manifest is kept."""
        if number in self.kept:
            return self.kept[number]
        self.find(number)
        raise RefusedError(
            f"Of edition {number} only its manifest is kept. Whole are {min(self.kept)} to {max(self.kept)}; "
            "how many is `keep` in tamizdat.toml, and only those since a person was hidden."
        )

    def look_into(self, number: int) -> Contents:
        """Read the map of a kept edition. The objects of the current one are there; all others are looked for."""
        maps, read = self.maps(number), checked_reader(self.store)
        sizes: dict[bytes, int] = {}
        count = 0
        with _whole(f"Edition {number}"):
            for entry in Marks(read).walk(maps.pages):
                sizes[bytes.fromhex(entry.digest)] = entry.length
                count += 1
            differs = compare_maps(self.current().map_root, maps.pages, read)
            missing = sorted(then.path for _, _, then in differs if then and not self.store.has(then.digest))
        return Contents(sum(sizes.values()), tuple(missing), self.find(number).manifest.entries - count)

    def compare(self, one: int, other: int) -> Iterator[Difference]:
        """What differs between two kept editions; reads only where they differ."""
        before, after = self.maps(one), self.maps(other)
        with _whole(f"Edition {one} or {other}"):
            yield from compare_maps(before.pages, after.pages, checked_reader(self.store))


@contextmanager
def _whole(what: str) -> Iterator[None]:
    try:
        yield
    except EditionError as error:
        raise RefusedError(f"{what} is not whole any more: {error}. Choose another one.") from None
