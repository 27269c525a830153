"""Looking into a map: one path, every path, or what two maps differ in. Every node is checked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from tamizdat.core.edition.errors import NodeError
from tamizdat.core.edition.map_nodes import (
    LEAF_ENTRIES,
    Branch,
    Entry,
    Leaf,
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


def compare_maps(old_root: str, new_root: str, read_node: ReadNode, *, encodings: bool = False) -> Iterator[Difference]:
    """Each path that differs, as (path, entry before, entry now); reads only the nodes that differ."""
    yield from _compare(old_root, new_root, Place(), read_node, encodings)


def _compare(
    old: str | None, new: str | None, place: Place, read_node: ReadNode, encodings: bool
) -> Iterator[Difference]:
    if old == new:
        return
    before = None if old is None else read_checked(old, place, read_node, encodings=encodings)[0]
    now = None if new is None else read_checked(new, place, read_node, encodings=encodings)[0]
    if isinstance(before, Branch) and isinstance(now, Branch):
        olds, news = dict(before.children), dict(now.children)
        for value in sorted(olds.keys() | news.keys()):
            yield from _compare(olds.get(value), news.get(value), place.child(value), read_node, encodings)
        return
    walk = Walk(read_node, encodings=encodings)
    befores = {} if old is None else {path_key(entry.path): entry for entry in walk.below(old, place)}
    nows = {} if new is None else {path_key(entry.path): entry for entry in walk.below(new, place)}
    for key in sorted(befores.keys() | nows.keys()):
        was, now_is = befores.get(key), nows.get(key)
        if was != now_is:
            yield (was or now_is).path, was, now_is  # type: ignore[union-attr]
