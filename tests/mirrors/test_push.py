"""A push: every mirror gets the edition whole, and only what changed travels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tamizdat.core.canonical import digest
from tamizdat.mirrors.backends.registry import open_backend
from tamizdat.mirrors.command import mirror as mirror_command
from tamizdat.mirrors.push import is_behind, push_all
from tamizdat.mirrors.push.result import PushResult
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.mirrors import Mirror
from tests.mirrors.faulty import Faulty, faulty_server
from tests.mirrors.newsroom import Newsroom, page
from tests.mirrors.places import Place
from tests.reading.edition import NOW
from tests.serve.trees import read_tree

STORY = "/en/2026/01/story-0.html"


@pytest.fixture
def newsroom(home: Path) -> Newsroom:
    made = Newsroom(home / "lamp")
    made.publish()
    return made


@pytest.fixture
def faulty(bucket: Place) -> Iterator[Faulty]:
    with faulty_server(bucket.mirror.options["endpoint"]) as between:
        yield between


def through(place: Place, faulty: Faulty) -> Mirror:
    """The same mirror, reached through the faulty server."""
    return replace(place.mirror, options={**place.mirror.options, "endpoint": faulty.address})


def push(newsroom: Newsroom, *names: str, **how: object) -> PushResult:
    [result] = push_all(newsroom.home, names, seconds=60, **how)  # type: ignore[arg-type]
    return result


def put(place: Place, name: str, data: bytes) -> None:
    """Somebody else writes there."""
    with closing(open_backend(place.mirror, place.folder)) as backend:
        backend.write(name, data, "text/plain")


def assert_whole(newsroom: Newsroom, folder: Path) -> None:
    assert read_tree(folder) == newsroom.tree()
    assert check_folder(folder, newsroom.edition.root, NOW).verdict == "current"


def test_edition_after_edition_every_kind_of_mirror_is_the_same_tree(newsroom: Newsroom, place: Place) -> None:
    newsroom.add(place.mirror)
    first = push(newsroom)
    assert (first.kind, first.what, first.edition) == ("", "", 1)
    assert_whole(newsroom, place.folder)
    newsroom.publish({"/en/new.html": page("new"), "/index.html": page("front")}, withdraw=(STORY,))
    second = push(newsroom)
    assert (second.kind, second.what, second.edition) == ("", "", 2)
    assert_whole(newsroom, place.folder)
    assert 0 < second.sent < first.sent / 2
    newsroom.publish({STORY: page("back"), "/index.html": newsroom.pages["/twin.html"]})
    assert push(newsroom).is_done
    assert_whole(newsroom, place.folder)


def test_a_mirror_that_has_it_already_is_sent_nothing(newsroom: Newsroom, place: Place) -> None:
    newsroom.add(place.mirror)
    push(newsroom)
    again = push(newsroom)
    assert again.is_done
    assert (again.sent, again.removed) == (0, 0)


def test_a_fresh_signature_is_one_file(newsroom: Newsroom, place: Place) -> None:
    newsroom.add(place.mirror)
    push(newsroom)
    newsroom.refresh()
    result = push(newsroom)
    assert (result.is_done, result.sent) == (True, 1)
    assert_whole(newsroom, place.folder)


def test_of_one_changed_page_only_what_differs_travels(newsroom: Newsroom, bucket: Place, faulty: Faulty) -> None:
    newsroom.add(through(bucket, faulty))
    push(newsroom)
    before = newsroom.tree()
    newsroom.publish({"/en/2026/02/story-1.html": page("corrected")})
    changed = {name for name, data in newsroom.tree().items() if before.get(name) != data}
    faulty.passed.clear()
    result = push(newsroom)
    sent = [name.partition(f"/{bucket.folder.name}/")[2] for name in faulty.writes()]
    assert sorted(sent) == sorted(changed), "each file that differs, once, and no other"
    assert result.sent_bytes == sum(len(newsroom.tree()[name]) for name in changed)


def test_the_pointer_comes_after_all_that_it_leads_to(newsroom: Newsroom, bucket: Place, faulty: Faulty) -> None:
    newsroom.add(through(bucket, faulty))
    push(newsroom)
    newsroom.publish({"/index.html": page("front")})
    faulty.passed.clear()
    push(newsroom)
    kinds = [_kind(name.partition(f"/{bucket.folder.name}/")[2]) for name in faulty.writes()]
    assert kinds == sorted(kinds, key=["o", "plain", "targets", "snapshot", "timestamp"].index)
    first_removal = next(at for at, (method, _) in enumerate(faulty.passed) if method in ("POST", "DELETE"))
    pointer = next(at for at, (_, name) in enumerate(faulty.passed) if name.endswith("timestamp.json") and _ == "PUT")
    assert pointer < first_removal


def _kind(name: str) -> str:
    if name.startswith("tuf/"):
        return name.rpartition("/")[2].split(".")[-2]
    return "o" if name.startswith("o/") else "plain"


def test_what_was_withdrawn_is_gone_before_anything_comes(newsroom: Newsroom, bucket: Place, faulty: Faulty) -> None:
    newsroom.add(through(bucket, faulty))
    push(newsroom)
    lost = newsroom.pages[STORY][0]
    newsroom.publish({f"/en/{number}.html": page(str(number)) for number in range(5)}, withdraw=(STORY,))
    faulty.fault = lambda method, path: (403, "AccessDenied") if method == "PUT" else None
    assert push(newsroom).kind == "refused"
    left = read_tree(bucket.folder)
    assert STORY[1:] not in left
    assert lost not in left.values()
    faulty.fault = lambda method, path: None
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)


def test_what_a_cut_push_left_of_something_withdrawn_since_goes_too(
    newsroom: Newsroom, bucket: Place, faulty: Faulty
) -> None:
    newsroom.add(through(bucket, faulty))
    push(newsroom)
    newsroom.publish({"/en/secret.html": page("a name that must not be known")})
    faulty.fault = lambda method, path: (403, "AccessDenied") if "/tuf/" in path and method == "PUT" else None
    assert not push(newsroom).is_done
    assert (bucket.folder / "en" / "secret.html").exists(), "nothing was tried"
    newsroom.publish(withdraw=("/en/secret.html",))
    faulty.fault = lambda method, path: (403, "AccessDenied") if method == "PUT" else None
    assert not push(newsroom).is_done
    assert not [name for name, data in read_tree(bucket.folder).items() if b"must not be known" in data]
    faulty.fault = lambda method, path: None
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)


def test_a_page_that_a_cut_push_changed_is_changed_back(newsroom: Newsroom, bucket: Place, faulty: Faulty) -> None:
    newsroom.add(through(bucket, faulty))
    push(newsroom)
    old = newsroom.pages["/index.html"]
    newsroom.publish({"/index.html": page("a mistake")})
    faulty.fault = lambda method, path: (403, "AccessDenied") if "/tuf/" in path and method == "PUT" else None
    push(newsroom)
    newsroom.publish({"/index.html": old})
    faulty.fault = lambda method, path: None
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)


def test_files_of_a_bucket_say_what_they_are_and_how_long_to_keep_them(newsroom: Newsroom, bucket: Place) -> None:
    obstore = pytest.importorskip("obstore")
    newsroom.add(bucket.mirror)
    push(newsroom)
    store = open_backend(bucket.mirror, newsroom.home.folder)._store  # type: ignore[attr-defined]
    expected = {
        "index.html": ("text/html; charset=utf-8", "max-age=60"),
        "index.html.gz": ("application/gzip", "max-age=60"),
        "p/a.webp": ("image/webp", "max-age=60"),
        f"o/{digest(newsroom.pages['/index.html'][0])}": ("application/octet-stream", "immutable"),
        "tuf/timestamp.json": ("application/json", "no-cache"),
    }
    for name, (media_type, keep) in expected.items():
        said = dict(obstore.get(store, name).attributes)
        assert said["Content-Type"] == media_type
        assert "Content-Encoding" not in said, "a packed file is a file with a digest of its own"
        if "Cache-Control" in said:  # the server of these tests does not keep it
            assert keep in said["Cache-Control"]


def test_a_place_that_is_not_empty_and_no_mirror_is_left_alone(newsroom: Newsroom, place: Place) -> None:
    put(place, "thesis.txt", b"three years of work")
    newsroom.add(place.mirror)
    result = push(newsroom)
    assert result.kind == "strange"
    assert read_tree(place.folder) == {"thesis.txt": b"three years of work"}


def test_a_mirror_of_which_nothing_is_known_is_asked_what_it_has(newsroom: Newsroom, place: Place) -> None:
    newsroom.add(place.mirror)
    first = push(newsroom)
    for file in newsroom.home.mirrors.glob("push.sqlite3*"):
        file.unlink()
    newsroom.publish({"/index.html": page("front")})
    result = push(newsroom)
    assert result.is_done
    assert result.sent < first.sent, "objects never change: those that lie there stay"
    assert_whole(newsroom, place.folder)


def test_a_mirror_that_others_changed_behind_our_back_is_set_right(newsroom: Newsroom, place: Place) -> None:
    newsroom.add(place.mirror)
    push(newsroom)
    for name, data in {"tuf/timestamp.json": b"{}", "index.html": b"not ours", "en/extra.html": b"nor this"}.items():
        put(place, name, data)
    if place.mirror.kind == "folder":
        newsroom.publish({"/index.html": page("front")})
    assert push(newsroom).is_done
    assert_whole(newsroom, place.folder)


def test_an_object_that_was_tampered_with_is_found_and_the_next_push_mends_it(
    newsroom: Newsroom, bucket: Place
) -> None:
    newsroom.add(bucket.mirror)
    push(newsroom)
    for path, (data, _) in newsroom.pages.items():  # whichever of them is looked at
        (bucket.folder / "o" / digest(data)).write_bytes(b"x" * len(data))
        del path
    newsroom.publish({"/index.html": page("front")})
    result = push(newsroom)
    assert result.kind == "tampered"
    assert "is not what was written there" in result.what
    assert "change its credentials" in result.to_do
    pointer = json.loads((bucket.folder / "tuf" / "timestamp.json").read_bytes())
    assert pointer["signed"]["version"] == 1, "readers are not led to an edition that is not whole"
    assert is_behind(newsroom.home, bucket.mirror.name)
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)
    assert not is_behind(newsroom.home, bucket.mirror.name)


def test_a_mirror_never_goes_back_to_an_earlier_edition(newsroom: Newsroom, bucket: Place, tmp_path: Path) -> None:
    """Two machines of one newsroom, of which one has not heard of the other's last edition."""
    newsroom.add(bucket.mirror)
    newsroom.publish({"/index.html": page("front")})
    push(newsroom)
    other = Newsroom(tmp_path / "other")
    other.publish()
    other.add(bucket.mirror)
    result = push(other)
    assert result.kind == "newer"
    assert_whole(newsroom, bucket.folder)
    assert push(other, whole=True).is_done, "a person may say so"
    assert_whole(other, bucket.folder)


def test_a_mirror_that_moved_gets_everything_at_its_new_place(newsroom: Newsroom, bucket: Place) -> None:
    newsroom.add(bucket.mirror)
    push(newsroom)
    moved = bucket.named("moved")
    newsroom.add(replace(moved.mirror, name=bucket.mirror.name))
    assert push(newsroom).is_done
    assert_whole(newsroom, moved.folder)


def test_burned_mirrors_and_those_that_pull_are_not_pushed_to(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.add(
        Mirror("burned", "folder", str(tmp_path / "burned"), state="burned"),
        Mirror("pulls", "pull", "", "https://m.example/"),
        Mirror("resting", "folder", str(tmp_path / "resting"), state="resting"),
    )
    assert [one.mirror for one in push_all(newsroom.home)] == ["resting"]
    with pytest.raises(RefusedError, match="burned"):
        push_all(newsroom.home, ["burned"])
    assert not (tmp_path / "burned").exists()


def test_the_command_says_how_each_went_and_ends_with_1_when_one_failed(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.add(Mirror("good", "folder", str(tmp_path / "good")))
    arguments = ["push", "--home", str(newsroom.home.folder)]
    said = CliRunner().invoke(mirror_command, arguments)
    assert said.exit_code == 0, said.output
    assert "good: edition 1" in said.output
    newsroom.add(Mirror("bad", "rclone", "riga:/lamp", options={"config": str(tmp_path / "none.conf")}))
    said = CliRunner().invoke(mirror_command, [*arguments, "--json"])
    assert said.exit_code == 1
    good, bad = json.loads(said.stdout)
    assert (good["mirror"], good["done"]) == ("good", True)
    assert (bad["mirror"], bad["done"], bad["kind"]) == ("bad", False, "refused")
    assert "none.conf" in bad["what"]
    assert bad["to_do"]


def test_a_timestamp_is_carried_even_days_later(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.add(Mirror("copy", "folder", str(tmp_path / "copy")))
    push(newsroom)
    newsroom.refresh(now=NOW + timedelta(days=3))
    assert push(newsroom).is_done
    assert check_folder(tmp_path / "copy", newsroom.edition.root, NOW + timedelta(days=4)).verdict == "current"
