"""Which nodes of a map are new and which are gone, from one edition to the next."""

from __future__ import annotations

from tamizdat.core.edition.map_nodes import Branch, Place, ReadNode, read_checked


def compare_nodes(old: str, new: str, read_node: ReadNode, *, encodings: bool = False) -> tuple[set[str], set[str]]:
    """(added, gone). Subtrees that both maps share are not walked."""
    added: set[str] = set()
    gone: set[str] = set()
    pairs: list[tuple[str | None, str | None, Place]] = [(old, new, Place())]
    while pairs:
        before, after, place = pairs.pop()
        if before == after:
            continue
        befores, afters = (_children(one, place, read_node, encodings) for one in (before, after))
        gone.update({before} - {None})  # type: ignore[arg-type]
        added.update({after} - {None})  # type: ignore[arg-type]
        for value in befores.keys() | afters.keys():
            pairs.append((befores.get(value), afters.get(value), place.child(value)))
    return added - gone, gone - added


def _children(name: str | None, place: Place, read_node: ReadNode, encodings: bool) -> dict[int, str]:
    if name is None:
        return {}
    node, _ = read_checked(name, place, read_node, encodings=encodings)
    return dict(node.children) if isinstance(node, Branch) else {}
