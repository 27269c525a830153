"""What every place that carries editions has to do, held against a folder, an S3 server and an SSH server."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.mirrors.backends.contract import Backend, BackendError
from tamizdat.mirrors.backends.registry import open_backend
from tamizdat.shell.mirrors import Mirror
from tests.mirrors.places import Place

NAMES = [
    "index.html",
    "o/" + "ab" * 32,
    "fa/خبر/Дом 1.html",
    "en/100%25.html",
    'en/a "b" c.html',
    "en/x'y;z&q=1#2?.html",
]


@pytest.fixture
def backend(place: Place, home: Path) -> Iterator[Backend]:
    opened = open_backend(place.mirror, home)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_lies_there_under_its_own_name(backend: Backend, place: Place, name: str) -> None:
    backend.write(name, b"light", "text/html")
    assert (place.folder / name).read_bytes() == b"light"
    assert backend.read(name, 100) == b"light"


def test_what_is_written_again_takes_the_place_of_what_was_there(backend: Backend) -> None:
    for data in (b"long before", b"", b"now"):
        backend.write("en/index.html", data, "text/html")
        assert backend.read("en/index.html", 100) == data


def test_no_more_is_read_than_was_asked_for_and_one_byte(backend: Backend) -> None:
    backend.write("large", b"x" * 300_000, "image/jpeg")
    assert len(backend.read("large", 1_000)) == 1_001
    assert len(backend.read("large", 300_000)) == 300_000


def test_what_is_not_there_is_said_not_to_be_there(backend: Backend) -> None:
    backend.write("en/index.html", b"light", "text/html")
    for name in ("fr/index.html", "en/other.html", "en/index.html/below"):
        with pytest.raises(FileNotFoundError):
            backend.read(name, 10)


def test_what_is_removed_is_gone_and_may_be_gone_already(backend: Backend, place: Place) -> None:
    for name in ("a/b/c.html", "a/d.html", "e.html"):
        backend.write(name, b"light", "text/html")
    backend.remove(["a/b/c.html", "never/there.html", "e.html"])
    backend.remove(["a/b/c.html"])
    backend.remove([])
    assert [one.name for one in backend.names()] == ["a/d.html"]
    assert not (place.folder / "a" / "b").exists(), "a folder with nothing in it belongs to no edition"


def test_all_that_lies_there_is_listed_with_its_length(backend: Backend) -> None:
    assert list(backend.names()) == []
    for name in NAMES:
        backend.write(name, name.encode(), "text/html")
    listed = {one.name: one for one in backend.names()}
    assert {name: one.length for name, one in listed.items()} == {name: len(name.encode()) for name in NAMES}
    assert sorted(one.name for one in backend.names("o")) == [name for name in NAMES if name.startswith("o/")]
    for name, one in listed.items():
        assert one.md5 in ("", hashlib.md5(name.encode()).hexdigest())


def test_many_at_once_all_arrive(backend: Backend) -> None:
    todo = [f"o/{number:064x}" for number in range(60)]

    def work(mine: list[str]) -> None:
        for name in mine:
            backend.write(name, name.encode() * 20, "application/octet-stream")

    threads = [threading.Thread(target=work, args=(todo[start::6],)) for start in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one.name for one in backend.names()} == set(todo)
    assert all(backend.read(name, 10_000) == name.encode() * 20 for name in todo)


def test_beside_a_reader_a_folder_has_the_old_bytes_or_the_new_ones(tmp_path: Path, home: Path) -> None:
    """A bucket promises the same; the server of these tests is itself a folder, and does not keep it."""
    backend = open_backend(Mirror("folder", "folder", str(tmp_path / "copy")), home)
    old, new = b"o" * 200_000, b"n" * 200_000
    seen: set[bytes] = set()
    backend.write("tuf/timestamp.json", old, "application/json")
    ends = threading.Event()

    def look() -> None:
        while not ends.is_set():
            seen.add(backend.read("tuf/timestamp.json", 300_000))

    thread = threading.Thread(target=look)
    thread.start()
    for data in (new, old) * 50:
        backend.write("tuf/timestamp.json", data, "application/json")
    ends.set()
    thread.join()
    assert seen <= {old, new}


def test_nothing_is_left_beside_what_was_written(backend: Backend) -> None:
    for data in (b"o" * 200_000, b"n" * 200_000):
        backend.write("tuf/timestamp.json", data, "application/json")
    assert [one.name for one in backend.names()] == ["tuf/timestamp.json"]


def test_a_name_that_leads_outside_is_not_there(backend: Backend, place: Place) -> None:
    place.folder.parent.joinpath("secret").write_bytes(b"not yours")
    with pytest.raises((FileNotFoundError, BackendError)):
        backend.read("../secret", 100)


def test_an_option_that_nobody_knows_is_refused(place: Place, home: Path) -> None:
    with pytest.raises(BackendError, match="knows no option password"):
        open_backend(replace(place.mirror, options={**place.mirror.options, "password": "x"}), home)
