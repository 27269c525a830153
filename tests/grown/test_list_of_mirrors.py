"""The signed list of mirrors where memory is PostgreSQL and the public tree a bucket: renewed without an edition."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tamizdat.press.doors import refresh_timestamp
from tamizdat.press.mirror_list import PublicList, read_list, renew_list
from tamizdat.press.places import find_places, open_memory_at, open_store, open_tree
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tests.grown.homes import Grown
from tests.grown.presses import NOW, make_room, press, public_tree


def renew(folder: Path, now: datetime) -> PublicList | None:
    home = Home(folder)
    with closing(open_memory_at(find_places(home).memory)) as memory:
        return renew_list(Press(home, memory), now)


def seen(folder: Path) -> PublicList | None:
    places = find_places(Home(folder))
    return read_list(open_tree(places, open_store(places.objects)))


def test_a_list_in_a_bucket_is_signed_anew_and_the_edition_stays_whole(far: Grown) -> None:
    assert far.bucket
    room, tree = make_room(12), public_tree(far.bucket)
    room.put("mirrors", {"addresses": ["https://riga.example/lamp/"]})
    press(far.folder, room)
    first = renew(far.folder, NOW)
    assert first and first == seen(far.folder) == renew(far.folder, NOW)
    later = NOW + timedelta(days=16)
    assert refresh_timestamp(Home(far.folder), later)
    second = seen(far.folder)
    assert second and second.version > first.version and second.expires == later + timedelta(days=30)
    check = check_folder(tree, (tree / "tuf" / "1.root.json").read_bytes(), later)
    assert (check.verdict, check.failures) == ("current", ())
    room.put("mirrors", {"addresses": ["https://oslo.example/"]})
    home = Home(far.folder)
    with closing(open_memory_at(find_places(home).memory)) as memory:
        assert Press(home, memory).press(Newsroom(room.rows, ()), later).is_new
        assert seen(far.folder) == second, "the edition takes the list on"
    third = renew(far.folder, later)
    assert third and third.version > second.version and third.addresses == ("https://oslo.example/",)
