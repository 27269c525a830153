"""Whoever changes, swaps, cuts, removes or adds a file of an edition is found, by file and rule."""

from __future__ import annotations

import gzip
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.core.canonical import digest
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, build_map
from tamizdat.core.edition.map_nodes import pack_branch
from tamizdat.core.trust.sign import Versions
from tamizdat.reading.check_folder import check_folder, check_page_file
from tests.reading.edition import ISSUED, NOW, Edition, KeyRing, make_edition, make_pages, make_root, sign


@pytest.fixture(scope="module")
def edition():
    return make_edition()


@pytest.fixture
def tree(edition, tmp_path):
    return edition.write(tmp_path / "tree")


def found(tree: Path, edition: Edition, now=NOW) -> tuple[str, list[tuple[str, str]]]:
    check = check_folder(tree, edition.root, now)
    return check.verdict, [(one.file, one.rule) for one in check.failures]


def test_a_whole_edition_is_current_and_later_stale(tree, edition):
    check = check_folder(tree, edition.root, NOW)
    assert (check.verdict, check.edition, check.age_seconds, check.failures) == ("current", 1, 3600, ())
    assert found(tree, edition, NOW + timedelta(days=3)) == ("stale", [])


def test_an_empty_edition_is_an_edition(tmp_path):
    edition = make_edition({})
    assert found(edition.write(tmp_path), edition) == ("current", [])


def test_a_copy_with_hard_links_is_the_same_edition(tree, edition):
    for path in edition.files:
        if path.startswith("/o/") or f"/o/{digest(edition.files[path])}" not in edition.files:
            continue
        copy = tree / path[1:].replace("%D8%AE%D8%A8%D8%B1", "خبر")
        copy.unlink()
        copy.hardlink_to(tree / "o" / digest(edition.files[path]))
    assert found(tree, edition) == ("current", [])
    (tree / "twin.html").write_bytes(b"<h1>The Pamp</h1>" * 40)
    name = digest(edition.files["/index.html"])
    assert found(tree, edition) == (
        "refused",
        [("/index.html", "digest"), (f"/o/{name}", "digest"), ("/twin.html", "digest")],
    )


# What hands can do to a file. Each gives the rules that may be named for it.


def flip(file: Path, chance: random.Random, _tree: Path) -> set[str]:
    data = bytearray(file.read_bytes())
    if not data:
        return add_bytes(file, chance, _tree)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(bytes(data))
    return {"digest", "format", "signature", "version", "length"}


def cut(file: Path, chance: random.Random, _tree: Path) -> set[str]:
    data = file.read_bytes()
    if not data:
        return add_bytes(file, chance, _tree)
    file.write_bytes(data[: chance.randrange(len(data))])
    return {"length", "format", "digest"}


def add_bytes(file: Path, chance: random.Random, _tree: Path) -> set[str]:
    file.write_bytes(file.read_bytes() + chance.randbytes(chance.randrange(1, 9)))
    return {"length", "format", "digest"}


def remove(file: Path, _chance: random.Random, _tree: Path) -> set[str]:
    file.unlink()
    return {"missing"}


def swap(file: Path, chance: random.Random, tree: Path) -> set[str]:
    others = [one for one in sorted(tree.rglob("*")) if one.is_file() and one.read_bytes() != file.read_bytes()]
    file.write_bytes(chance.choice(others).read_bytes())
    return {"digest", "length", "format", "signature", "version"}


def add(file: Path, chance: random.Random, _tree: Path) -> set[str]:
    file.with_name(file.name + chance.choice(["~", ".html", ".GZ", " ", "\n", ".", ".bak"])).write_bytes(b"lies")
    return {"extra"}


def link(file: Path, _chance: random.Random, tree: Path) -> set[str]:
    away = tree.parent / "away"
    away.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(away)
    return {"path"}


def make_folder(file: Path, _chance: random.Random, _tree: Path) -> set[str]:
    file.unlink()
    file.mkdir()
    return {"path", "unreachable"}


DEEDS: list[Callable[[Path, random.Random, Path], set[str]]] = [
    flip,
    cut,
    add_bytes,
    remove,
    swap,
    add,
    link,
    make_folder,
]


def hold_against_hands(tree: Path, edition: Edition, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    pristine = tree.with_name("pristine")
    shutil.copytree(tree, pristine)
    names = sorted(str(one.relative_to(tree)) for one in tree.rglob("*") if one.is_file())
    for number in range(rounds):
        name, deed = chance.choice(names), DEEDS[number % len(DEEDS)]
        before = set(tree.rglob("*"))
        rules = deed(tree / name, chance, tree)
        verdict, failures = found(tree, edition)
        named = [
            (file, rule) for file, rule in failures if file.startswith("/" + name.replace("خبر", "%D8%AE%D8%A8%D8%B1"))
        ]
        assert verdict == "refused", (deed.__name__, name)
        assert named and named[0][1] in rules, (deed.__name__, name, failures)
        assert len({file for file, _ in failures}) == 1, (deed.__name__, name, failures)
        restore(tree, pristine, name, before)
    assert found(tree, edition) == ("current", [])


def restore(tree: Path, pristine: Path, name: str, before: set[Path]) -> None:
    for extra in set(tree.rglob("*")) - before:
        extra.unlink()
    file = tree / name
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    file.unlink(missing_ok=True)
    shutil.copyfile(pristine / name, file)


def test_any_one_file_that_hands_touched_is_named_alone(tree, edition):
    hold_against_hands(tree, edition, 240, seed=int(os.environ.get("TAMIZDAT_SEED", "1")))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_any_one_file_that_hands_touched_is_named_alone_many_times(tree, edition):
    hold_against_hands(tree, edition, 2_500, seed=2)


# Things that are hard to see.


def test_a_folder_without_anything_in_it_is_too_much(tree, edition):
    (tree / "meet at the quay").mkdir()
    assert found(tree, edition) == ("refused", [("/meet%20at%20the%20quay", "extra")])


def test_links_and_pipes_are_no_files_even_when_they_lead_inside(tree, edition):
    (tree / "inside").symlink_to("index.html")
    (tree / "outside").symlink_to("/etc")
    os.mkfifo(tree / "pipe")
    assert found(tree, edition) == ("refused", [("/inside", "path"), ("/outside", "path"), ("/pipe", "path")])


def test_a_folder_that_is_a_link_is_refused_with_all_that_lies_behind_it(tree, edition):
    (tree / "p").rename(tree.parent / "p")
    (tree / "p").symlink_to(tree.parent / "p")
    assert found(tree, edition) == ("refused", [("/p", "path"), ("/p/a.webp", "missing")])


def test_objects_behind_a_link_are_refused(tree, edition):
    (tree / "o").rename(tree.parent / "o")
    (tree / "o").symlink_to(tree.parent / "o")
    verdict, failures = found(tree, edition)
    assert verdict == "refused" and failures[0][1] == "path"


def test_a_name_that_no_terminal_should_see_is_written_out(tree, edition):
    (tree / "a\x1b[2Jb").write_bytes(b"")
    (Path(os.fsdecode(os.fsencode(tree) + b"/\xff"))).write_bytes(b"")
    assert found(tree, edition) == ("refused", [("/%FF", "extra"), ("/a%1B%5B2Jb", "extra")])


def test_the_same_name_in_another_form_is_another_name(tree, edition):
    file = tree / "fa" / "e\u0301.html"
    file.write_bytes(b"x")
    assert found(tree, edition)[1] == [("/fa/e%CC%81.html", "extra")]


def test_old_metadata_left_behind_is_too_much(tree, edition):
    for name in ("2.snapshot.json", "1.targets.json.part", "3.root.json"):
        shutil.copyfile(tree / "tuf" / "1.targets.json", tree / "tuf" / name)
    assert [rule for _, rule in found(tree, edition)[1]] == ["extra"] * 3


def test_broken_nodes_are_named_and_nothing_beneath_them_is_called_extra(tree, edition):
    (tree / "o" / edition.manifest.map_root).write_bytes(b"x")
    assert found(tree, edition) == ("refused", [(f"/o/{edition.manifest.map_root}", "digest")])


# A newsroom's own mistakes, well signed.


def signed_anew(edition: Edition, **changes: object) -> Edition:
    old = f"/o/{digest(edition.manifest.to_bytes())}"
    files = {path: data for path, data in edition.files.items() if path != old}
    return sign(replace(edition, files=files, manifest=replace(edition.manifest, **changes)))


def test_a_manifest_that_miscounts_is_refused(edition, tmp_path):
    wrong = signed_anew(edition, entries=edition.manifest.entries + 1)
    name = digest(wrong.manifest.to_bytes())
    assert found(wrong.write(tmp_path), wrong) == ("refused", [(f"/o/{name}", "format")])


def with_gzip(packed: bytes, page: bytes = b"<p>The words that were signed.</p>", path: str = "/a.html") -> Edition:
    edition = make_edition({"/a.html": (page, "text/plainest")})
    encodings = build_map([Entry(f"{path}.gz", digest(packed), len(packed), "application/gzip")], encodings=True)
    files = {
        "/a.html": page,
        f"/o/{digest(page)}": page,
        f"{path}.gz": packed,
        f"/o/{digest(page)}.gz": packed,
        **{f"/o/{name}": node for name, node in encodings.nodes.items()},
        f"/o/{edition.manifest.map_root}": edition.files[f"/o/{edition.manifest.map_root}"],
    }
    manifest = Manifest(1, ISSUED, edition.manifest.map_root, encodings.root, 1, None)
    return sign(Edition(files, manifest))


@pytest.mark.parametrize(
    ("packed", "rule"),
    [
        (gzip.compress(b"<p>The words that were signed.</p>", mtime=0), None),
        (gzip.compress(b"<p>The words that were forged.</p>", mtime=0), "digest"),
        (gzip.compress(b"<p>Few words.</p>", mtime=0), "length"),
        (gzip.compress(bytes(10_000_000), mtime=0), "unfit"),
        (gzip.compress(b"<p>The words that were signed.</p>", mtime=0) + b"\0", "unfit"),
        (gzip.compress(b"<p>The words that were signed.</p>", mtime=0)[:-1], "unfit"),
        (b"not gzip", "unfit"),
    ],
)
def test_a_browser_and_a_reader_of_objects_get_the_same_words(packed, rule, tmp_path):
    """The compressed file is what browsers ask for; signed or not, it must hold the page."""
    edition = with_gzip(packed)
    _, failures = found(edition.write(tmp_path), edition)
    expected = [("/a.html.gz", rule), (f"/o/{digest(edition.files['/a.html'])}.gz", rule)]
    assert failures == (sorted(expected) if rule else [])


def test_a_compressed_file_without_its_page_is_refused(tmp_path):
    edition = with_gzip(gzip.compress(b"x", mtime=0), path="/b.html")
    assert ("/b.html.gz", "format") in found(edition.write(tmp_path), edition)[1]


# Roots.


@pytest.fixture
def rotated(edition, tmp_path):
    """An edition after three roots; the reader may hold any of them."""
    rings = [KeyRing(), KeyRing(root=("root-1", "b", "c")), KeyRing(root=("b", "c", "d"), edition="e", timestamp="t")]
    after = sign(edition, ring=rings[2], versions=Versions(4, 5, 6))
    roots = [make_root(rings[0]), make_root(rings[1], 2, also=("root-2",)), make_root(rings[2], 3, also=("root-1",))]
    for number, root in enumerate(roots, 1):
        after.files[f"/tuf/{number}.root.json"] = root
    return after.write(tmp_path / "rotated"), roots


def test_any_root_of_the_newsroom_opens_its_newest_edition(rotated):
    tree, roots = rotated
    for root in roots:
        assert check_folder(tree, root, NOW).verdict == "current"


def test_every_root_must_be_there_whichever_the_reader_holds(rotated):
    tree, roots = rotated
    for number in (1, 2, 3):
        file = tree / "tuf" / f"{number}.root.json"
        file.rename(tree.parent / "away")
        for root in roots:
            check = check_folder(tree, root, NOW)
            assert check.verdict == "refused", number
        (tree.parent / "away").rename(file)


def test_a_false_first_root_is_named(rotated, edition):
    tree, roots = rotated
    (tree / "tuf" / "1.root.json").write_bytes(make_root(KeyRing(root=("x", "y"))))
    for root in roots[1:]:
        failures = check_folder(tree, root, NOW).failures
        assert [(one.file, one.rule) for one in failures] == [("/tuf/1.root.json", "signature")]
    assert check_folder(tree, roots[0], NOW).verdict == "refused"


# One page.


def test_one_page_of_a_folder_is_checked_alone(tree, edition):
    (tree / "twin.html").unlink()
    assert check_page_file(tree / "index.html", edition.root, NOW).check.verdict == "current"
    assert check_page_file(tree / "fa" / "خبر.html", edition.root, NOW).check.verdict == "current"
    assert check_page_file(tree / "fa" / "خبر.html.gz", edition.root, NOW).check.verdict == "current"
    check = check_page_file(tree / "twin.html", edition.root, NOW).check
    assert [(one.file, one.rule) for one in check.failures] == [("/twin.html", "missing")]


def test_a_page_that_was_put_there_is_proved_absent(tree, edition):
    forged = tree / "en" / "2026" / "forged.html"
    forged.write_bytes(b"lies")
    for file, rule in ((forged, "absent"), (tree / "o" / "x", "path"), (tree / "tuf" / "1.root.json", "path")):
        check = check_page_file(file, edition.root, NOW).check
        assert (check.verdict, check.failures[0].rule) == ("refused", rule)


def test_a_page_behind_a_link_is_refused(tree, edition):
    (tree / "p").rename(tree.parent / "p")
    (tree / "p").symlink_to(tree.parent / "p")
    assert check_page_file(tree / "p" / "a.webp", edition.root, NOW).check.failures[0].rule == "path"


def test_a_file_that_lies_in_no_edition_is_refused(tmp_path, edition):
    (tmp_path / "a.html").write_bytes(b"")
    assert check_page_file(tmp_path / "a.html", edition.root, NOW).check.verdict == "refused"


def test_many_pages_and_their_proofs(tmp_path):
    edition = make_edition(make_pages(400))
    assert found(edition.write(tmp_path), edition) == ("current", [])


def test_folders_nested_deeper_than_a_disk_lets_us_follow_are_refused(tree, edition):
    name, handles = "d" * 200, [os.open(tree, os.O_RDONLY)]
    try:
        for _ in range(30):
            os.mkdir(name, dir_fd=handles[-1])
            handles.append(os.open(name, os.O_RDONLY, dir_fd=handles[-1]))
        verdict, failures = found(tree, edition)
        assert (verdict, {rule for _, rule in failures}) == ("refused", {"path"})
    finally:
        for parent in reversed(handles[:-1]):
            os.close(handles.pop())
            os.rmdir(name, dir_fd=parent)
        os.close(handles[0])


@pytest.mark.timeout(120)
def test_a_map_whose_nodes_lead_to_each_other_without_end_is_refused(tmp_path):
    """A thief of the edition key can sign it: 51 small nodes, each 32 times the next, make 32 to the 51st ways."""
    edition = make_edition({})
    below = edition.manifest.map_root
    for level in range(51, -1, -1):
        node = pack_branch([(value, below) for value in range(2 if level == 51 else 32)])
        below = digest(node)
        edition.files[f"/o/{below}"] = node
    edition = sign(replace(edition, manifest=replace(edition.manifest, map_root=below, entries=9)))
    verdict, failures = found(edition.write(tmp_path), edition)
    assert verdict == "refused"
    assert {rule for _, rule in failures} == {"format"}
