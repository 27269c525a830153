"""One slot, brought from one edition to another: hard links into the store, and only where the two editions differ.

When much differs, the maps are divided by the first five bits of their keys and every core takes some of the parts.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.core.edition.map_nodes import Branch, Place, read_checked
from tamizdat.core.edition.paths import file_name
from tamizdat.press.helpers import start_helpers
from tamizdat.press.identities import find_identities
from tamizdat.press.make_map import EMPTY
from tamizdat.press.memory import in_chunks, open_memory
from tamizdat.press.nodes import checked_reader
from tamizdat.press.objects import ObjectStore

MANY = 20_000
ENDINGS = ("", ".gz", ".br")

Identities = Callable[[Sequence[str]], dict[str, str]]
Pair = tuple[str | None, str | None]
"""A node of the old map and one of the new, at one place."""


@dataclass(frozen=True, slots=True)
class Part:
    """The nodes of both maps at one place, before and after."""

    slot: Path
    store: Path
    memory: Path | None
    place: Place
    pages: Pair
    encodings: Pair


@dataclass(slots=True)
class Left:
    """What the old edition had there; some of it may still be used."""

    objects: set[str] = field(default_factory=set)
    nodes: set[str] = field(default_factory=set)
    new_nodes: set[str] = field(default_factory=set)


class SlotChange:
    """From one edition to another, in one slot."""

    def __init__(
        self, slot: Path, store: ObjectStore, is_used: Callable[[str], bool], identities: Identities,
        memory: Path | None = None,
    ) -> None:  # fmt: skip
        self.slot, self.store, self.is_used, self.identities, self.memory = slot, store, is_used, identities, memory

    def apply(self, before: Manifest | None, after: Manifest, changes: int) -> None:
        """Link what is new, take away what is gone."""
        pages = before.map_root if before else EMPTY.root, after.map_root
        encodings = before.encodings_root if before else EMPTY.root, after.encodings_root
        whole = Part(self.slot, self.store.folder, self.memory, Place(), pages, encodings)
        if changes > MANY and self.memory:
            found = self._on_all_cores(whole)
        else:
            found = [bring_part(whole, self.identities)]
        for left in found:
            self._take_away(left)

    def _take_away(self, left: Left) -> None:
        for name in left.nodes - left.new_nodes:
            (self.slot / "o" / name).unlink(missing_ok=True)
        for name in left.objects:
            if not self.is_used(name):
                for ending in ENDINGS:
                    (self.slot / "o" / f"{name}{ending}").unlink(missing_ok=True)

    def _on_all_cores(self, whole: Part) -> Iterator[Left]:
        parts = list(_divide(whole))
        for name in (whole.pages[1], whole.encodings[1]):
            put(whole.store, whole.slot, str(name), f"o/{name}")
        with start_helpers() as pool:
            yield from pool.imap_unordered(_bring, parts)
        roots = {str(one) for one in (whole.pages[0], whole.encodings[0])}
        yield Left(nodes=roots - {str(whole.pages[1]), str(whole.encodings[1])})


def _divide(whole: Part) -> Iterator[Part]:
    """The parts below the roots; a root that is a leaf stays undivided, at its own place."""
    read = checked_reader(ObjectStore(whole.store))

    def children(name: str | None, *, encodings: bool) -> dict[int, str] | None:
        node, _ = read_checked(str(name), Place(), read, encodings=encodings)
        return dict(node.children) if isinstance(node, Branch) else {} if not node.entries else None

    below = [children(one, encodings=False) for one in whole.pages]
    packed = [children(one, encodings=True) for one in whole.encodings]
    if None in below or None in packed:
        yield whole
        return
    for value in range(32):
        pages = tuple(one.get(value) if one else None for one in below)
        encodings = tuple(one.get(value) if one else None for one in packed)
        yield Part(whole.slot, whole.store, whole.memory, Place().child(value), pages, encodings)  # type: ignore[arg-type]


def _bring(part: Part) -> Left:
    if part.memory is None:
        raise ValueError("a part that another process takes needs the memory's file")
    with closing(open_memory(part.memory, read_only=True)) as memory:
        return bring_part(part, lambda paths: find_identities(memory, paths))


def bring_part(part: Part, identities: Identities) -> Left:
    """Link what is new at this place, take away paths that are gone; returns what else the old edition had there."""
    left, read = Left(), checked_reader(ObjectStore(part.store))
    is_anew = part.pages[0] in (None, EMPTY.root)

    def on_node(name: str, is_new: bool) -> None:
        if not is_new:
            left.nodes.add(name)
            return
        put(part.store, part.slot, name, f"o/{name}")
        if not is_anew:
            left.new_nodes.add(name)

    for path, was, now in compare_maps(*part.pages, read, on_node, place=part.place):
        if now is not None:
            put(part.store, part.slot, now.digest, f"o/{now.digest}")
            put(part.store, part.slot, now.digest, file_name(path))
        else:
            remove(part.slot, file_name(path))
        if was is not None:
            left.objects.add(was.digest)
    differences = compare_maps(*part.encodings, read, on_node, encodings=True, place=part.place)
    for chunk in in_chunks((path, now is not None) for path, _, now in differences):
        known = identities([path[:-3] for path, is_there in chunk if is_there])
        for path, is_there in chunk:
            _packed(part, path, known[path[:-3]] if is_there else None)
    return left


def _packed(part: Part, path: str, identity: str | None) -> None:
    target = file_name(path)
    if identity is None:
        remove(part.slot, target)
        return
    name = identity + path[-3:]
    put(part.store, part.slot, name, target)
    if path.endswith(".gz"):
        put(part.store, part.slot, name, f"o/{name}")


def put(store: Path, slot: Path, name: str, target: str) -> None:
    """Make a file of the slot a second name of an object."""
    source, goal = f"{store}/{name[:2]}/{name}", f"{slot}/{target}"
    try:
        os.link(source, goal)
    except FileExistsError:
        if os.path.samefile(source, goal):  # noqa: PTH121 - a hot path
            return
        os.unlink(goal)  # noqa: PTH108 - a hot path
        os.link(source, goal)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(goal), exist_ok=True)  # noqa: PTH103, PTH120 - a hot path
        os.link(source, goal)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.ENOTSUP):
            raise
        shutil.copyfile(source, goal)  # a disk without hard links


def remove(slot: Path, target: str) -> None:
    """Take a file of the slot away, and folders that are empty then."""
    file = slot / target
    file.unlink(missing_ok=True)
    parent = file.parent
    while parent != slot:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent
