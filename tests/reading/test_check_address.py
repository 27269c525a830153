"""A mirror is checked from outside, whatever it does."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import httpx
import pytest

from tamizdat.reading import fetch
from tamizdat.reading.check_address import Place, check_page_at, check_site, find_place
from tamizdat.shell.errors import RefusedError
from tests.reading.edition import NOW, Edition, KeyRing, make_edition, sign

HOST = "https://mirror.example"
Server = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="module")
def pristine():
    return make_edition()


@pytest.fixture
def edition(pristine):
    return sign(pristine)


def serve(
    edition: Edition, base: str = "", *, packs: bool = False, before: Server | None = None
) -> httpx.MockTransport:
    """A mirror. ``packs``: sends the packed file for the plain path, as nginx does. ``before`` may answer first."""

    def answer(request: httpx.Request) -> httpx.Response:
        if before is not None and (early := before(request)) is not None:
            return early
        path = request.url.raw_path.decode().removeprefix(base)
        path = path + "index.html" if path.endswith("/") else path
        if packs and "gzip" in request.headers["Accept-Encoding"] and f"{path}.gz" in edition.files:
            return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Raw(edition.files[f"{path}.gz"]))
        data = edition.files.get(path)
        return httpx.Response(404, text="not here") if data is None else httpx.Response(200, stream=Raw(data))

    return httpx.MockTransport(answer)


class Raw(httpx.SyncByteStream):
    """Bytes as they go over the wire."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __iter__(self) -> Iterator[bytes]:
        yield self.data


def site(edition, transport, root=None):
    check = check_site(Place(HOST), root or edition.root, NOW, transport=transport)
    return check.verdict, [(one.file, one.rule) for one in check.failures]


def page(edition, transport, path="/index.html"):
    check = check_page_at(Place(HOST, path), edition.root, NOW, transport).check
    return check.verdict, [(one.file, one.rule) for one in check.failures]


@pytest.mark.parametrize("packs", [False, True])
def test_a_whole_mirror_is_current(edition, packs):
    assert site(edition, serve(edition, packs=packs)) == ("current", [])


def test_a_mirror_that_packs_is_asked_for_each_file_once(edition):
    asked = []
    transport = serve(edition, packs=True, before=lambda request: asked.append(request.url.raw_path.decode()))
    assert site(edition, transport) == ("current", [])
    assert len(asked) == len(set(asked))
    assert not [path for path in asked if path.endswith(".gz")]
    assert [path for path in asked if path.endswith(".br")]


def test_every_kind_of_file_is_fetched_and_named(edition):
    for path in ["/index.html", "/index.html.gz", "/index.html.br", f"/o/{edition.manifest.map_root}", "/p/a.webp"]:
        whole = edition.files[path]
        edition.files[path] = whole[:-1] + bytes([whole[-1] ^ 1])
        assert site(edition, serve(edition)) == ("refused", [(path, "digest")])
        del edition.files[path]
        assert site(edition, serve(edition)) == ("refused", [(path, "missing")])
        edition.files[path] = whole


def test_what_browsers_are_shown_is_what_counts(edition):
    """The plain file is right, but whoever accepts gzip gets other words."""
    edition.files["/index.html.gz"] = gzip.compress(b"<h1>The Damp</h1>" * 40, mtime=0)
    assert page(edition, serve(edition)) == ("current", [])
    assert page(edition, serve(edition, packs=True)) == ("refused", [("/index.html", "digest")])
    edition.files["/index.html.gz"] = gzip.compress(bytes(10_000_000))
    assert page(edition, serve(edition, packs=True)) == ("refused", [("/index.html", "unfit")])


@pytest.mark.parametrize("path", ["/", "/index.html", "/fa/%D8%AE%D8%A8%D8%B1.html", "/fa/خبر.html", "/p/a.webp"])
def test_one_page_is_checked_however_its_address_is_written(edition, path):
    assert page(edition, serve(edition), path) == ("current", [])
    assert page(edition, serve(edition), "/en/forged.html") == ("refused", [("/en/forged.html", "absent")])


def test_one_page_costs_a_handful_of_small_files(edition):
    asked: list[str] = []
    transport = serve(edition, packs=True, before=lambda request: asked.append(request.url.raw_path.decode()))
    assert page(edition, transport, "/en/2026/01/story-0.html")[0] == "current"
    assert len(asked) <= 9
    assert all(len(edition.files.get(path, b"")) <= 14_000 for path in asked)


# What a hostile or broken mirror may try.


def at(path: str, response: Callable[[httpx.Request], httpx.Response]) -> Server:
    return lambda request: response(request) if request.url.path == path else None


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_mirror_cannot_send_us_to_another_host(edition, status):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return (
            httpx.Response(status, headers={"Location": "https://tracker.example/"})
            if request.url.path == "/index.html"
            else None
        )

    assert page(edition, serve(edition, before=answer)) == ("refused", [("/index.html", "unreachable")])
    assert set(asked) == {"mirror.example"}


@pytest.mark.parametrize(
    "location", ["/index.html", "http://mirror.example/x", "https://mirror.example:444/", "https://[", "//x"]
)
def test_a_mirror_cannot_send_us_round_or_away(edition, location):
    answer = at("/index.html", lambda _: httpx.Response(302, headers={"Location": location}))
    assert page(edition, serve(edition, before=answer)) == ("refused", [("/index.html", "unreachable")])


def test_a_mirror_may_send_us_on_within_itself(edition):
    answer = at("/index.html", lambda _: httpx.Response(302, headers={"Location": "/"}))
    assert page(edition, serve(edition, before=answer)) == ("current", [])


def test_nothing_is_given_back_to_a_mirror(edition):
    seen = []

    def answer(request):
        seen.append(
            {name: value for name, value in request.headers.items() if name in ("cookie", "referer", "user-agent")}
        )
        return (
            httpx.Response(404, headers={"Set-Cookie": "you=1; Path=/"})
            if request.url.path.endswith("root.json")
            else None
        )

    assert page(edition, serve(edition, before=answer))[0] == "current"
    assert all(headers == {"user-agent": "Mozilla/5.0"} for headers in seen)


class Endless(httpx.SyncByteStream):
    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.sent += 1000
            yield bytes(1000)


@pytest.mark.parametrize("path", ["/tuf/timestamp.json", "/index.html"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_endless_answer_is_left(edition, path, packed):
    endless = Endless()
    headers = {"Content-Encoding": "gzip"} if packed else {}
    answer = at(path, lambda _: httpx.Response(200, headers=headers, stream=endless))
    verdict, failures = page(edition, serve(edition, before=answer))
    assert (verdict, failures[0][0]) == ("refused", path)
    assert endless.sent <= 18_000


def test_an_answer_that_drips_is_left(edition, monkeypatch):
    monkeypatch.setattr(fetch, "LONGEST_SECONDS", -1)
    assert page(edition, serve(edition)) == ("refused", [("/tuf/timestamp.json", "unreachable")])


@pytest.mark.parametrize("status", [200, 204, 403, 404, 410, 418, 429, 500, 503])
def test_any_answer_of_a_server_ends_in_a_verdict(edition, status):
    answer = at("/index.html", lambda _: httpx.Response(status, stream=Raw(b"busy")))
    rule = "length" if status == 200 else "missing" if status in (403, 404, 410) else "unreachable"
    assert page(edition, serve(edition, before=answer)) == ("refused", [("/index.html", rule)])


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_no_answer_at_all_is_a_verdict_too(edition, error):
    def answer(_: httpx.Request) -> httpx.Response:
        raise error("cut")

    assert page(edition, serve(edition, before=answer)) == ("refused", [("/tuf/2.root.json", "unreachable")])
    assert find_place(f"{HOST}/a.html", serve(edition, before=answer)) == Place(HOST, "/a.html")


def test_a_packing_that_was_not_asked_for_is_refused(edition):
    answer = at("/index.html", lambda _: httpx.Response(200, headers={"Content-Encoding": "br"}, stream=Raw(b"x")))
    assert page(edition, serve(edition, before=answer)) == ("refused", [("/index.html", "unreachable")])


def test_another_newsroom_is_refused(edition):
    stranger = sign(edition, ring=KeyRing(edition="x", timestamp="y", root=("a", "b")))
    assert site(stranger, serve(stranger), root=edition.root) == ("refused", [("/tuf/timestamp.json", "signature")])


# Which edition an address belongs to.


@pytest.mark.parametrize(
    ("address", "base", "place"),
    [
        (HOST, "", Place(HOST)),
        (f"{HOST}/", "", Place(HOST)),
        (f"{HOST}/index.html", "", Place(HOST, "/index.html")),
        (f"{HOST}/en/", "", Place(HOST, "/en/")),
        (f"{HOST}/en/2026/03/quay.html#top", "", Place(HOST, "/en/2026/03/quay.html")),
        (f"{HOST}/lamp", "/lamp", Place(f"{HOST}/lamp")),
        (f"{HOST}/lamp/", "/lamp", Place(f"{HOST}/lamp")),
        (f"{HOST}/lamp/en/x.html", "/lamp", Place(f"{HOST}/lamp", "/en/x.html")),
        (f"{HOST}/a/b/en/x.html", "/a/b", Place(f"{HOST}/a/b", "/en/x.html")),
    ],
)
def test_an_address_is_a_site_or_a_page_of_the_nearest_one(edition, address, base, place):
    transport = serve(
        edition, base, before=lambda r: None if r.url.path.startswith(base + "/") else httpx.Response(404)
    )
    assert find_place(address, transport) == place


def test_a_host_that_answers_everything_with_a_page_is_no_edition_everywhere(edition):
    """Some hosts send their front page, with 200, for whatever is not there."""

    def answer(request):
        is_there = unquote(request.url.path) in edition.files
        return None if is_there else httpx.Response(200, stream=Raw(b"<h1>Hi"))

    assert find_place(f"{HOST}/en/2026/01/story-0.html", serve(edition, before=answer)).base == HOST


@pytest.mark.parametrize(
    "address", ["https://", "https://a:b@mirror.example/", "https://mirror.example/?a=1", "https://[", "https://x:y/"]
)
def test_an_address_that_carries_more_than_a_page_is_refused(address):
    with pytest.raises(RefusedError):
        find_place(address)


def test_a_real_server_of_a_folder_is_a_mirror(edition, tmp_path):
    """Python's own, which neither packs nor knows anything of editions."""
    edition.write(tmp_path)
    handler = functools.partial(Quiet, directory=tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        assert check_site(find_place(address), edition.root, NOW).verdict == "current"
        place = find_place(f"{address}/fa/خبر.html")
        assert check_page_at(place, edition.root, NOW).check.verdict == "current"
    finally:
        server.shutdown()
        server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests need no log."""
