"""A map after some changes, at a cost that follows the changes and never the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tamizdat.core.canonical import digest as digest_of
from tamizdat.core.edition.errors import MapError
from tamizdat.core.edition.map_build import build_subtree, pack_keyed
from tamizdat.core.edition.map_nodes import (
    LEAF_ENTRIES,
    Branch,
    Entry,
    Leaf,
    Node,
    Place,
    ReadNode,
    pack_branch,
    path_key,
    read_checked,
    value_at,
)

Records = dict[bytes, bytes]
Changes = list[tuple[bytes, bytes | None]]


@dataclass(frozen=True, slots=True)
class MapChange:
    """The new root, the nodes that it needs and the old map lacks, and the nodes that only the old map needs."""

    root: str
    added: dict[str, bytes] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Few:
    """A subtree of at most eight entries, not yet written: key → keyed record."""

    records: Records


@dataclass(frozen=True, slots=True)
class _Many:
    """A subtree of more than eight entries, written."""

    digest: str


def update_map(
    root: str, changes: Mapping[str, Entry | None], read_node: ReadNode, *, encodings: bool = False
) -> MapChange:
    """The map with these paths set or (None) taken out: byte for byte what ``build_map`` would have built."""
    prepared = sorted(_prepare(path, entry, encodings) for path, entry in changes.items())
    if not prepared:
        return MapChange(root)
    update = _Update(read_node, encodings)
    new_root = update.write(update.change(root, Place(), prepared))
    return MapChange(
        new_root,
        {name: data for name, data in update.new.items() if name not in update.old},
        update.old - update.new.keys(),
    )


def update_part(
    child: str | None,
    place: Place,
    changes: Mapping[str, Entry | None],
    read_node: ReadNode,
    *,
    encodings: bool = False,
) -> MapChange | None:
    """One part of a map after the changes that lie in it; ``join_parts`` makes the root of all parts.

    ``child`` is the node at this place, None when there is none. None comes back when so few entries are left there
    that the part may not stand alone: then only ``update_map`` knows the right tree.
    """
    prepared = sorted(_prepare(path, entry, encodings) for path, entry in changes.items())
    update = _Update(read_node, encodings)
    if child is None:
        tree = update.settle({key: record for key, record in prepared if record is not None}, place)
    else:
        tree = update.change(child, place, prepared)
    if isinstance(tree, _Few):
        return None
    added = {name: data for name, data in update.new.items() if name not in update.old}
    return MapChange(tree.digest, added, update.old - update.new.keys())


def join_parts(parts: Mapping[int, str]) -> tuple[str, bytes]:
    """The root above these parts, by the first five bits of their keys, and its bytes."""
    data = pack_branch(sorted(parts.items()))
    return digest_of(data), data


def _prepare(path: str, entry: Entry | None, encodings: bool) -> tuple[bytes, bytes | None]:
    if entry is None:
        return path_key(path), None
    if entry.path != path:
        raise MapError(f"The change of {path} carries an entry of {entry.path}.")
    return path_key(path), pack_keyed(entry, encodings=encodings)


class _Update:
    """One update: remembers the old nodes that were replaced and the new ones that were written."""

    def __init__(self, read_node: ReadNode, encodings: bool) -> None:
        self._read_node, self._encodings = read_node, encodings
        self.old: set[str] = set()
        self.new: dict[str, bytes] = {}

    def change(self, digest: str, place: Place, changes: Changes) -> _Few | _Many:
        """The subtree of a node after the changes."""
        node = self._replace(digest, place)
        if isinstance(node, Leaf):
            return self.settle(_apply(self._records(node), changes), place)
        return self._change_branch(node, place, changes)

    def write(self, tree: _Few | _Many) -> str:
        """Write what is not yet written; returns the digest."""
        if isinstance(tree, _Many):
            return tree.digest
        return build_subtree(sorted(tree.records.values()), 0, self.new.__setitem__)

    def _replace(self, digest: str, place: Place) -> Node:
        node, _ = read_checked(digest, place, self._read_node, encodings=self._encodings)
        self.old.add(digest)
        return node

    def _records(self, leaf: Leaf) -> Records:
        return {key: pack_keyed(entry, encodings=self._encodings) for key, entry in leaf.entries}

    def settle(self, records: Records, place: Place) -> _Few | _Many:
        """These entries alone, written when they are too many for one leaf."""
        if len(records) <= LEAF_ENTRIES:
            return _Few(records)
        return _Many(build_subtree(sorted(records.values()), place.level, self.new.__setitem__))

    def _change_branch(self, node: Branch, place: Place, changes: Changes) -> _Few | _Many:
        children: dict[int, str | _Few | _Many] = dict(node.children)
        for value, group in _grouped(changes, place.level):
            below, child = place.child(value), children.pop(value, None)
            if isinstance(child, str):
                tree = self.change(child, below, group)
            else:
                tree = self.settle(_apply({}, group), below)
            if tree != _Few({}):
                children[value] = tree
        few = self._gather(children, place)
        if few is not None:
            return few
        data = pack_branch([(value, self._name(children[value])) for value in sorted(children)])
        name = digest_of(data)
        self.new[name] = data
        return _Many(name)

    def _name(self, child: str | _Few | _Many) -> str:
        return child if isinstance(child, str) else self.write(child)

    def _gather(self, children: dict[int, str | _Few | _Many], place: Place) -> _Few | None:
        """All entries beneath, if they are few enough for one leaf."""
        if len(children) > LEAF_ENTRIES or any(isinstance(child, _Many) for child in children.values()):
            return None
        gathered: Records = {}
        untouched: list[str] = []
        for value, child in children.items():
            if isinstance(child, str):
                node, _ = read_checked(child, place.child(value), self._read_node, encodings=self._encodings)
                if isinstance(node, Branch):
                    return None
                untouched.append(child)
                gathered.update(self._records(node))
            elif isinstance(child, _Few):
                gathered.update(child.records)
            if len(gathered) > LEAF_ENTRIES:
                return None
        self.old.update(untouched)
        return _Few(gathered)


def _apply(records: Records, changes: Iterable[tuple[bytes, bytes | None]]) -> Records:
    """The records after the changes."""
    result = dict(records)
    for key, record in changes:
        if record is None:
            result.pop(key, None)
        else:
            result[key] = record
    return result


def _grouped(changes: Changes, level: int) -> Iterable[tuple[int, Changes]]:
    """The changes by the child that they go to."""
    groups: dict[int, Changes] = {}
    for change in changes:
        groups.setdefault(value_at(change[0], level), []).append(change)
    return groups.items()
