"""Which objects editions name. Subtrees that several editions share are walked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.core.edition.map import Entry
from tamizdat.core.edition.map_nodes import Branch, Place, ReadNode, read_checked


class Marks:
    """Names that are in use, as 32 bytes each."""

    def __init__(self, read_node: ReadNode) -> None:
        self.read = read_node
        self.nodes: set[bytes] = set()
        self.objects: set[bytes] = set()
        self._new: list[bytes] = []

    def add(self, names: Iterable[str]) -> None:
        """Mark objects by their names."""
        self.objects.update(bytes.fromhex(name) for name in names)

    def has(self, name: str) -> bool:
        """Is this object or node in use?"""
        key = bytes.fromhex(name)
        return key in self.objects or key in self.nodes

    def take_new(self) -> list[bytes]:
        """Nodes marked since this was asked last."""
        new, self._new = self._new, []
        return new

    def undo(self) -> None:
        """What was marked since is not whole: whoever meets one of its nodes again has to walk it again."""
        self.nodes.difference_update(self.take_new())

    def walk(self, root: str) -> Iterator[Entry]:
        """Mark a map of pages with its objects; yields the entries of leaves not met before. Raises NodeError."""
        for entry in self._leaves(root, encodings=False):
            self.objects.add(bytes.fromhex(entry.digest))
            yield entry

    def walk_encodings(self, root: str) -> None:
        """Mark a map of encodings: its files are kept with the objects that they are made of."""
        for _ in self._leaves(root, encodings=True):
            pass

    def _leaves(self, root: str, *, encodings: bool) -> Iterator[Entry]:
        waiting = [(root, Place())]
        while waiting:
            name, place = waiting.pop()
            if bytes.fromhex(name) in self.nodes:
                continue
            node, _ = read_checked(name, place, self.read, encodings=encodings)
            if isinstance(node, Branch):
                waiting += [(child, place.child(value)) for value, child in node.children]
            else:
                yield from (entry for _, entry in node.entries)
            self.nodes.add(bytes.fromhex(name))
            self._new.append(bytes.fromhex(name))
