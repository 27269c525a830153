"""Nodes of maps in the store: which are new and which are gone from one edition to the next, which lead to a path."""

from __future__ import annotations

from tamizdat.core.edition.map import compare_maps, find_entry, path_key
from tamizdat.core.edition.map_nodes import Branch, Place, ReadNode, read_checked, value_at
from tamizdat.press.make_map import EMPTY
from tamizdat.press.objects import Store


def checked_reader(store: Store) -> ReadNode:
    """Reads nodes from the store; KeyError for one that is not there. The empty map need not be there."""

    def read(name: str) -> bytes:
        if name in EMPTY.nodes:
            return EMPTY.nodes[name]
        try:
            return store.read(name)
        except FileNotFoundError:
            raise KeyError(name) from None

    return read


def has_path(root: str, path: str, read_node: ReadNode) -> bool:
    """Does a map of pages have this path?"""
    return find_entry(root, path, read_node) is not None


def way_to(root: str, path: str, read_node: ReadNode, *, encodings: bool = False) -> list[str]:
    """The nodes from the root towards a path, as far as they go."""
    key, name, place = path_key(path), root, Place()
    way = [name]
    while True:
        node, _ = read_checked(name, place, read_node, encodings=encodings)
        child = dict(node.children).get(value_at(key, place.level)) if isinstance(node, Branch) else None
        if child is None:
            return way
        name, place = child, place.child(value_at(key, place.level))
        way.append(name)


def compare_nodes(old: str, new: str, read_node: ReadNode, *, encodings: bool = False) -> tuple[set[str], set[str]]:
    """(added, gone). Subtrees that both maps share are not walked."""
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for _ in compare_maps(old, new, read_node, lambda name, is_new: told[is_new].add(name), encodings=encodings):
        pass
    return told[True] - told[False], told[False] - told[True]
