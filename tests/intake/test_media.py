"""Pictures are found beside the archive, never outside of the folder that was named, and fetched only when asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tamizdat.intake.fetch_media import FetchMedia, is_public
from tamizdat.intake.media import MediaFolder, first_of, no_media
from tamizdat.shell.errors import RefusedError

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"y" * 40


@pytest.fixture
def media(tmp_path):
    for name, data in {
        "uploads/2020/01/x.jpg": JPEG,
        "uploads/2021/01/x.jpg": JPEG + b"2021",
        "one/pier.png": PNG,
        "one/note.png": b"<html>not found</html>",
    }.items():
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).write_bytes(data)
    (tmp_path / "secret.jpg").write_bytes(JPEG + b"secret")
    (tmp_path / "media" / "way-out.jpg").symlink_to(tmp_path / "secret.jpg")
    return MediaFolder(tmp_path / "media")


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("https://old.example/wp-content/uploads/2020/01/x.jpg", JPEG),
        ("https://old.example/wp-content/uploads/2021/01/x.jpg?w=3", JPEG + b"2021"),
        ("https://old.example/wp-content/uploads/2021/01/x-300x200.jpg", JPEG + b"2021"),
        ("x.jpg", None),
        ("https://other.example/a/PIER.PNG", PNG),
        ("https://other.example/p%69er.png", PNG),
        ("one/note.png", None),
        ("absent.jpg", None),
        ("", None),
        ("/", None),
        ("../secret.jpg", None),
        ("https://x.example/a/../../secret.jpg", None),
        ("https://x.example/%2e%2e/secret.jpg", None),
        ("..\\secret.jpg", None),
        ("way-out.jpg", None),
        ("/etc/passwd", None),
        ("https://x.example/pier.png%00.jpg", None),
        ("https://[bad/pier.png", None),
        ("a" * 5_000 + ".jpg", None),
    ],
)
def test_a_picture_is_found_by_the_end_of_its_address(media, key, found):
    assert media(key) == found


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="is not a folder"):
        MediaFolder(tmp_path / "absent")


def test_finders_are_asked_one_after_another():
    assert first_of([no_media, lambda key: PNG])("x") == PNG


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("::1", False),
        ("fe80::1", False), ("fd00::1", False), ("::ffff:127.0.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("100.64.0.1", False), ("1.1.1.1", True), ("2606:4700:4700::1111", True),
    ],
)  # fmt: skip
def test_only_public_addresses_are_public(address, expected):
    assert is_public(address) is expected


class Site(BaseHTTPRequestHandler):
    """A site with one picture, one lie, one endless file and some redirects."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/a.png")
            self.end_headers()
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://192.168.0.1/a.png")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        else:
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()
            self.wfile.write(b"<html>" if self.path == "/lie.png" else PNG)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_nothing_is_asked_of_this_machine_or_its_network(tmp_path, site):
    assert FetchMedia(tmp_path / "kept")(f"{site}/a.png") is None
    assert Site.asked == []


def test_a_picture_is_fetched_once_and_kept(tmp_path, site):
    fetch = FetchMedia(tmp_path / "kept", allow=lambda ip: ip == "127.0.0.1")
    assert fetch(f"{site}/moved") == PNG
    assert FetchMedia(tmp_path / "kept", allow=lambda ip: False)(f"{site}/moved") == PNG
    assert Site.asked == ["/moved", "/a.png"]


@pytest.mark.parametrize("path", ["/lie.png", "/gone", "/round", "/inside"])
def test_what_is_no_picture_or_leads_inside_is_missing(tmp_path, site, path):
    fetch = FetchMedia(tmp_path / "kept", allow=lambda ip: ip == "127.0.0.1")
    assert fetch(site + path) is None
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    "key", ["file:///etc/passwd", "ftp://x.example/a.png", "/a.png", "a.png", "http://", "data:,x"]
)
def test_only_web_addresses_are_fetched(tmp_path, key):
    assert FetchMedia(tmp_path / "kept", allow=lambda ip: True)(key) is None


def test_a_picture_larger_than_the_limit_is_left_out(tmp_path, site, monkeypatch):
    monkeypatch.setattr("tamizdat.intake.fetch_media.LARGEST", 10)
    assert FetchMedia(tmp_path / "kept", allow=lambda ip: ip == "127.0.0.1")(f"{site}/a.png") is None
