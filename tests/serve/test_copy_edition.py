"""The simplest mirror: a folder kept like the public tree."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tamizdat.core.canonical import digest
from tamizdat.mirrors.copy_edition import UNFINISHED, copy_edition
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.shell.errors import RefusedError
from tests.serve.trees import FRONT, PAPER, make_tree, read_tree

NEXT = {
    **{path: file for path, file in PAPER.items() if path != "/fa/خبر.html"},
    "/index.html": (b"<title>A new front</title>", "text/html"),
    "/en/new.html": (b"<title>New</title>", "text/html"),
}


def test_a_mirror_is_the_same_tree(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "a")
    report = copy_edition(source, tmp_path / "mirror")
    assert read_tree(tmp_path / "mirror") == read_tree(source)
    assert (report.edition, report.removed) == (1, 0)


def test_the_next_edition_brings_only_what_changed_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    copy_edition(make_tree(tmp_path / "a"), tmp_path / "mirror")
    source = make_tree(tmp_path / "b", NEXT, edition=2)
    report = copy_edition(source, tmp_path / "mirror")
    assert read_tree(tmp_path / "mirror") == read_tree(source)
    assert report.removed > 0
    assert 0 < report.copied < len(read_tree(source)) - len(PAPER)
    assert not (tmp_path / "mirror" / "fa").exists()
    again = copy_edition(source, tmp_path / "mirror")
    assert (again.copied, again.removed) == (0, 0)


def test_two_pages_that_change_places_change_places_on_the_mirror(tmp_path: Path) -> None:
    copy_edition(make_tree(tmp_path / "a"), tmp_path / "mirror")
    swapped = {**PAPER, "/404.html": PAPER["/en/index.html"], "/en/index.html": PAPER["/404.html"]}
    source = make_tree(tmp_path / "b", swapped, edition=2)
    copy_edition(source, tmp_path / "mirror")
    assert read_tree(tmp_path / "mirror") == read_tree(source)


@pytest.mark.parametrize("writes", range(0, 40, 3))
def test_a_crash_at_any_write_leaves_the_pointer_and_what_it_leads_to(
    tmp_path: Path, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = tmp_path / "mirror"
    copy_edition(make_tree(tmp_path / "a"), mirror)
    source = make_tree(tmp_path / "b", NEXT, edition=2)
    left = iter(range(writes))
    replace = os.replace

    def crash(*names: str, **folders: int) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        replace(*names, **folders)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", crash)
        try:
            copy_edition(source, mirror)
        except KeyboardInterrupt:
            edition = read_pointer(mirror)[1].edition
            assert edition == 1
            assert (mirror / "o" / digest(FRONT)).read_bytes() == FRONT
        else:
            assert writes > 12, "nothing crashed, so nothing was tried"
    copy_edition(source, mirror)
    assert read_tree(mirror) == read_tree(source)


def test_a_damaged_source_is_not_carried_on(tmp_path: Path) -> None:
    source = make_tree(tmp_path / "a")
    (source / "o" / digest(FRONT)).write_bytes(b"x" * len(FRONT))
    with pytest.raises(RefusedError, match="damaged"):
        copy_edition(source, tmp_path / "mirror")
    assert not (tmp_path / "mirror" / "tuf" / "timestamp.json").exists()


def test_a_folder_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no edition"):
        copy_edition(tmp_path, tmp_path / "mirror")
    assert not (tmp_path / "mirror").exists()


@pytest.mark.parametrize("seed", range(4))
def test_edition_after_edition_a_mirror_stays_the_same_tree(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words = [b"<title>%d</title>" % number for number in range(6)]  # few, so that paths share their bytes
    paper = dict(PAPER)
    for number in range(1, 8):
        for _ in range(5):
            path = f"/en/{chance.randrange(3)}/{chance.randrange(9)}.html"
            if path in paper and chance.random() < 0.5:
                del paper[path]
            else:
                paper[path] = (chance.choice(words), "text/html")
        source = make_tree(tmp_path / f"source{number}", paper, edition=number)
        copy_edition(source, tmp_path / "mirror")
        assert read_tree(tmp_path / "mirror") == read_tree(source)


def test_a_mirror_that_was_left_unfinished_is_looked_at_whole(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    source = make_tree(tmp_path / "a")
    copy_edition(source, mirror)
    (mirror / "o" / ("0" * 64)).write_bytes(b"left over from an edition that never came")
    copy_edition(source, mirror)
    assert (mirror / "o" / ("0" * 64)).exists(), "the quick way looks at what differs alone"
    (mirror / UNFINISHED).touch()
    copy_edition(source, mirror)
    assert read_tree(mirror) == read_tree(source)


def test_where_files_have_one_name_only_a_mirror_is_looked_at_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("no second names here")

    monkeypatch.setattr(os, "link", no_links)
    copy_edition(make_tree(tmp_path / "a"), tmp_path / "mirror")
    source = make_tree(tmp_path / "b", NEXT, edition=2)
    copy_edition(source, tmp_path / "mirror")
    assert read_tree(tmp_path / "mirror") == read_tree(source)
