"""Readers are told where else the paper is: on the pages on ways, in /ways.json, and in a list that is signed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.mirror_list import MirrorList, parse_list
from tamizdat.core.trust.verdict import judge_metadata, parse_root
from tamizdat.mirrors.announce import announce, make_link, sign_pool
from tamizdat.mirrors.change_registry import move_mirror, remove_mirror, set_state
from tamizdat.mirrors.command import mirror
from tamizdat.mirrors.copy_edition import copy_edition
from tamizdat.press.doors import _slots, is_behind, press_edition, refresh_timestamp
from tamizdat.press.sign import read_targets
from tamizdat.reading.check_folder import check_folder
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import PUBLIC, Registry, change_registry, read_registry
from tests.campaigns.test_appeals import write_article
from tests.ways.registry import change, note

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
RIGA, TALLINN = "https://riga.example/lamp/", "https://tallinn.example/"

pytestmark = pytest.mark.django_db


def root(home: Home) -> bytes:
    return (home.keys / "1.root.json").read_bytes()


def verdict(home: Home, now: datetime = NOW) -> str:
    check = check_folder(home.editions / "current", root(home), now)
    assert not check.failures
    return check.verdict


def public_list(home: Home, now: datetime = NOW) -> MirrorList:
    """The list as a reader finds and checks it."""
    tree = home.editions / "current"
    listed = judge_metadata(root(home), Folder(tree.resolve()).read, now).targets["mirrors.json"]
    return parse_list("mirrors.json", (tree / "o" / listed.digest).read_bytes(), parse_root(root(home)).root, now)


def files(home: Home) -> dict[str, bytes]:
    """Every plain file of the public tree, but for signatures and objects."""
    tree = home.editions / "current"
    found = {file.relative_to(tree).as_posix(): file for file in tree.rglob("*") if file.is_file()}
    return {
        name: file.read_bytes()
        for name, file in found.items()
        if not name.startswith(("o/", "tuf/")) and not name.endswith((".gz", ".br"))
    }


def ways(home: Home) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((home.editions / "current" / "ways.json").read_bytes())
    return value


def test_a_newsroom_without_mirrors_says_so_and_signs_no_list(paper: Any, home: Home) -> None:
    press_edition(home, now=NOW)
    assert ways(home) == {"addresses": [], "format": "tamizdat-ways-v1", "onion": ""}
    assert "mirrors.json" not in read_targets(_slots(home))
    assert not (home.editions / "current" / "facts" / "mirrors.jsonl").exists()


def test_a_changed_pool_rewrites_the_pages_on_ways_and_nothing_else(paper: Any, home: Home) -> None:
    write_article(paper)
    note(home, "riga", RIGA)
    press_edition(home, now=NOW)
    before = files(home)
    note(home, "tallinn", TALLINN)
    assert press_edition(home, now=NOW).is_new
    after = files(home)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {
        "en/ways/index.html", "ru/ways/index.html", "fa/ways/index.html", "ways.json", "facts/mirrors.jsonl",
    }  # fmt: skip
    page = after["fa/ways/index.html"].decode()
    assert page.index("https://lamp.example") < page.index(RIGA) < page.index(TALLINN), "as they are recommended"
    assert f'<a href="{RIGA}" rel="noreferrer">' in page
    assert ways(home)["addresses"] == [RIGA, TALLINN]


def test_the_public_list_is_signed_and_goes_with_the_pool(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    press_edition(home, now=NOW)
    first = public_list(home)
    assert (first.pool, first.addresses, first.expires) == ("public", (RIGA,), NOW + timedelta(days=30))
    assert verdict(home) == "current"
    write_article(paper)
    press_edition(home, now=NOW + timedelta(days=1))
    assert public_list(home) == first, "news alone signs no new list"
    note(home, "tallinn", TALLINN)
    change(home, set_state, "riga", "resting")
    press_edition(home, now=NOW + timedelta(days=2))
    second = public_list(home)
    assert second.version > first.version and second.addresses == (TALLINN,)
    assert read_registry(home.mirrors).pool(PUBLIC).version == second.version
    change(home, remove_mirror, "tallinn", burned=True)
    press_edition(home, now=NOW + timedelta(days=2))
    third = public_list(home)
    assert third.version > second.version and third.addresses == (), "an empty list takes the old one's place"
    assert ways(home)["addresses"] == [] and verdict(home, NOW + timedelta(days=2)) == "current"


def test_a_list_is_signed_anew_when_half_of_its_time_is_over_without_a_new_edition(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    report = press_edition(home, now=NOW)
    first, later = public_list(home), NOW + timedelta(days=15, hours=1)
    tree = home.editions / "current"
    old = read_targets(_slots(home))["mirrors.json"]
    refresh_timestamp(home, NOW + timedelta(days=14))
    assert public_list(home) == first
    assert refresh_timestamp(home, later)
    second = public_list(home, later)
    assert second.version > first.version and second.expires == later + timedelta(days=30)
    assert not (tree / "o" / old).exists(), "whoever checks a folder finds nothing that does not belong"
    assert verdict(home, later) == "current"
    assert not press_edition(home, now=later).is_new and report.edition == 1
    write_article(paper)
    assert press_edition(home, now=later).edition == 2 and public_list(home, later) == second
    with pytest.raises(TrustError):
        public_list(home, later + timedelta(days=31))


def test_announcing_brings_a_change_to_readers_at_once(paper: Any, home: Home) -> None:
    press_edition(home, now=NOW)
    assert announce(home, NOW).version == 0
    note(home, "riga", RIGA)
    done = announce(home, NOW)
    assert done.addresses == (RIGA,) and public_list(home).version == done.version
    assert announce(home, NOW + timedelta(days=1)) == done, "nothing to do, nothing done"
    assert announce(home, NOW + timedelta(days=20)).version > done.version


def test_a_copy_of_the_tree_follows_a_list_that_was_signed_anew(paper: Any, home: Home, tmp_path: Path) -> None:
    note(home, "riga", RIGA)
    press_edition(home, now=NOW)
    copy_edition(home.editions / "current", tmp_path / "copy")
    later = NOW + timedelta(days=16)
    refresh_timestamp(home, later)
    copy_edition(home.editions / "current", tmp_path / "copy")
    check = check_folder(tmp_path / "copy", root(home), later)
    assert (check.verdict, check.failures) == ("current", ())


def test_an_address_noted_by_a_command_is_found_by_whoever_presses(paper: Any, home: Home) -> None:
    press_edition(home, now=NOW)
    home.database.touch()  # what commands take for a newsroom's database
    assert not is_behind(home)
    runner, here = CliRunner(), ["--home", str(home.folder)]
    done = runner.invoke(mirror, ["add", "riga", "--kind", "pull", "--address", RIGA, *here])
    assert done.exit_code == 0, done.output
    assert is_behind(home)
    press_edition(home, now=NOW)
    done = runner.invoke(mirror, ["remove", "riga", "--burned", *here])
    assert done.exit_code == 0 and is_behind(home)


def test_a_lost_registry_is_made_again_from_what_readers_know(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    report = press_edition(home, now=NOW)
    first = public_list(home)
    (home.mirrors / "registry.json").unlink()
    again = press_edition(home, now=NOW)
    assert not again.is_new and again.map_root == report.map_root
    (known,) = read_registry(home.mirrors).mirrors
    assert (known.address, known.kind, known.pool) == (RIGA, "pull", "public")
    note(home, "tallinn", TALLINN)
    press_edition(home, now=NOW)
    assert public_list(home).version > first.version, "numbers never go down"


def test_a_press_that_lost_its_memory_keeps_the_list(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    press_edition(home, now=NOW)
    first = public_list(home)
    for file in home.press.glob("press.sqlite3*"):
        file.unlink()
    press_edition(home, now=NOW)
    assert public_list(home) == first
    write_article(paper)
    press_edition(home, now=NOW)
    assert public_list(home).addresses == (RIGA,) and public_list(home).version >= first.version
    assert verdict(home) == "current"


def test_other_pools_are_signed_into_files_and_are_in_no_edition(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    note(home, "quiet", "https://quiet.example/", "letters")
    press_edition(home, now=NOW)
    data = sign_pool(home, "letters", NOW)
    found = parse_list("a file", data, parse_root(root(home)).root, NOW)
    assert (found.pool, found.version, found.addresses) == ("letters", 1, ("https://quiet.example/",))
    assert parse_list("a file", sign_pool(home, "letters", NOW), parse_root(root(home)).root, NOW).version == 2
    assert make_link("https://quiet.example/", data).startswith("https://quiet.example/#way=eyJ")
    tree = home.editions / "current"
    assert not [one for one in tree.rglob("*") if one.is_file() and b"quiet.example" in one.read_bytes()]
    for wrong in ("nowhere", PUBLIC):
        with pytest.raises(TamizdatError, match=r"pool"):
            sign_pool(home, wrong, NOW)


def test_a_mirror_that_was_private_is_announced_once_it_is_public(paper: Any, home: Home) -> None:
    note(home, "quiet", "https://quiet.example/", "letters")
    press_edition(home, now=NOW)
    assert ways(home)["addresses"] == []
    change(home, move_mirror, "quiet", PUBLIC)
    press_edition(home, now=NOW)
    assert ways(home)["addresses"] == ["https://quiet.example/"] == list(public_list(home).addresses)


def test_after_a_crash_between_two_lists_numbers_still_go_up(paper: Any, home: Home) -> None:
    note(home, "riga", RIGA)
    press_edition(home, now=NOW)
    with change_registry(home.mirrors) as held:  # a list was signed, and never reached anybody
        known: Registry = held[0]
        held[0] = known.put_pool(replace(known.pool(PUBLIC), version=9))
    press_edition(home, now=NOW)
    assert public_list(home).version == 10
