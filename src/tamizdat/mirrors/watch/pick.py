"""Objects to try a mirror with: a page by chance, and large objects of our own edition."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map_nodes import Entry, Leaf, Place, ReadNode, read_checked
from tamizdat.core.edition.map_walk import walk_map

LONGEST_PAGE = 200_000
LOOKED_AT = 5_000
PACKED_ALREADY = ("image/", "audio/", "video/", "font/", "application/zip", "application/pdf")


def pick_page(map_root: str, read_node: ReadNode, chance: random.Random) -> Entry | None:
    """One entry by chance, an HTML page where the leaf has one; reads only the nodes on the way. Raises NodeError."""
    digest, place = map_root, Place()
    while True:
        node, _ = read_checked(digest, place, read_node)
        if isinstance(node, Leaf):
            return _choose([one for _, one in node.entries if one.length <= LONGEST_PAGE], chance)
        value, digest = chance.choice(node.children)
        place = place.child(value)


def _choose(entries: list[Entry], chance: random.Random) -> Entry | None:
    pages = [one for one in entries if one.media_type.startswith("text/html")]
    return chance.choice(pages or entries) if entries else None


def find_large(tree: Path, map_root: str, least: int, most: int = 5) -> tuple[str, ...]:
    """Paths of our own edition whose bytes do not shrink on the way. The map is in no order: its beginning will do."""
    found: list[str] = []
    try:
        for entry in islice(_walk(tree, map_root), LOOKED_AT):
            if least <= entry.length <= LONGEST_PAGE and entry.media_type.startswith(PACKED_ALREADY):
                found.append(entry.path)
                if len(found) == most:
                    break
    except (EditionError, OSError):
        pass  # an edition that is being changed at this moment: what was found is enough
    return tuple(found)


def _walk(tree: Path, map_root: str) -> Iterator[Entry]:
    return walk_map(map_root, lambda name: (tree / "o" / name).read_bytes())
