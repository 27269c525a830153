"""A press on PostgreSQL and a bucket: the same bytes as on SQLite and disk, and never half an edition."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tamizdat.mirrors.copy_edition import copy_edition
from tamizdat.press.doors import far_tree
from tamizdat.shell.bucket import Bucket as OpenBucket
from tamizdat.shell.home import Home
from tests.grown.homes import Grown
from tests.grown.presses import make_room, press, public_tree, verdict
from tests.grown.servers import Postgres


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


def dies_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """The bucket takes so many more writes and removals, and then the press is gone."""
    left = iter(range(writes))

    def dying(deed: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **more: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return deed(*args, **more)

        return do

    for name in ("write", "remove", "replace"):
        monkeypatch.setattr(OpenBucket, name, dying(getattr(OpenBucket, name)))


def test_the_same_facts_give_the_same_edition_near_and_far(far: Grown, tmp_path: Path) -> None:
    assert far.bucket
    room = make_room(60)
    for _ in range(3):
        near_report, far_report = press(tmp_path / "near", room), press(far.folder, room)
        assert far_report.map_root == near_report.map_root
        assert far_report.edition == near_report.edition
        assert (far_report.written, far_report.removed) == (near_report.written, near_report.removed)
        assert verdict(public_tree(far.bucket)) == ("current", [])
        for _ in range(8):
            room.edit()
    assert not (far.folder / "editions").exists() or not list((far.folder / "editions").iterdir())


def test_files_in_a_bucket_say_what_they_are(far: Grown) -> None:
    assert far.bucket
    press(far.folder, make_room(5))
    from obstore import get

    from tamizdat.shell.bucket import open_public

    storage = Home(far.folder).read_settings().storage
    assert storage

    def headers(name: str) -> dict[str, str]:
        return dict(get(open_public(storage)._store, name).attributes)

    page = headers("en/index.html")
    assert page == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=60, must-revalidate"}
    assert headers("en/index.html.gz")["Content-Type"] == "application/gzip"
    assert headers("tuf/timestamp.json") == {"Content-Type": "application/json", "Cache-Control": "no-cache"}
    one = next(name for name in far.bucket.names("lamp/public/o"))
    assert "immutable" in headers(f"o/{one}")["Cache-Control"]
    assert all("Content-Encoding" not in headers(name) for name in ("en/index.html", "en/index.html.gz", f"o/{one}"))


@pytest.mark.long
def test_what_is_private_cannot_be_asked_for_where_readers_ask(far: Grown) -> None:
    """The public tree is a folder of its own: nothing else of the newsroom lies below it."""
    assert far.bucket
    press(far.folder, make_room(5))
    outside = [name for name in far.bucket.names("lamp") if not name.startswith("public/")]
    assert {name.partition("/")[0] for name in outside} <= {"objects", "press", "originals", "renditions"}


def failures_of_a_reader(tree: Path) -> list[str]:
    """What a reader who goes by digest would miss: plain paths may be ahead, further files lie there still."""
    return [
        one
        for one in verdict(tree)[1]
        if not one.endswith(": extra") and (one.startswith(("o/", "tuf/")) or one.endswith(": missing"))
    ]


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, 7))])
def test_a_press_that_dies_at_any_write_leaves_a_whole_edition(
    far: Grown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    assert far.bucket
    chance = random.Random(seed)
    room, tree = make_room(25, seed), public_tree(far.bucket)
    press(far.folder, room)
    for _ in range(5):
        for _ in range(4):
            room.edit()
        with monkeypatch.context() as patch:
            dies_after(patch, chance.randrange(0, 250))
            try:
                press(far.folder, room)
            except Killed:
                assert failures_of_a_reader(tree) == []
    again, near = press(far.folder, room), press(tmp_path / "near", room)
    assert again.map_root == near.map_root
    assert verdict(tree) == ("current", [])


@pytest.mark.long
def test_a_press_that_forgot_everything_clears_what_it_finds(far: Grown, postgres: Postgres, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    assert far.bucket
    room, tree = make_room(20), public_tree(far.bucket)
    press(far.folder, room)
    room.publish()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies_after(patch, 40)
        press(far.folder, room)
    postgres.run("DROP SCHEMA press CASCADE", far.database)
    for public_id in list(room.articles)[:3]:
        room.put(f"article:{public_id}", None)
    report = press(far.folder, room)
    assert report.edition >= 2
    assert verdict(tree) == ("current", [])


# Two at once.


def test_the_second_press_waits_and_goes_on_top(far: Grown, postgres: Postgres, tmp_path: Path) -> None:
    first = far.start("tests.grown.press_holding", "12")
    assert first.stdout and first.stdin and first.stdout.readline() == "holding\n"
    second = far.start("tests.grown.press_holding", "12")
    assert second.stdout and second.stdin
    second.stdin.write("go\n")
    second.stdin.flush()
    first.stdin.write("go\n")
    first.stdin.flush()
    assert first.wait(60) == 0 and second.wait(60) == 0
    one, two = first.stdout.read().split(), second.stdout.read().split()
    assert one[0] == "1"
    assert two == ["holding", "1", one[1]], "nothing had changed, so there is no second edition"
    with psycopg.connect(postgres.url(far.database)) as connection:
        assert connection.execute("SELECT count(*), max(number) FROM press.edition").fetchone() == (1, 1)


@pytest.mark.parametrize("where", [pytest.param("far", marks=pytest.mark.long), "near"])
def test_a_press_that_was_killed_lets_the_next_one_in(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    grown = request.getfixturevalue("far") if where == "far" else Grown(tmp_path / "near", "")
    holder = grown.start("tests.grown.press_holding", "8")
    assert holder.stdout and holder.stdout.readline() == "holding\n"
    other = grown.start("tests.grown.press_holding", "8")
    assert other.stdin and other.stdout
    other.stdin.write("go\n")
    other.stdin.flush()
    with pytest.raises(Exception, match="timed out"):
        other.wait(4)
    holder.kill()
    assert other.wait(60) == 0, other.stderr.read() if other.stderr else ""
    assert other.stdout.read().split()[:2] == ["holding", "1"]


@pytest.mark.long
def test_a_copy_on_a_machine_follows_the_tree_in_a_bucket(far: Grown, tmp_path: Path) -> None:
    assert far.bucket
    room, home = make_room(12), Home(far.folder)
    for _ in range(3):
        press(far.folder, room)
        tree = far_tree(home)
        assert tree is not None
        copy_edition(tree, home.public_tree)
        assert verdict(home.public_tree) == ("current", [])
        for _ in range(5):
            room.edit()
