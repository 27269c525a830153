"""Copies of an edition help each other out; the newest one that the newsroom signed wins, and none is believed."""

from __future__ import annotations

import io
import json
import socket
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions
from tamizdat.core.trust.sign import Versions
from tamizdat.intake.copies import find_proxy, open_copies
from tamizdat.intake.fetch_edition import Objects, fetch_edition
from tamizdat.intake.newest_edition import all_roots, find_editions, newest_retractions, own_root
from tamizdat.shell.errors import RefusedError
from tests.reading.edition import NOW, KeyRing, make_edition, make_pages, make_root, sign

PICTURE = bytes(range(256))
SETTINGS = {"name": "The Lamp", "languages": ["en"], "address": "", "time_zone": "UTC", "onion": ""}


def lines(*facts: tuple[str, object]) -> bytes:
    return b"".join(canonical_json({"name": name, "value": value}) + b"\n" for name, value in facts)


def pages(number: int = 1) -> dict[str, tuple[bytes, str]]:
    """Many pages, and few of them facts; the picture is named by a fact."""
    rendition = {"digest": digest(PICTURE), "bytes": len(PICTURE), "extension": "webp"}
    facts = {
        "/facts/newsroom.jsonl": lines(("settings", SETTINGS), ("paper:en", {"number": number})),
        "/facts/pictures/aa.jsonl": lines(("picture:aa", {"renditions": [rendition]})),
    }
    return {
        **make_pages(60),
        **{path: (data, "application/jsonl") for path, data in facts.items()},
        f"/pictures/{digest(PICTURE)}.webp": (PICTURE, "image/webp"),
    }


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return make_edition(pages()).write(tmp_path / "older")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """It has withdrawn something since."""
    edition = make_edition(pages(2), number=2, versions=Versions(2, 2, 5))
    listed = Retractions().change(2, ["/en/2026/01/gone.html"], [])
    return sign(edition, versions=Versions(2, 2, 5), others={RETRACTIONS: listed.to_bytes()}).write(tmp_path / "newer")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    for name in ("o", "tuf"):
        (tmp_path / "kept" / name).mkdir(parents=True)
    return tmp_path / "kept"


class Server(ThreadingHTTPServer):
    """A mirror that counts what it was asked for, and that can be cut off after so many answers."""

    asked: list[str]
    most: int


@contextmanager
def served(folder: Path, most: int = 10**9) -> Iterator[tuple[str, Server]]:
    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            if len(server.asked) > server.most:
                self.connection.close()
                return
            super().do_GET()

        def log_message(self, *_: Any) -> None: ...

    server = Server(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(folder)))
    server.asked, server.most = [], most
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server
    finally:
        server.shutdown()
        server.server_close()


def quiet(_what: str, _done: int, _total: int) -> None: ...


def test_the_newest_edition_wins_and_older_copies_are_told(older: Path, newer: Path, tmp_path: Path) -> None:
    with open_copies([str(older), str(newer)], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
    assert [one.copy.folder for one in found.judged] == [newer, older]
    assert newest_retractions(found)[0].hold("/en/2026/01/gone.html")


def test_a_newer_list_counts_also_when_only_an_older_edition_is_whole(older: Path, newer: Path, tmp_path: Path) -> None:
    for one in (newer / "o").iterdir():
        if b"newsroom" in one.read_bytes() or b"settings" in one.read_bytes():
            one.unlink()
    with open_copies([str(older), str(newer)], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
        assert newest_retractions(found)[0].hold("/en/2026/01/gone.html")
        kept = tmp_path / "kept"
        (kept / "o").mkdir(parents=True)
        with pytest.raises(RefusedError, match="not whole"):
            fetch_edition(Objects(kept, copies), found.newest.trust, quiet)
        assert fetch_edition(Objects(kept, copies), found.judged[1].trust, quiet).pictures == 1


def test_a_list_that_no_copy_shows_is_not_gone_on_without(newer: Path, tmp_path: Path) -> None:
    for one in (newer / "o").iterdir():
        if b"tamizdat-retractions" in one.read_bytes():
            one.unlink()
    with open_copies([str(newer)], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
    with pytest.raises(RefusedError, match="no copy shows it whole"):
        newest_retractions(found)


def test_a_copy_of_another_newsroom_or_under_a_replaced_key_is_not_believed(older: Path, tmp_path: Path) -> None:
    other = make_edition(pages(), ring=KeyRing(edition="thief", timestamp="thief"), versions=Versions(9, 9, 9))
    stolen = other.write(tmp_path / "stolen")
    after = make_root(KeyRing(edition="new"), version=2, also=("root-1", "root-2"))
    rotated = make_edition(pages(), ring=KeyRing(edition="new")).write(tmp_path / "rotated")
    (rotated / "tuf" / "2.root.json").write_bytes(after)
    with open_copies([str(older), str(stolen), str(rotated)], "", tmp_path) as copies:
        found = find_editions(copies, make_root(KeyRing()), NOW)
    assert [one.copy.folder for one in found.judged] == [rotated]
    assert len(found.refused) == 2
    assert sorted(all_roots(found)) == [1, 2]


def test_what_one_copy_lacks_comes_from_another_and_only_what_is_needed_is_fetched(
    older: Path, kept: Path, tmp_path: Path
) -> None:
    spoiled = make_edition(pages()).write(tmp_path / "spoiled")
    (spoiled / "o" / digest(PICTURE)).write_bytes(PICTURE[::-1])
    for page in (older / "o").iterdir():
        if page.read_bytes().startswith(b"<article>"):
            page.unlink()  # nobody asks for pages
    (older / "o" / digest(pages()["/facts/newsroom.jsonl"][0])).unlink()
    with (
        served(older) as (one, server),
        served(spoiled) as (two, _),
        open_copies([one, two], "", tmp_path) as copies,
    ):
        found = find_editions(copies, own_root(copies), NOW)
        fetched = fetch_edition(Objects(kept, copies), found.newest.trust, quiet)
        other = tmp_path / "other"
        (other / "o").mkdir(parents=True)
        with pytest.raises(RefusedError, match=digest(PICTURE)):
            fetch_edition(Objects(other, copies[1:]), found.newest.trust, quiet)
    assert (fetched.folders, fetched.pictures) == ((kept,), 1)
    assert (kept / "o" / digest(PICTURE)).read_bytes() == PICTURE
    assert not [path for path in server.asked if path.endswith((".html", ".gz"))]


def test_a_restore_that_was_cut_goes_on_where_it_was(older: Path, kept: Path, tmp_path: Path) -> None:
    with served(older, most=14) as (address, server), open_copies([address], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
        with pytest.raises(RefusedError, match="goes on from here"):
            fetch_edition(Objects(kept, copies), found.newest.trust, quiet)
        there = {one.name for one in (kept / "o").iterdir() if not one.name.startswith(".")}
        assert there
        server.most, server.asked = 10**9, []
    with served(older) as (address, server), open_copies([address], "", tmp_path) as copies:
        fetch_edition(Objects(kept, copies), found.newest.trust, quiet)
        assert not there & {path.removeprefix("/o/") for path in server.asked}


@pytest.mark.parametrize("form", ["w", "w:gz", "w:xz", "zip"])
def test_an_edition_that_was_saved_as_one_file_is_read(older: Path, kept: Path, tmp_path: Path, form: str) -> None:
    page = next(iter((older / "en").rglob("*.html")))
    page.unlink()
    page.hardlink_to(older / "o" / digest(pages()["/facts/newsroom.jsonl"][0]))  # a page comes first in the file
    saved = tmp_path / "saved"
    if form == "zip":
        with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as out:
            for one in sorted(older.rglob("*")):
                out.write(one, Path("lamp") / one.relative_to(older))
    else:
        with tarfile.open(saved, form) as tar:
            tar.add(older, "lamp")
    with open_copies([str(saved)], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
        assert fetch_edition(Objects(kept, copies), found.newest.trust, quiet).pictures == 1


def tar_of(saved: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(saved, "w:gz") as tar:
        for name, data in members:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    return saved


def test_a_file_that_would_write_elsewhere_writes_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "work" / "deep"
    saved = tar_of(tmp_path / "bad.tar", ("../../escaped", b"x"), ("/tuf/../../x", b"y"), ("tuf/timestamp.json", b"{}"))
    with open_copies([str(saved)], "", inside) as copies:
        assert find_editions(copies, make_root(KeyRing()), NOW).refused
    assert not (tmp_path / "escaped").exists()
    assert {one.parent.name for one in inside.rglob("*") if one.is_file()} <= {"o", "tuf", inside.name} | {
        one.name for one in inside.iterdir()
    }


def test_a_bomb_is_left_before_it_fills_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamizdat.intake.saved_edition.SPARE", 1_000_000)
    saved = tar_of(tmp_path / "bomb.tar", *[(f"o/{number}", bytes(2_000_000)) for number in range(20)])
    with pytest.raises(RefusedError, match="far more"), open_copies([str(saved)], "", tmp_path / "work"):
        pass
    assert sum(one.stat().st_size for one in (tmp_path / "work").rglob("*")) < 10_000_000


def test_an_onion_address_is_never_asked_for_without_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAMIZDAT_PROXY", raising=False)
    with pytest.raises(RefusedError, match="--proxy"), open_copies([f"http://{'a' * 56}.onion"], "", tmp_path):
        pass
    with pytest.raises(RefusedError, match="proxy"):
        find_proxy("nonsense")
    monkeypatch.setenv("TAMIZDAT_PROXY", "socks5://127.0.0.1:9050")
    assert find_proxy(None) == "socks5://127.0.0.1:9050"


@contextmanager
def socks(port: int) -> Iterator[tuple[str, list[bytes]]]:
    """A proxy as Tor's: it alone knows where an onion address leads (here: to this port)."""
    asked: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def answer(client: socket.socket) -> None:
        client.recv(client.recv(2)[1])
        client.sendall(b"\x05\x00")
        _, _, _, kind, length = client.recv(5)
        asked.append(client.recv(length + 2)[:-2] if kind == 3 else b"an address that was looked up here")
        client.sendall(b"\x05\x00\x00\x01" + bytes(6))
        there = socket.create_connection(("127.0.0.1", port))
        for ends in ((client, there), (there, client)):
            threading.Thread(target=carry, args=ends, daemon=True).start()

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"socks5h://127.0.0.1:{listening.getsockname()[1]}", asked
    finally:
        listening.close()


def test_an_onion_address_is_asked_through_the_proxy_alone(older: Path, kept: Path, tmp_path: Path) -> None:
    onion = f"http://{'a' * 56}.onion"
    with (
        served(older) as (_, server),
        socks(server.server_port) as (proxy, asked),
        open_copies([onion], proxy, tmp_path) as copies,
    ):
        found = find_editions(copies, own_root(copies), NOW)
        assert fetch_edition(Objects(kept, copies), found.newest.trust, quiet).pictures == 1
    assert set(asked) == {f"{'a' * 56}.onion".encode()}


def test_facts_that_name_a_picture_with_a_way_out_are_refused(kept: Path, tmp_path: Path) -> None:
    away = {"renditions": [{"digest": "../../etc/passwd", "bytes": 10, "extension": "webp"}]}
    changed = {**pages(), "/facts/pictures/aa.jsonl": (lines(("picture:aa", away)), "application/jsonl")}
    folder = make_edition(changed).write(tmp_path / "bad")
    with open_copies([str(folder)], "", tmp_path) as copies:
        found = find_editions(copies, own_root(copies), NOW)
        with pytest.raises(RefusedError, match="not whole"):
            fetch_edition(Objects(kept, copies), found.newest.trust, quiet)
    assert json.loads((folder / "tuf" / "timestamp.json").read_bytes())
