"""The signed list of withdrawn paths: its one right form, and an edition that goes against it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, hide, parse_retractions
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import Failure
from tamizdat.intake.copies import Copy
from tamizdat.intake.newest_edition import find_editions, newest_retractions
from tamizdat.mirrors.copy_edition import copy_edition
from tamizdat.reading.check_folder import check_folder
from tamizdat.reading.folder import Folder
from tests.reading.edition import Edition, make_edition, sign

NOW = datetime(2026, 3, 1, 11, tzinfo=UTC)
GONE = "/en/2026/03/gone.html"


def check(edition: Edition, folder: Path) -> tuple[str, tuple[Failure, ...]]:
    edition.write(folder)
    found = check_folder(folder, edition.root, NOW)
    return found.verdict, found.failures


def listed(*paths: str, edition: int = 1) -> Retractions:
    return Retractions().change(edition, paths, ())


def test_an_edition_with_retractions_is_current(tmp_path: Path) -> None:
    edition = sign(make_edition(), others={RETRACTIONS: listed(GONE).to_bytes()})
    assert check(edition, tmp_path) == ("current", ())


def test_an_edition_that_holds_a_withdrawn_path_is_refused(tmp_path: Path) -> None:
    edition = make_edition()
    path = next(one for one in edition.files if one.endswith(".html"))
    bad = sign(edition, others={RETRACTIONS: listed(path).to_bytes()})
    assert check(bad, tmp_path) == ("refused", (Failure(path, "retracted"),))


def test_a_path_that_was_published_again_is_no_failure(tmp_path: Path) -> None:
    edition = make_edition(number=2)
    path = next(one for one in edition.files if one.endswith(".html"))
    lifted = listed(path).change(2, (), (path,))
    assert check(sign(edition, others={RETRACTIONS: lifted.to_bytes()}), tmp_path) == ("current", ())


def test_a_list_that_breaks_the_format_is_named(tmp_path: Path) -> None:
    for place, data in enumerate((b"{}", listed(GONE, edition=9).to_bytes())):
        edition = sign(make_edition(), others={RETRACTIONS: data})
        assert check(edition, tmp_path / str(place)) == ("refused", (Failure(f"/o/{digest(data)}", "format"),))


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    data = listed(GONE).to_bytes()
    edition = sign(make_edition(), others={RETRACTIONS: data})
    edition.write(tmp_path)
    (tmp_path / "o" / digest(data)).unlink()
    assert check_folder(tmp_path, edition.root, NOW).failures == (Failure(f"/o/{digest(data)}", "missing"),)


def test_mirrors_carry_the_list_and_a_rebuilt_newsroom_takes_it_over(tmp_path: Path) -> None:
    data = listed(GONE).to_bytes()
    edition = sign(make_edition(), others={RETRACTIONS: data})
    edition.write(tmp_path / "one")
    copy_edition(tmp_path / "one", tmp_path / "two")
    assert check_folder(tmp_path / "two", edition.root, NOW).verdict == "current"
    found = find_editions([Copy("two", Folder(tmp_path / "two").read, tmp_path / "two")], edition.root, NOW)
    assert newest_retractions(found)[1] == data


def test_a_mirror_that_gets_the_changes_alone_gets_the_new_list_and_loses_the_old(tmp_path: Path) -> None:
    first = listed(GONE)
    for number, found in enumerate((Retractions(), first, first.change(2, ("/other.html",), ())), 1):
        others = {RETRACTIONS: found.to_bytes()} if found.entries else None
        versions = Versions(number, number, number)
        edition = sign(make_edition(number=number), versions=versions, others=others)
        edition.write(tmp_path / str(number))
        copy_edition(tmp_path / str(number), tmp_path / "mirror")
        assert check_folder(tmp_path / "mirror", edition.root, NOW).failures == ()


def test_the_list_tells_no_path() -> None:
    assert b"gone" not in listed(GONE).to_bytes()


ROW = {"edition": 1, "path": hide(GONE), "state": "withdrawn"}
BACK = {**ROW, "edition": 2, "state": "published"}


@pytest.mark.parametrize(
    ("rows", "is_right"),
    [
        ([], True),
        ([ROW], True),
        ([ROW, BACK], True),
        ([ROW, BACK, {**ROW, "edition": 3}], True),
        ([BACK], False),
        ([ROW, ROW], False),
        ([ROW, {**ROW, "edition": 2}], False),
        ([{**ROW, "edition": 2}, {**BACK, "edition": 1}], False),
        ([{**ROW, "edition": 0}], False),
        ([{**ROW, "edition": True}], False),
        ([{**ROW, "edition": 4}], False),
        ([{**ROW, "path": GONE}], False),
        ([{**ROW, "path": hide(GONE).upper()}], False),
        ([{**ROW, "state": "gone"}], False),
        ([{**ROW, "why": "safety"}], False),
        ([[]], False),
        ({}, False),
    ],
)
def test_there_is_one_right_form(rows: object, is_right: bool) -> None:
    data = canonical_json({"format": "tamizdat-retractions-v1", "retractions": rows})
    if is_right:
        assert parse_retractions(data, 3).to_bytes() == data
        return
    with pytest.raises(EditionError):
        parse_retractions(data, 3)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format":"tamizdat-retractions-v2","retractions":[]}'])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EditionError):
        parse_retractions(data)


def test_entries_are_only_added_and_each_says_something_new() -> None:
    first = listed("/a", "/b")
    second = first.change(2, ("/a",), ("/b", "/c"))
    assert second.entries[:2] == first.entries
    assert [(one.edition, one.path, one.state) for one in second.entries[2:]] == [(2, hide("/b"), "published")]
    assert (second.hold("/a"), second.hold("/b"), second.hold("/c")) == (True, False, False)
