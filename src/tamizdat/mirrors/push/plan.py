"""What a mirror lacks, and what it has too much: the difference of two editions, and what was touched since the first.

Nothing is held in memory but what is to be removed: a first push of a million pages walks the maps as it sends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import Entry, ReadNode, compare_maps
from tamizdat.core.edition.paths import ENCODINGS, canonical_path, file_name
from tamizdat.mirrors.push.edition import BINARY, EMPTY, ChangedError, Edition, Item
from tamizdat.mirrors.push.state import GONE, Known, Mark, State


@dataclass(slots=True)
class Removals:
    """Names to take away; what was withdrawn goes before anything else is done."""

    withdrawn: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


class Plan:
    """From what is known of a mirror to an edition. ``read`` gives the basis's nodes, or raises KeyError."""

    def __init__(self, edition: Edition, known: Known, state: State, read: ReadNode) -> None:
        self._edition, self._known, self._state, self._read = edition, known, state, read
        self._far: dict[str, bytes] = {}
        before = self._manifest() if known.basis else None
        self._roots = (before.map_root, before.encodings_root) if before else (EMPTY.root, EMPTY.root)

    def removals(self) -> Removals:
        """Worked out before anything is sent, while the edition's own tree can say what it holds."""
        removals = Removals()
        if self._known.basis:
            self._add_difference(removals)
        left = (name for name, mark in self._state.touched() if mark != Mark(GONE, True))
        leftovers = {name for name in left if not self._edition.has(name)}
        for name in leftovers:
            (removals.withdrawn if self._may_be_withdrawn(name) else removals.gone).add(name)
        for names in (removals.withdrawn, removals.gone):
            names -= {name for name in names if self._edition.has(name)}
        removals.gone -= removals.withdrawn
        if not self._edition.is_current():
            raise ChangedError("The press has made another edition meanwhile.")
        return removals

    def objects(self) -> Iterator[Item]:
        """Pages and packed pages by their digest."""
        yield from self._corrections("o/")
        for _, _, now in self._pages():
            if now is not None:
                yield Item(f"o/{now.digest}", now.digest, now.digest, BINARY)
        for path, _, now in self._encodings():
            if now is not None and path.endswith(".gz"):
                name = f"{self._edition.identity(path)}.gz"
                yield Item(f"o/{name}", name, now.digest, now.media_type)

    def nodes(self) -> Iterator[Item]:
        """Nodes of both maps, then the signed targets, the manifest among them."""
        names: set[str] = set()

        def keep(name: str, is_new: bool) -> None:
            if is_new:
                names.add(name)

        for _ in self._pages(keep):
            pass
        for _ in self._encodings(keep):
            pass
        names.update(() if self._known.basis else self._roots_now())
        targets = [name for name in self._edition.targets if f"o/{name}" not in self._known.extra]
        for name in (*sorted(names), *targets):
            yield Item(f"o/{name}", name, name, BINARY)

    def pages(self) -> Iterator[Item]:
        """Plain paths, and packed ones."""
        yield from self._corrections("")
        for path, _, now in self._pages():
            if now is not None:
                yield Item(file_name(path), now.digest, now.digest, now.media_type)
        for path, _, now in self._encodings():
            if now is not None:
                yield Item(file_name(path), self._edition.identity(path) + path[-3:], now.digest, now.media_type)

    def _corrections(self, below: str) -> Iterator[Item]:
        """Names that a push touched that never came to its end; where nothing counts, all are on the way anyway."""
        if not self._known.basis:
            return
        for name, _ in self._state.touched():
            if name.startswith(below or ("o/", "tuf/")) == bool(below) and (item := self._edition.find(name)):
                yield item

    def _add_difference(self, removals: Removals) -> None:
        def keep(name: str, is_new: bool) -> None:
            if not is_new:
                removals.gone.add(f"o/{name}")

        for path, was, now in self._pages(keep):
            goes = removals.withdrawn if now is None and self._edition.retractions.hold(path) else removals.gone
            if now is None:
                goes.add(file_name(path))
            if was is not None:
                goes |= {f"o/{was.digest}", f"o/{was.digest}.gz"}
        for path, _, now in self._encodings(keep):
            if now is None:
                hidden = self._edition.retractions.hold(path[:-3])
                (removals.withdrawn if hidden else removals.gone).add(file_name(path))
        removals.gone.update(self._known.extra)

    def _may_be_withdrawn(self, name: str) -> bool:
        """What is left of editions that nobody knows goes first as soon as anything at all was withdrawn."""
        if name.startswith("tuf/") or not self._edition.retractions.entries:
            return False
        if name.startswith("o/"):
            return True
        try:
            return self._edition.retractions.hold(canonical_path("/" + (name[:-3] if name[-3:] in ENCODINGS else name)))
        except EditionError:
            return False

    def _pages(self, keep: object = None) -> Iterator[tuple[str, Entry | None, Entry | None]]:
        return compare_maps(self._roots[0], self._edition.manifest.map_root, self._node, keep)  # type: ignore[arg-type]

    def _encodings(self, keep: object = None) -> Iterator[tuple[str, Entry | None, Entry | None]]:
        roots = self._roots[1], self._edition.manifest.encodings_root
        return compare_maps(*roots, self._node, keep, encodings=True)  # type: ignore[arg-type]

    def _roots_now(self) -> tuple[str, str]:
        """Of an empty map the root is no difference, but it has to be there."""
        return self._edition.manifest.map_root, self._edition.manifest.encodings_root

    def _manifest(self) -> Manifest:
        return parse_manifest(self._node(self._known.basis))

    def _node(self, name: str) -> bytes:
        """Of this machine, else of the mirror: each is fetched once, though the maps are compared several times."""
        if name in self._far:
            return self._far[name]
        try:
            return self._edition.node(name)
        except KeyError:
            data = self._far[name] = self._read(name)
            return data
