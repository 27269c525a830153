"""The map: one right tree, cheap to change, impossible to change unnoticed."""

from __future__ import annotations

import hashlib
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.core.edition.errors import MapError, NodeError, PathError
from tamizdat.core.edition.map import (
    Entry,
    build_map,
    compare_maps,
    find_entry,
    join_parts,
    update_map,
    update_part,
    walk_map,
)
from tamizdat.core.edition.map_nodes import (
    Branch,
    Place,
    pack_branch,
    pack_entry,
    pack_leaf,
    path_key,
    read_checked,
    value_at,
)


def entry(number: int, version: int = 0) -> Entry:
    """A made-up file of the edition."""
    digest = hashlib.sha256(f"{number} {version}".encode()).hexdigest()
    return Entry(f"/en/{number}.html", digest, number, "text/html; charset=utf-8")


numbers = st.integers(0, 60)
maps = st.dictionaries(numbers, st.integers(0, 2), max_size=60)
edits = st.dictionaries(numbers, st.one_of(st.none(), st.integers(0, 2)), max_size=40)


def built(content: dict[int, int]):
    return build_map(entry(n, v) for n, v in content.items())


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 60))
def test_a_map_changed_part_by_part_is_the_map_changed_at_once(seed, gone):
    chance = random.Random(seed)
    old = {number: chance.randrange(3) for number in range(700)}
    new = {number: chance.randrange(3) for number in range(gone, 760)}
    one = built(old)
    nodes = {**one.nodes, **built(new).nodes}
    root, _ = read_checked(one.root, Place(), nodes.__getitem__)
    assert isinstance(root, Branch)
    parts = dict(root.children)
    changes = {entry(n).path: entry(n, new[n]) if n in new else None for n in old.keys() | new.keys()}
    for part in range(32):
        here = {path: now for path, now in changes.items() if value_at(path_key(path), 0) == part}
        change = update_part(parts.get(part), Place().child(part), here, nodes.__getitem__)
        assert change is not None
        parts[part] = change.root
        assert change.added.keys() <= nodes.keys()
    name, data = join_parts(parts)
    assert (name, data) == (built(new).root, nodes[name])


def test_a_part_with_few_entries_may_not_stand_alone():
    paths = [entry(n) for n in range(300) if value_at(path_key(entry(n).path), 0) == 5][:8]
    assert update_part(None, Place().child(5), {one.path: one for one in paths}, {}.__getitem__) is None


@settings(deadline=None, max_examples=300)
@given(maps, edits)
def test_a_changed_map_is_the_map_that_would_have_been_built(content, changes):
    before = built(content)
    after = dict(content)
    for number, version in changes.items():
        if version is None:
            after.pop(number, None)
        else:
            after[number] = version
    change = update_map(
        before.root,
        {entry(n).path: None if v is None else entry(n, v) for n, v in changes.items()},
        before.nodes.__getitem__,
    )
    clean = built(after)
    assert change.root == clean.root
    nodes = {**{d: b for d, b in before.nodes.items() if d not in change.dropped}, **change.added}
    assert nodes == clean.nodes
    assert not change.added.keys() & before.nodes.keys()


@settings(deadline=None)
@given(maps, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(content, chance):
    entries = [entry(n, v) for n, v in content.items()]
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert build_map(entries) == build_map(shuffled)


@settings(deadline=None)
@given(maps)
def test_a_walk_gives_every_entry_and_every_node_once(content):
    made, seen = built(content), {}
    walked = list(walk_map(made.root, made.nodes.__getitem__, seen.__setitem__))
    assert walked == sorted((entry(n, v) for n, v in content.items()), key=lambda e: path_key(e.path))
    assert seen == made.nodes


@settings(deadline=None)
@given(maps, numbers)
def test_a_path_is_proved_present_or_absent(content, number):
    made = built(content)
    expected = entry(number, content[number]) if number in content else None
    assert find_entry(made.root, entry(number).path, made.nodes.__getitem__) == expected


@settings(deadline=None)
@given(maps, maps)
def test_two_maps_differ_exactly_where_their_entries_differ(old, new):
    one, other = built(old), built(new)
    nodes = {**one.nodes, **other.nodes}
    found = {path: (was, now) for path, was, now in compare_maps(one.root, other.root, nodes.__getitem__)}
    expected = {
        entry(n).path: (
            entry(n, old[n]) if n in old else None,
            entry(n, new[n]) if n in new else None,
        )
        for n in old.keys() | new.keys()
        if old.get(n) != new.get(n)
    }
    assert found == expected


@settings(deadline=None)
@given(maps, maps)
def test_comparing_two_maps_tells_the_nodes_that_only_one_of_them_has(old, new):
    one, other = built(old), built(new)
    told = {True: set(), False: set()}
    nodes = {**one.nodes, **other.nodes}
    for _ in compare_maps(one.root, other.root, nodes.__getitem__, lambda name, is_new: told[is_new].add(name)):
        pass
    assert told[True] - told[False] == other.nodes.keys() - one.nodes.keys()
    assert told[False] - told[True] == one.nodes.keys() - other.nodes.keys()


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(numbers, st.integers(0, 2), min_size=1, max_size=60), st.data())
def test_every_change_of_any_node_is_refused(content, data):
    made = built(content)
    name = data.draw(st.sampled_from(sorted(made.nodes)))
    node = bytearray(made.nodes[name])
    at = data.draw(st.integers(0, len(node) - 1))
    node[at] ^= data.draw(st.integers(1, 255))
    nodes = {**made.nodes, name: bytes(node)}
    with pytest.raises(NodeError) as refused:
        list(walk_map(made.root, nodes.__getitem__))
    assert (refused.value.digest, refused.value.rule) == (name, "digest")


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(numbers, st.integers(0, 2), min_size=1, max_size=60), st.data())
def test_a_liar_who_signs_a_changed_leaf_cannot_pass_off_a_wrong_tree(content, data):
    """Even under a fresh digest a changed leaf breaks a rule, or is a different set of entries."""
    made = built(content)
    node = bytearray(made.nodes[made.root])
    node[data.draw(st.integers(0, len(node) - 1))] ^= data.draw(st.integers(1, 255))
    root = hashlib.sha256(bytes(node)).hexdigest()
    nodes = {**made.nodes, root: bytes(node)}
    try:
        walked = list(walk_map(root, nodes.__getitem__))
    except NodeError:
        return
    assert build_map(walked).root == root != made.root


def test_a_missing_node_is_named():
    made = built(dict.fromkeys(range(40), 0))
    gone = next(name for name in sorted(made.nodes) if name != made.root)
    nodes = {name: data for name, data in made.nodes.items() if name != gone}
    broken: list[NodeError] = []
    rest = list(walk_map(made.root, nodes.__getitem__, on_broken=broken.append))
    assert [(error.digest, error.rule) for error in broken] == [(gone, "missing")]
    assert 0 < len(rest) < 40


def test_a_branch_that_should_be_a_leaf_is_refused_by_a_walk():
    entries = sorted((entry(n) for n in range(8)), key=lambda e: path_key(e.path))
    nodes, groups = {}, {}
    for one in entries:
        groups.setdefault(value_at(path_key(one.path), 0), []).append(pack_entry(one))
    children = []
    for value, records in sorted(groups.items()):
        leaf = pack_leaf(records)
        children.append((value, hashlib.sha256(leaf).hexdigest()))
        nodes[children[-1][1]] = leaf
    branch = pack_branch(children)
    root = hashlib.sha256(branch).hexdigest()
    nodes[root] = branch
    assert find_entry(root, entry(3).path, nodes.__getitem__) == entry(3)
    with pytest.raises(NodeError, match="should be a leaf"):
        list(walk_map(root, nodes.__getitem__))


def test_the_same_path_cannot_stand_twice():
    with pytest.raises(MapError):
        build_map([entry(1), entry(1, 2)])


@pytest.mark.parametrize("path", ["/a.html.gz", "/o/a", "/tuf/x", "a", "/../a", "/a%2fb", "/ä"])
def test_a_path_that_breaks_the_format_cannot_enter_a_map(path):
    with pytest.raises(PathError):
        build_map([Entry(path, "0" * 64, 1, "text/html")])


def test_encodings_live_in_their_own_map():
    made = build_map([Entry("/a.html.gz", "0" * 64, 1, "application/gzip")], encodings=True)
    assert find_entry(made.root, "/a.html.gz", made.nodes.__getitem__, encodings=True) is not None
    with pytest.raises(NodeError) as refused:
        find_entry(made.root, "/a.html.gz", made.nodes.__getitem__)
    assert refused.value.rule == "path"
    with pytest.raises(PathError):
        build_map([Entry("/a.html", "0" * 64, 1, "text/html")], encodings=True)
    with pytest.raises(MapError):
        build_map([Entry("/a.html.br", "0" * 64, 1, "application/gzip")], encodings=True)


def test_bits_of_the_key_are_taken_five_at_a_time():
    key = path_key("/x")
    number = int.from_bytes(key)
    place = Place()
    for level in range(52):
        width = 1 if level == 51 else 5
        shift = 256 - min(5 * (level + 1), 256)
        assert value_at(key, level) == number >> shift & ((1 << width) - 1)
        place = place.child(value_at(key, level))
        assert place.holds(key)


def test_a_change_of_one_entry_reads_and_writes_a_handful_of_nodes():
    made = built(dict.fromkeys(range(20000), 0))
    reads = []

    def read(name: str) -> bytes:
        reads.append(name)
        return made.nodes[name]

    change = update_map(made.root, {entry(77).path: entry(77, 1)}, read)
    assert len(reads) <= 6
    assert len(change.added) == len(change.dropped) <= 5


@pytest.mark.long
def test_a_million_entries_fit_in_memory():
    tracemalloc.start()
    counted = [0]

    def count(_digest: str, _data: bytes) -> None:
        counted[0] += 1

    build_map((entry(n) for n in range(1_000_000)), count)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted[0] > 125_000
    assert peak < 400_000_000
