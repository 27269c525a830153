"""A volunteer's mirror: it fetches, checks, serves, forgets what was withdrawn, and never goes back."""

from __future__ import annotations

import errno
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from tamizdat.core.canonical import digest
from tamizdat.core.trust.mirror_list import sign_list
from tamizdat.core.trust.sign import Versions
from tamizdat.mirrors.carry.command import serve
from tamizdat.mirrors.carry.pull import Carrier
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.errors import RefusedError
from tests.grown.servers import free_port
from tests.mirrors.newsroom import Newsroom, page
from tests.reading.edition import NOW, KeyRing, make_edition, make_root, sign
from tests.serve.trees import read_tree

STORY = "/en/2026/01/story-0.html"
ROOT = make_root(KeyRing())


class Site:
    """A web server of a folder, which counts, and lies as told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, ""
        self.asked: list[str] = []
        self.lies: dict[str, bytes] = {}
        self.fails_after = 10**9


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.site.asked.append(path)
        file = self.site.folder / path[1:]
        fails = len(self.site.asked) > self.site.fails_after
        data = self.site.lies.get(path) or (file.read_bytes() if file.is_file() else None)
        self.send_response(503 if fails else 200 if data is not None else 404)
        body = b"" if fails or data is None else data
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    site = Site(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path / "lamp")
    made.publish()
    return made


@pytest.fixture
def site(newsroom: Newsroom) -> Iterator[Site]:
    with served(newsroom.home.editions / "current") as site:
        yield site


@pytest.fixture
def carrier(tmp_path: Path, site: Site) -> Carrier:
    return Carrier(tmp_path / "mirror", [site.address], ROOT)


def assert_carries(carrier: Carrier, newsroom: Newsroom) -> None:
    assert read_tree(carrier.site) == newsroom.tree()
    assert check_folder(carrier.site, ROOT, NOW).verdict == "current"


def test_edition_after_edition_only_what_changed_is_fetched(carrier: Carrier, newsroom: Newsroom, site: Site) -> None:
    first = carrier.pull(NOW)
    assert_carries(carrier, newsroom)
    newsroom.publish({"/en/new.html": page("new")})
    site.asked.clear()
    second = carrier.pull(NOW)
    assert_carries(carrier, newsroom)
    assert (first.edition, second.edition) == (1, 2)
    assert len(site.asked) < first.fetched / 3
    site.asked.clear()
    third = carrier.pull(NOW)
    assert (third.fetched, third.removed) == (0, 0)
    assert len(site.asked) <= 6, "who has it already asks for the signed files alone"


def test_what_was_withdrawn_leaves_the_mirror(carrier: Carrier, newsroom: Newsroom) -> None:
    carrier.pull(NOW)
    lost = newsroom.pages[STORY][0]
    newsroom.publish(withdraw=(STORY,))
    assert carrier.pull(NOW).removed > 0
    assert_carries(carrier, newsroom)
    assert lost not in read_tree(carrier.folder).values()


def test_what_was_withdrawn_leaves_before_anything_else_is_fetched(
    carrier: Carrier, newsroom: Newsroom, site: Site
) -> None:
    carrier.pull(NOW)
    lost = newsroom.pages[STORY][0]
    newsroom.publish({"/en/new.html": page("new")}, withdraw=(STORY,))
    site.lies[f"/o/{digest(page('new')[0])}"] = b"cut"
    with pytest.raises(RefusedError, match="could not be had"):
        carrier.pull(NOW)
    assert lost not in read_tree(carrier.folder).values()


@pytest.mark.parametrize(
    "kind",
    ["object", "node", *(pytest.param(one, marks=pytest.mark.long) for one in ("manifest", "timestamp", "brotli"))],
)
def test_false_bytes_are_never_shown(carrier: Carrier, newsroom: Newsroom, site: Site, kind: str) -> None:
    carrier.pull(NOW)
    before = read_tree(carrier.site)
    newsroom.publish({"/en/new.html": page("new"), "/index.html": page("front")})
    manifest = newsroom.edition.manifest
    name = {
        "object": f"/o/{digest(page('new')[0])}",
        "node": f"/o/{manifest.map_root}",
        "manifest": f"/o/{digest(manifest.to_bytes())}",
        "timestamp": "/tuf/timestamp.json",
        "brotli": "/en/new.html.br",
    }[kind]
    site.lies[name] = b"<script>not ours</script>"
    with pytest.raises(RefusedError):
        carrier.pull(NOW)
    assert b"<script>not ours</script>" not in read_tree(carrier.folder).values()
    now = read_tree(carrier.site)
    assert now["tuf/timestamp.json"] == before["tuf/timestamp.json"]
    site.lies.clear()
    carrier.pull(NOW)
    assert_carries(carrier, newsroom)


def test_what_one_source_lacks_or_has_wrong_another_gives(newsroom: Newsroom, site: Site, tmp_path: Path) -> None:
    with served(newsroom.home.public_tree) as other:
        site.lies[f"/o/{digest(newsroom.pages['/index.html'][0])}"] = b"not ours"
        carrier = Carrier(tmp_path / "mirror", ["http://127.0.0.1:9", site.address, other.address], ROOT)
        carrier.pull(NOW)
        assert_carries(carrier, newsroom)


def test_it_never_goes_back(carrier: Carrier, newsroom: Newsroom, site: Site) -> None:
    old = newsroom.home.public_tree.resolve()
    newsroom.publish({"/en/new.html": page("new")})
    carrier.pull(NOW)
    site.folder = old
    with pytest.raises(RefusedError, match="seen before"):
        carrier.pull(NOW)
    assert_carries(carrier, newsroom)


def test_of_several_sources_the_newest_is_carried(newsroom: Newsroom, tmp_path: Path) -> None:
    old = newsroom.home.public_tree.resolve()
    newsroom.publish({"/en/new.html": page("new")})
    with served(old) as behind, served(newsroom.home.public_tree) as ahead:
        carrier = Carrier(tmp_path / "mirror", [behind.address, ahead.address], ROOT)
        assert carrier.pull(NOW).edition == 2


def test_a_thief_of_a_key_that_was_replaced_is_not_the_newest_source(tmp_path: Path) -> None:
    """The one source holds the new root back and counts up with the stolen key, the other has both roots."""
    ring = KeyRing(timestamp="new timestamp")
    thief, honest = make_edition(number=9, versions=Versions(9, 9, 999_999)), make_edition(number=3)
    honest = sign(honest, ring=ring, versions=Versions(3, 3, 3))
    honest.files["/tuf/1.root.json"] = ROOT
    honest.files["/tuf/2.root.json"] = make_root(ring, version=2)
    with served(thief.write(tmp_path / "thief")) as bad, served(honest.write(tmp_path / "honest")) as good:
        carrier = Carrier(tmp_path / "carried", [bad.address, good.address], ROOT)
        assert carrier.pull(NOW).edition == 3
        assert carrier.pull(NOW).edition == 3


def test_a_pull_that_was_cut_goes_on_where_it_was(carrier: Carrier, newsroom: Newsroom, site: Site) -> None:
    site.fails_after = 40
    with pytest.raises(RefusedError):
        carrier.pull(NOW)
    assert not (carrier.site / "tuf" / "timestamp.json").exists()
    fetched = {one for one in site.asked[:40] if one.startswith("/o/")}
    site.asked.clear()
    site.fails_after = 10**9
    carrier.pull(NOW)
    assert_carries(carrier, newsroom)
    again = fetched & set(site.asked)
    assert len(again) <= 8, "the manifest, and what was on its way"


def test_a_full_disk_is_said_in_words_and_the_next_pull_goes_on(
    carrier: Carrier, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = iter(range(30))
    replace = Path.replace

    def full(self: Path, goal: Path) -> Path:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", str(goal))
        return replace(self, goal)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        with pytest.raises(RefusedError, match="no more room"):
            carrier.pull(NOW)
    carrier.pull(NOW)
    assert_carries(carrier, newsroom)


def test_an_edition_larger_than_wanted_is_refused_before_it_is_fetched(
    newsroom: Newsroom, site: Site, tmp_path: Path
) -> None:
    carrier = Carrier(tmp_path / "mirror", [site.address], ROOT, most=5_000)
    with pytest.raises(RefusedError, match="larger than 5,000 bytes"):
        carrier.pull(NOW)
    pages = {f"/o/{digest(data)}" for data, _ in newsroom.pages.values()}
    assert not pages & set(site.asked)
    size = sum(len(data) for data in newsroom.tree().values())
    roomy = Carrier(tmp_path / "roomy", [site.address], ROOT, most=size)
    roomy.pull(NOW)
    newsroom.publish({f"/en/{number}.html": (os.urandom(20_000), "image/webp") for number in range(9)})
    with pytest.raises(RefusedError, match="larger than"):
        roomy.pull(NOW)


def test_without_a_root_the_first_one_is_kept_and_another_refused_from_then_on(
    newsroom: Newsroom, site: Site, tmp_path: Path
) -> None:
    carrier = Carrier(tmp_path / "mirror", [site.address])
    assert not carrier.pull(NOW).is_checked
    stranger = Newsroom(tmp_path / "stranger")
    stranger.publish()
    tuf = stranger.home.public_tree / "tuf"
    tuf.joinpath("timestamp.json").write_bytes(b'{"signatures":[],"signed":{}}')
    site.folder = stranger.home.public_tree
    with pytest.raises(RefusedError):
        carrier.pull(NOW)
    site.folder = newsroom.home.public_tree
    assert Carrier(tmp_path / "mirror", [site.address], ROOT).pull(NOW).is_checked
    other = make_root(KeyRing(root=("a", "b", "c")))
    with pytest.raises(RefusedError, match="another newsroom"):
        Carrier(tmp_path / "mirror", [site.address], other).pull(NOW)


def test_a_signed_list_leads_to_the_sources(newsroom: Newsroom, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "mirrors.json"
    signers = [KeyRing().signers().targets]
    file.write_bytes(sign_list("public", [f"{site.address}/"], version=3, now=NOW, signers=signers))
    with pytest.raises(RefusedError, match="--root"):
        Carrier(tmp_path / "no-root", [str(file)]).pull(NOW)
    carrier = Carrier(tmp_path / "mirror", [str(file)], ROOT)
    carrier.pull(NOW)
    assert_carries(carrier, newsroom)
    file.write_bytes(sign_list("public", [f"{site.address}/"], version=2, now=NOW, signers=signers))
    with pytest.raises(RefusedError, match="later list"):
        carrier.pull(NOW)
    with pytest.raises(RefusedError, match="expired"):
        carrier.pull(NOW + timedelta(days=400))


def test_an_edition_that_shows_what_it_withdrew_is_not_taken(carrier: Carrier, newsroom: Newsroom) -> None:
    newsroom.retractions = newsroom.retractions.change(2, [STORY], [])
    newsroom.publish()
    with pytest.raises(RefusedError, match="withdrawn"):
        carrier.pull(NOW)
    assert not carrier.site.joinpath("index.html").exists()


def test_it_needs_neither_django_nor_the_press() -> None:
    code = (
        "import sys, tamizdat.mirrors.carry.command, tamizdat.mirrors.public_site\n"
        "print([one for one in sys.modules if one.split('.')[0] in ('django', 'wagtail') or 'tamizdat.press' in one])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_one_command_pulls_says_so_and_warns_without_a_root(site: Site, tmp_path: Path, newsroom: Newsroom) -> None:
    newsroom.publish(now=datetime.now(UTC))
    root = tmp_path / "root.json"
    root.write_bytes(newsroom.edition.root)
    arguments = [site.address, "--once", "--folder", str(tmp_path / "mirror")]
    said = CliRunner().invoke(serve, arguments)
    assert said.exit_code == 0, said.output
    assert "NOT checked" in said.output
    assert "edition 2: " in said.output
    again = CliRunner().invoke(serve, [*arguments, "--root", str(root)])
    assert "NOT checked" not in again.output
    assert "nothing new" in again.output
    kept = json.loads((tmp_path / "mirror" / "kept.json").read_text())
    assert set(kept) == {"is_checked", "pools", "root", "size", "versions"}, "and nothing of any reader"


def test_a_source_that_is_none_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    for wrong, word in (("lamp.example", "is no address"), ("letters.json", "--root FILE")):
        said = CliRunner().invoke(serve, ["https://lamp.example", wrong, "--folder", str(tmp_path / "mirror")])
        assert isinstance(said.exception, RefusedError) and word in str(said.exception)
    assert not (tmp_path / "mirror").exists()


def test_it_serves_while_it_pulls_and_ends_when_told(site: Site, tmp_path: Path, newsroom: Newsroom) -> None:
    port = free_port()
    command = [sys.executable, "-c", "from tamizdat.mirrors.carry.command import serve; serve()", site.address]
    child = subprocess.Popen(
        [*command, "--folder", str(tmp_path / "mirror"), "--port", str(port)], stdout=subprocess.PIPE, text=True
    )
    try:
        front = newsroom.pages["/index.html"][0]
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    assert answer.headers["Access-Control-Allow-Origin"] == "*"
                    assert answer.read() == front
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("it does not serve")
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
