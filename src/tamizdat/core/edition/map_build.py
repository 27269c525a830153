"""A map from all its entries. Format: docs/formats/edition-v1.md, section 4."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tamizdat.core.edition.errors import MapError
from tamizdat.core.edition.map_nodes import (
    LAST_LEVEL,
    LEAF_ENTRIES,
    Entry,
    WriteNode,
    check_entry,
    pack_branch,
    pack_entry,
    pack_leaf,
    path_key,
    value_at,
)


@dataclass(frozen=True, slots=True)
class BuiltMap:
    """The digest that names the map, and its nodes (empty when they were handed to ``write_node``)."""

    root: str
    nodes: dict[str, bytes] = field(default_factory=dict)


def build_map(entries: Iterable[Entry], write_node: WriteNode | None = None, *, encodings: bool = False) -> BuiltMap:
    """The one right tree of these entries; a million of them take about 200 MB when nodes go to ``write_node``."""
    nodes: dict[str, bytes] = {}
    records = sorted(pack_keyed(entry, encodings=encodings) for entry in entries)
    for one, other in pairwise(records):
        if one[:32] == other[:32]:
            raise MapError("A path stands twice in the map.")
    root = build_subtree(records, 0, write_node or nodes.__setitem__)
    return BuiltMap(root, nodes)


def pack_keyed(entry: Entry, *, encodings: bool) -> bytes:
    """The key of an entry, and after it the entry as a leaf holds it."""
    check_entry(entry, encodings=encodings)
    return path_key(entry.path) + pack_entry(entry)


def build_subtree(records: list[bytes], level: int, write_node: WriteNode) -> str:
    """Write the nodes of these keyed records (ascending, all beneath one place); returns the top one's digest."""
    return _build(records, 0, len(records), level, write_node)


def _build(records: list[bytes], start: int, stop: int, level: int, write_node: WriteNode) -> str:
    if stop - start <= LEAF_ENTRIES:
        data = pack_leaf([record[32:] for record in records[start:stop]])
    else:
        children: list[tuple[int, str]] = []
        while start < stop:
            value, end = _same_value(records, start, stop, level)
            children.append((value, _build(records, start, end, level + 1, write_node)))
            start = end
        data = pack_branch(children)
    digest = hashlib.sha256(data).hexdigest()
    write_node(digest, data)
    return digest


def _same_value(records: list[bytes], start: int, stop: int, level: int) -> tuple[int, int]:
    """The value of the first record at this level, and where the run of records that share it ends."""
    if level > LAST_LEVEL:
        raise MapError("More than eight paths share one key.")
    value = value_at(records[start], level)
    return value, bisect_left(records, value + 1, start, stop, key=lambda record: value_at(record, level))
