"""The cases of single nodes, and of proofs through several. Used by make_vectors.py."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from tamizdat.core.canonical import digest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.core.edition.map_nodes import pack_branch, pack_entry, pack_leaf, path_key, value_at
from tests.vectors.sides import Case, as_value


def some_entry(number: int, path: str | None = None, **changes: Any) -> Entry:
    values = {
        "path": path or f"/en/{number}.html",
        "digest": hashlib.sha256(str(number).encode()).hexdigest(),
        "length": number * 1000,
        "media_type": "text/html; charset=utf-8",
    }
    return Entry(**{**values, **changes})


def shown(entry: Entry) -> dict[str, Any]:
    return {"path": entry.path, "digest": entry.digest, "length": entry.length, "mediaType": entry.media_type}


def by_key(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: path_key(entry.path))


def leaf(entries: Iterable[Entry]) -> bytes:
    return pack_leaf([pack_entry(entry) for entry in entries])


def values_of(path: str, levels: int) -> list[int]:
    return [value_at(path_key(path), level) for level in range(levels)]


def node_cases() -> Iterable[Case]:
    def case(name: str, data: bytes, expect: Any, values: Iterable[int] = (), encodings: bool = False) -> Case:
        node = {"kind": "node", "name": name, "bytes": as_value(data), "values": list(values), "expect": expect}
        return {**node, "encodings": True} if encodings else node

    fmt, path_rule = {"rule": "format"}, {"rule": "path"}
    one, eight = some_entry(1), by_key(some_entry(n) for n in range(8))
    good, child = leaf([one]), "ab" * 32
    key_values = values_of(one.path, 52)
    yield case("a leaf of one entry", good, {"entries": [shown(one)]})
    yield case("a leaf of eight", leaf(eight), {"entries": [shown(entry) for entry in eight]})
    yield case("an empty leaf at the root", pack_leaf([]), {"entries": []})
    yield case("an empty leaf elsewhere", pack_leaf([]), fmt, [3])
    yield case("a leaf of nine", leaf(by_key(some_entry(n) for n in range(9))), fmt)
    yield case("entries in the wrong order", leaf(eight[::-1]), fmt)
    yield case("an entry twice", leaf([one, one]), fmt)
    yield case("one path, two digests", leaf([one, some_entry(1, digest=child)]), fmt)
    for level in (1, 2, 51, 52):
        yield case(f"a leaf in its place on level {level}", good, {"entries": [shown(one)]}, key_values[:level])
        wrong = [*key_values[: level - 1], key_values[level - 1] ^ 1]
        yield case(f"a leaf in a wrong place on level {level}", good, fmt, wrong)
    yield case("something after the last entry", good + b"\0", fmt)
    yield case("an entry that ends early", good[:-1], fmt)
    for at in (0, 4, 5, 6, 7, 8, 20, 50, 58):
        yield case(f"cut after {at} bytes", good[:at], fmt)
    yield case("another magic", b"TZM\x02" + good[4:], fmt)
    yield case("another kind", good[:4] + b"\x02" + good[5:], fmt)
    yield case("a path that breaks section 3", leaf([some_entry(1, "/../a")]), path_rule)
    yield case("a path of an object", leaf([some_entry(1, "/o/a")]), path_rule)
    yield case("a path with an ending", leaf([some_entry(1, "/a.gz")]), path_rule)
    yield case("a path in other letters", good.replace(b"/en/1.html", b"/en/\xc3\xa9html"), fmt)
    yield case("an empty media type", leaf([some_entry(1, media_type="")]), fmt)
    yield case(
        "a media type of 100",
        leaf([some_entry(1, media_type="x" * 100)]),
        {"entries": [shown(some_entry(1, media_type="x" * 100))]},
    )
    yield case("a media type of 101", leaf([some_entry(1, media_type="x" * 101)]), fmt)
    yield case("a media type that ends in a space", leaf([some_entry(1, media_type="a/b ")]), fmt)
    yield case("a media type with a line break", leaf([some_entry(1, media_type="a/b\nc")]), fmt)
    yield case(
        "the greatest length",
        leaf([some_entry(1, length=2**53 - 1)]),
        {"entries": [shown(some_entry(1, length=2**53 - 1))]},
    )
    yield case("a length beyond it", leaf([some_entry(1, length=2**53)]), fmt)
    yield case("a length that no number holds", leaf([some_entry(1, length=2**64 - 1)]), fmt)
    packed = some_entry(1, "/a.html.gz", media_type="application/gzip")
    yield case("an entry of the other map", leaf([packed]), {"entries": [shown(packed)]}, encodings=True)
    yield case("it does not belong in this one", leaf([packed]), path_rule)
    yield case("nor a page in that one", good, path_rule, encodings=True)
    brotli = some_entry(1, "/a.html.br", media_type="application/gzip")
    yield case("brotli that says gzip", leaf([brotli]), fmt, encodings=True)
    yield from branch_cases(case, child)


def branch_cases(case: Callable[..., Case], child: str) -> Iterable[Case]:
    fmt, other = {"rule": "format"}, "cd" * 32
    some = pack_branch([(0, child), (7, other), (31, child)])
    yield case("a branch", some, {"children": [[0, child], [7, other], [31, child]]})
    yield case(
        "a branch of all 32",
        pack_branch([(n, child) for n in range(32)]),
        {"children": [[n, child] for n in range(32)]},
    )
    yield case("a branch without a child", pack_branch([]), fmt)
    yield case("a branch with a child too few", some[:-32], fmt)
    yield case("a branch with a child too many", some + bytes(32), fmt)
    yield case("a branch that ends early", some[:-1], fmt)
    yield case(
        "a branch on the last level",
        pack_branch([(0, child), (1, other)]),
        {"children": [[0, child], [1, other]]},
        [0] * 51,
    )
    yield case("one child more than one bit gives", pack_branch([(0, child), (2, other)]), fmt, [0] * 51)
    yield case("a branch below the last level", pack_branch([(0, child)]), fmt, [0] * 52)


def proof_cases() -> Iterable[Case]:
    entries = by_key(some_entry(n) for n in range(12))
    made = build_map(entries)
    nodes = {name: as_value(data) for name, data in made.nodes.items()}
    present, absent = some_entry(5), "/en/nothing.html"
    base = {"kind": "proof", "root": made.root, "path": present.path, "nodes": nodes}
    leaf_name = next(name for name, data in made.nodes.items() if present.path.encode() in data)
    other = next(name for name in made.nodes if name not in (made.root, leaf_name))
    yield {**base, "name": "a path that is there", "expect": shown(present)}
    yield {**base, "name": "a path that is not", "path": absent, "expect": None}
    no_child = next(
        path for n in range(99) if value_at(path_key(path := f"/x{n}"), 0) not in children_of(made.nodes[made.root])
    )
    yield {**base, "name": "a path without a branch", "path": no_child, "expect": None}
    yield {
        **base,
        "name": "an empty map",
        "root": (empty := build_map([])).root,
        "nodes": {n: as_value(d) for n, d in empty.nodes.items()},
        "expect": None,
    }

    def broken(name: str, changes: dict[str, bytes | None], node: str, rule: str, root: str = made.root) -> Case:
        changed = {**made.nodes, **changes}
        left = {key: as_value(data) for key, data in changed.items() if data is not None}
        return {**base, "name": name, "root": root, "nodes": left, "expect": {"node": node, "rule": rule}}

    yield broken("the root is missing", {made.root: None}, made.root, "missing")
    yield broken("the leaf is missing", {leaf_name: None}, leaf_name, "missing")
    yield broken("the leaf was changed", {leaf_name: made.nodes[leaf_name][:-1] + b"~"}, leaf_name, "digest")
    yield broken("the root was cut", {made.root: made.nodes[made.root][:-1]}, made.root, "digest")
    yield broken("another node in its place", {leaf_name: made.nodes[other]}, leaf_name, "digest")
    false = pack_branch(
        [(value, other if name == leaf_name else name) for value, name in children_of(made.nodes[made.root]).items()]
    )
    yield broken("a leaf hung elsewhere", {digest(false): false}, other, "format", digest(false))


def children_of(branch: bytes) -> dict[int, str]:
    values = [value for value in range(32) if int.from_bytes(branch[5:9]) >> (31 - value) & 1]
    return {value: branch[9 + 32 * n : 41 + 32 * n].hex() for n, value in enumerate(values)}
