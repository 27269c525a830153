"""What a mirror says to a request, and what it never says."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.core.canonical import digest
from tamizdat.mirrors.answer import Answer, Request, answer, wanted_encodings
from tamizdat.mirrors.tree import PublicTree
from tests.serve.trees import FRONT, PAPER, make_tree, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``editions`` with a slot, a link to it, and secrets beside it."""
    editions = tmp_path_factory.mktemp("home") / "editions"
    slot = make_tree(editions / "a")
    (editions / "current").symlink_to("a")
    write(editions / "secret.txt", b"secret")
    (slot / "leak.txt").symlink_to("../secret.txt")
    (slot / "door").symlink_to("..")
    return editions / "current"


@pytest.fixture(scope="module")
def tree(folder: Path) -> PublicTree:
    return PublicTree(folder)


def ask(tree: PublicTree, path: str, method: str = "GET", accept: str = "", held: str = "", onion: str = "") -> Answer:
    return answer(tree, Request(method, path, accept, held), onion)


def body(given: Answer) -> bytes:
    if given.found is None:
        return given.data
    return given.found.data if given.found.data is not None else Path(given.found.file).read_bytes()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/en/", "text/html; charset=utf-8"),
        ("/fa/خبر.html", "text/html; charset=utf-8"),
        ("/en/feed.xml", "application/atom+xml"),
        ("/sitemap.xml", "application/xml"),
        ("/pictures/ab.jpg", "image/jpeg"),
        ("/tuf/timestamp.json", "application/json"),
        ("/index.html.gz", "application/gzip"),
        (f"/o/{digest(FRONT)}", "application/octet-stream"),
        (f"/o/{digest(FRONT)}.gz", "application/gzip"),
    ],
)
def test_every_file_of_the_tree_is_served_with_its_media_type(tree: PublicTree, path: str, media_type: str) -> None:
    given = ask(tree, path)
    assert given.status == 200
    assert dict(given.headers)["content-type"] == media_type


def test_the_bytes_are_the_ones_of_the_edition(tree: PublicTree) -> None:
    for path, (data, _) in PAPER.items():
        assert body(ask(tree, path)) == data


def test_a_browser_gets_the_smallest_form_that_it_takes(tree: PublicTree) -> None:
    both = ask(tree, "/", accept="gzip, deflate, br, zstd")
    assert (dict(both.headers)["content-encoding"], brotli.decompress(body(both))) == ("br", FRONT)
    old = ask(tree, "/", accept="gzip, deflate")
    assert (dict(old.headers)["content-encoding"], gzip.decompress(body(old))) == ("gzip", FRONT)
    older = ask(tree, "/", accept="br")
    assert dict(older.headers)["content-encoding"] == "br"
    assert "content-encoding" not in dict(ask(tree, "/en/feed.xml", accept="br, gzip").headers)
    assert len({dict(one.headers)["etag"] for one in (both, old, ask(tree, "/"))}) == 3


def test_a_packed_file_is_not_unpacked_on_the_way(tree: PublicTree) -> None:
    given = ask(tree, f"/o/{digest(FRONT)}.gz", accept="gzip, br")
    assert "content-encoding" not in dict(given.headers)
    assert gzip.decompress(body(given)) == FRONT


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [("", ()), ("gzip", ("gzip",)), ("br;q=0.5, gzip", ("gzip", "br")), ("gzip;q=0", ()), ("*", ("br", "gzip")),
     ("*;q=0.1, br;q=0", ("gzip",)), ("gzip;q=high", ()), ("GZIP", ("gzip",)), ("identity", ())],
)  # fmt: skip
def test_accept_encoding_is_read_as_written(accept: str, wanted: tuple[str, ...]) -> None:
    assert wanted_encodings(accept) == wanted


def test_what_a_reader_holds_already_is_not_sent_again(tree: PublicTree) -> None:
    etag = dict(ask(tree, "/", accept="gzip").headers)["etag"]
    again = ask(tree, "/", accept="gzip", held=f'"other", {etag}')
    assert (again.status, body(again)) == (304, b"")
    assert dict(again.headers)["etag"] == etag
    assert ask(tree, "/", accept="br", held=etag).status == 200
    assert ask(tree, "/", held='"other"').status == 200
    assert ask(tree, "/", accept="gzip", held=f"W/{etag}").status == 304


def test_every_answer_carries_the_strict_headers_and_no_cookie(tree: PublicTree) -> None:
    for said in (ask(tree, "/"), ask(tree, "/nowhere"), ask(tree, "/", method="POST"), ask(tree, "/en")):
        headers = dict(said.headers)
        assert headers["content-security-policy"].startswith("default-src 'none'; img-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert headers["access-control-allow-origin"] == "*"
        assert "set-cookie" not in headers


def test_what_is_named_by_digest_is_kept_and_the_pointer_is_asked_for_again(tree: PublicTree) -> None:
    def keep(path: str) -> str:
        return dict(ask(tree, path).headers)["cache-control"]

    assert "immutable" in keep(f"/o/{digest(FRONT)}")
    assert "immutable" in keep("/pictures/ab.jpg")
    assert keep("/tuf/timestamp.json") == "no-cache"
    assert "immutable" not in keep("/en/")
    assert "must-revalidate" in keep("/en/")


def test_a_missing_page_is_said_in_the_newsrooms_own_words(tree: PublicTree) -> None:
    given = ask(tree, "/en/nowhere.html", accept="gzip")
    assert given.status == 404
    assert b"There is no such page" in gzip.decompress(body(given))
    assert dict(given.headers)["content-type"].startswith("text/html")


def test_a_folder_without_its_slash_leads_to_it(tree: PublicTree) -> None:
    given = ask(tree, "/en")
    assert (given.status, dict(given.headers)["location"]) == (301, "/en/")
    assert ask(tree, "/tuf").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_possible(tree: PublicTree, method: str) -> None:
    given = ask(tree, "/", method=method)
    assert (given.status, dict(given.headers)["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/en/../../secret.txt", "/..", "/leak.txt", "/door/secret.txt", "//etc/passwd",
     "/en//index.html", "/en/./index.html", "/en/\0.html", "/..\\secret.txt", "/\x7f", "index.html", "",
     "/" + "a" * 300, "/o", "/o/", "/etc/passwd", "/%2e%2e/secret.txt", "/\ufffd", "/\ud800"],
)  # fmt: skip
def test_nothing_outside_the_tree_can_be_reached(tree: PublicTree, path: str) -> None:
    given = ask(tree, path)
    assert given.status == 404
    assert b"secret" not in body(given)


@given(st.text(alphabet="/.\\%\0adcoren\u202e é", max_size=30))
def test_no_path_breaks_the_server(tree: PublicTree, path: str) -> None:
    given = ask(tree, path)
    assert given.status in (200, 301, 404)
    assert b"secret" not in body(given)


def test_the_slot_that_the_link_names_is_the_one_that_is_read(tmp_path: Path) -> None:
    make_tree(tmp_path / "a")
    make_tree(tmp_path / "b", {**PAPER, "/index.html": (b"<title>Second</title>", "text/html")}, edition=2)
    (tmp_path / "current").symlink_to("a")
    tree = PublicTree(tmp_path / "current")
    assert body(ask(tree, "/")) == FRONT
    (tmp_path / "new").symlink_to("b")
    (tmp_path / "new").replace(tmp_path / "current")
    assert body(ask(tree, "/")) == b"<title>Second</title>"


def test_before_the_first_edition_readers_are_told_so(tmp_path: Path) -> None:
    given = ask(PublicTree(tmp_path / "editions" / "current"), "/")
    assert given.status == 503
    assert b"No edition" in body(given)


def test_a_tree_with_a_broken_pointer_still_reads(tmp_path: Path) -> None:
    folder = make_tree(tmp_path / "a")
    (folder / "tuf" / "timestamp.json").write_bytes(b"{}")
    given = ask(PublicTree(folder), "/en/feed.xml")
    assert (given.status, dict(given.headers)["content-type"]) == (200, "application/xml")


def test_the_onion_address_is_told_on_pages_when_there_is_one(tree: PublicTree) -> None:
    onion = "http://lampexample.onion"
    assert dict(ask(tree, "/fa/خبر.html", onion=onion).headers)["onion-location"] == (
        "http://lampexample.onion/fa/%D8%AE%D8%A8%D8%B1.html"
    )
    assert "onion-location" not in dict(ask(tree, "/en/feed.xml", onion=onion).headers)
    assert "onion-location" not in dict(ask(tree, "/").headers)


def test_what_strangers_send_is_not_remembered_at_length(tree: PublicTree) -> None:
    wanted_encodings.cache_clear()
    for number in range(300):
        assert ask(tree, "/", accept=f"br, x{number}," + "y" * 20_000).status == 200
    assert wanted_encodings.cache_info().currsize == 0


def test_the_worker_may_ask_mirrors_and_pages_may_not(tree: PublicTree) -> None:
    """A worker obeys the policy that came with its script."""
    worker, page = (dict(ask(tree, path).headers) for path in ("/worker.js", "/"))
    assert "connect-src 'self' https: http:" in worker["content-security-policy"]
    assert worker["cache-control"] == "no-cache"
    assert "connect-src 'self';" in page["content-security-policy"] and "https:" not in page["content-security-policy"]
