"""Looking into a map: one path, every path, or what two maps differ in. Every node is checked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from tamizdat.core.edition.errors import NodeError
from tamizdat.core.edition.map_nodes import (
    LEAF_ENTRIES,
    Branch,
    Entry,
    Leaf,
    Node,
    Place,
    ReadNode,
    WriteNode,
    path_key,
    read_checked,
    value_at,
)

OnBroken = Callable[[NodeError], None]
Difference = tuple[str, Entry | None, Entry | None]


def find_entry(root: str, path: str, read_node: ReadNode, *, encodings: bool = False) -> Entry | None:
    """The entry of a path, or None when the map proves that it has none; raises NodeError."""
    key, digest, place = path_key(path), root, Place()
    while True:
        node, _ = read_checked(digest, place, read_node, encodings=encodings)
        if isinstance(node, Leaf):
            return next((entry for _, entry in node.entries if entry.path == path), None)
        value = value_at(key, place.level)
        child = dict(node.children).get(value)
        if child is None:
            return None
        digest, place = child, place.child(value)


def walk_map(
    root: str,
    read_node: ReadNode,
    on_node: WriteNode | None = None,
    on_broken: OnBroken | None = None,
    *,
    encodings: bool = False,
) -> Iterator[Entry]:
    """Every entry, ascending by key. A refused node raises NodeError, or goes to ``on_broken`` and is passed over."""
    yield from Walk(read_node, on_node, on_broken, encodings).below(root, Place())


class Walk:
    """One walk through a map, or through a part of it."""

    def __init__(
        self,
        read_node: ReadNode,
        on_node: WriteNode | None = None,
        on_broken: OnBroken | None = None,
        encodings: bool = False,
    ) -> None:
        self._read_node, self._on_node, self._on_broken = read_node, on_node, on_broken
        self._encodings = encodings

    def below(self, digest: str, place: Place) -> Generator[Entry, None, int]:
        """The entries at and below a node; returns how many there were (or more than a leaf's, if some are unknown)."""
        try:
            node, data = read_checked(digest, place, self._read_node, encodings=self._encodings)
        except NodeError as error:
            self._report(error)
            return LEAF_ENTRIES + 1
        if self._on_node is not None:
            self._on_node(digest, data)
        if isinstance(node, Leaf):
            yield from (entry for _, entry in node.entries)
            return len(node.entries)
        count = yield from self._children(node, place)
        if count <= LEAF_ENTRIES:
            self._report(NodeError(digest, "format", f"a branch with {count} entries should be a leaf."))
        return count

    def _children(self, node: Branch, place: Place) -> Generator[Entry, None, int]:
        count = 0
        for value, child in node.children:
            count += yield from self.below(child, place.child(value))
        return count

    def _report(self, error: NodeError) -> None:
        if self._on_broken is None:
            raise error
        self._on_broken(error)


def compare_maps(
    old_root: str | None,
    new_root: str | None,
    read_node: ReadNode,
    on_node: Callable[[str, bool], None] | None = None,
    *,
    encodings: bool = False,
    place: Place | None = None,
) -> Iterator[Difference]:
    """Each path that differs, as (path, entry before, entry now); reads only the nodes that differ.

    ``on_node`` is told of every node that is read: its digest, and whether it is one of the new map. A leaf that moved
    to another level is one of both. ``place``: of two maps only the nodes at this place, None where one has none.
    """
    comparison = _Comparison(read_node, on_node or (lambda digest, is_new: None), encodings)
    yield from comparison.compare(old_root, new_root, place or Place())


class _Comparison:
    """Two maps, side by side."""

    def __init__(self, read_node: ReadNode, on_node: Callable[[str, bool], None], encodings: bool) -> None:
        self._read_node, self._on_node, self._encodings = read_node, on_node, encodings

    def compare(self, old: str | None, new: str | None, place: Place) -> Iterator[Difference]:
        """The differences at and below one place."""
        if old == new:
            return
        before, now = self._read(old, place), self._read(new, place)
        if isinstance(before, Branch) and isinstance(now, Branch):
            self._tell(old, new)
            olds, news = dict(before.children), dict(now.children)
            for value in sorted(olds.keys() | news.keys()):
                yield from self.compare(olds.get(value), news.get(value), place.child(value))
            return
        if before is None or now is None:
            self._tell(old, new)
            yield from self._one_side(before, now, place)
            return
        if Leaf(()) in (before, now):  # the empty map: the other side need not be held in memory
            self._tell(old, new)
            yield from self._one_side(None if before == Leaf(()) else before, None if now == Leaf(()) else now, place)
            return
        befores, nows = self._below(old, place, is_new=False), self._below(new, place, is_new=True)
        for key in sorted(befores.keys() | nows.keys()):
            was, is_now = befores.get(key), nows.get(key)
            if was != is_now:
                yield (was or is_now).path, was, is_now  # type: ignore[union-attr]

    def _one_side(self, before: Node | None, now: Node | None, place: Place) -> Iterator[Difference]:
        """Nothing on the other side, so nothing need be held in memory."""
        node = before or now
        if isinstance(node, Leaf):
            for _, entry in node.entries:
                yield entry.path, entry if before else None, entry if now else None
            return
        for value, child in node.children if node else ():
            yield from self.compare(child if before else None, child if now else None, place.child(value))

    def _read(self, digest: str | None, place: Place) -> Node | None:
        return None if digest is None else read_checked(digest, place, self._read_node, encodings=self._encodings)[0]

    def _below(self, digest: str | None, place: Place, *, is_new: bool) -> dict[bytes, Entry]:
        walk = Walk(self._read_node, lambda name, _: self._on_node(name, is_new), encodings=self._encodings)
        return {} if digest is None else {path_key(entry.path): entry for entry in walk.below(digest, place)}

    def _tell(self, old: str | None, new: str | None) -> None:
        if old is not None:
            self._on_node(old, False)
        if new is not None:
            self._on_node(new, True)
