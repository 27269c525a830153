"""One edition, held fast while it is pushed: its signed files in memory, everything else by digest from this machine.

The press may make the next one meanwhile. Objects are then taken from its store, which keeps the last editions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import Entry, build_map, find_entry
from tamizdat.core.edition.paths import canonical_path
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.mirrors.pointer import read_targets
from tamizdat.mirrors.push.result import PushError
from tamizdat.press.objects import Store
from tamizdat.shell.errors import RefusedError

POINTER = "tuf/timestamp.json"
EMPTY = build_map([])
_metadata = re.compile(r"(\d+)\.(root|snapshot|targets)\.json\Z")
_order = ("root", "targets", "snapshot")


class ChangedError(RefusedError):
    """The press made another edition, and this one cannot be, or should not be, brought any more."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file that a mirror has to have."""

    name: str
    object: str
    """Its name in ``o/`` and in the press's store: a digest, or an identity's digest with ``.gz`` or ``.br``."""
    digest: str
    media_type: str


class Edition:
    """What a mirror shall hold."""

    def __init__(self, tree: Path, store: Store) -> None:
        self.place, self.tree, self._store = tree, tree.resolve(), store
        self.pointer = _read(self.tree / POINTER)
        targets = read_targets(self.tree)
        self.metadata = {**_read_metadata(self.tree), POINTER: self.pointer}
        if (self.tree / POINTER).read_bytes() != self.pointer:
            raise ChangedError(f"{tree} is being changed. Push once more.")
        self.manifest_name = targets["manifest.json"]
        self.targets = tuple(sorted(set(targets.values())))
        self._retractions_name = targets.get(RETRACTIONS, "")
        self.manifest: Manifest = parse_manifest(self.node(self.manifest_name))
        self.retractions = self._read_retractions()

    def node(self, name: str) -> bytes:
        """A node or another object, by digest; raises KeyError. Whoever reads it checks the digest."""
        if name in EMPTY.nodes:
            return EMPTY.nodes[name]
        try:
            return (self.tree / "o" / name).read_bytes()
        except OSError:
            try:
                return self._store.read(name)
            except OSError:
                raise KeyError(name) from None

    def read(self, item: Item) -> bytes:
        """The bytes of an item, and no others; raises ChangedError or PushError."""
        here = self.tree / (item.name if item.object.endswith(".br") else f"o/{item.object}")
        readers: tuple[Callable[[], bytes], ...] = (here.read_bytes, partial(self._store.read, item.object))
        for read in readers:
            with suppress(OSError):
                data = read()
                if digest(data) == item.digest:
                    return data
        if self.is_current():
            raise PushError("damaged", f"{self.tree / item.name} is damaged or gone, so it is not carried on.")
        raise ChangedError("The press has made another edition, and this one is no longer whole here.")

    def has(self, name: str) -> bool:
        """Does this edition hold a file of this name? True only as long as it is the current one."""
        return name in self.metadata if name.startswith("tuf/") else (self.tree / name).is_file()

    def is_current(self) -> bool:
        """Do readers still see this edition on this machine? A fresh signature changes nothing in that."""
        try:
            return self.place.resolve() == self.tree and read_targets(self.tree)["manifest.json"] == self.manifest_name
        except (RefusedError, OSError):
            return False

    def check_withdrawals(self) -> None:
        """An edition that shows what was withdrawn since is brought nowhere; raises ChangedError."""
        try:
            if _read(self.place / POINTER) == self.pointer:
                return
            now = read_targets(self.place.resolve()).get(RETRACTIONS, "")
        except (RefusedError, OSError):
            return  # in the middle of a change: the next look tells
        if now != self._retractions_name:
            raise ChangedError("Something was withdrawn meanwhile; the edition without it comes first.")

    def find(self, name: str) -> Item | None:
        """The item of a name, as the maps have it; None for what they do not list."""
        if name.startswith("o/"):
            return self._find_object(name[2:])
        try:
            ending = name[-3:] if name[-3:] in (".gz", ".br") else ""
            path = canonical_path("/" + name.removesuffix(ending)) + ending
        except EditionError:
            return None
        entry = self.entry(path)
        if entry is None:
            return None
        return Item(name, self.identity(path) + ending if ending else entry.digest, entry.digest, entry.media_type)

    def entry(self, path: str) -> Entry | None:
        """What the map of pages, or of encodings, says of a path."""
        packed = path[-3:] in (".gz", ".br")
        root = self.manifest.encodings_root if packed else self.manifest.map_root
        return find_entry(root, path, self.node, encodings=packed)

    def identity(self, packed: str) -> str:
        """The digest of the page that a packed path holds."""
        entry = self.entry(packed[:-3])
        if entry is None:
            raise PushError("damaged", f"{packed} is packed, and there is no page of it.")
        return entry.digest

    def _find_object(self, name: str) -> Item | None:
        try:
            data = (self.tree / "o" / name).read_bytes()
        except OSError:
            return None
        return Item(f"o/{name}", name, digest(data), "application/gzip" if name.endswith(".gz") else BINARY)

    def _read_retractions(self) -> Retractions:
        if not self._retractions_name:
            return Retractions()
        return parse_retractions(self.node(self._retractions_name), self.manifest.edition)


BINARY, JSON = "application/octet-stream", "application/json"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise RefusedError(f"{file.parent.parent} holds no edition yet. Run `tamizdat press` first.") from None


def _read_metadata(tree: Path) -> dict[str, bytes]:
    """In the order in which they may appear: roots, targets, snapshot; none that the pointer does not lead to."""
    snapshot = int(_signed(tree / POINTER)["meta"]["snapshot.json"]["version"])
    targets = int(_signed(tree / f"tuf/{snapshot}.snapshot.json")["meta"]["targets.json"]["version"])
    led = {f"{snapshot}.snapshot.json", f"{targets}.targets.json"}
    found = [match for name in _names(tree / "tuf") if (match := _metadata.match(name))]
    kept = sorted(
        (one for one in found if one[2] == "root" or one[0] in led), key=lambda one: (_order.index(one[2]), int(one[1]))
    )
    return {f"tuf/{one[0]}": (tree / "tuf" / one[0]).read_bytes() for one in kept}


def _names(folder: Path) -> Iterator[str]:
    return (one.name for one in folder.iterdir())


def _signed(file: Path) -> dict[str, dict[str, dict[str, int]]]:
    value: dict[str, dict[str, dict[str, int]]] = json.loads(file.read_bytes())["signed"]
    return value
