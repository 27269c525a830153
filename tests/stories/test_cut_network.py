"""The whole demo, read where networks cut every connection after 16,000 bytes."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest

from tamizdat.core.canonical import digest
from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.project.children import Children
from tamizdat.project.ports import Door, find_free_port
from tamizdat.project.running import Running, start_site, wait_until_open
from tests.cutting_proxy import CuttingProxy, Reply, cutting_proxy, fetch
from tests.demo_made import made_demo

pytestmark = pytest.mark.timeout(600)  # whoever comes first makes the demo
PAGE, OBJECT = 10_000, 14_000
FULL_TEXT = re.compile(r"/[^/]+/feed(/\d+)?\.xml\Z")
NOT_LINKED = re.compile(
    r"/404\.html|/robots\.txt|/(appeal|words|copy)/[\w-]+\.json|/(worker|ways)\.json|/[\w-]+\.js"
    r"|/\w+/(latest|(section|topic|byline|months)/[^/]+)/\d+\.html|/search/\w+/.+\.(json|bin)"
    r"|/\w+/410\.html"
)
"""No link leads to these: an archive page of a list that is short enough to stand whole on its first page, and what
scripts ask for: other scripts, their words, the appeals for older pages, the addresses to share, the index of search.
The notice of a withdrawal is a server's."""


def is_for_machines(path: str) -> bool:
    """Format, section 11: larger is allowed. Of pictures the first rendition is not meant."""
    return path.startswith(("/facts/", "/sitemap")) or bool(FULL_TEXT.match(path))


class Links(HTMLParser):
    """What a page shows and what it leads to."""

    def __init__(self, base: str, page: str) -> None:
        super().__init__()
        self.base, self.shows, self.leads = base, set[str](), set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        pictures = [one.split()[0] for one in values.get("srcset", "").split(",") if one.strip()]
        shown = [values[name] for name in ("src", "href") if name in values and (name == "src" or tag == "link")]
        self.shows |= self._on_this_site(*pictures, *shown)
        if tag == "a":
            self.leads |= self._on_this_site(values.get("href", ""))

    def _on_this_site(self, *addresses: str) -> set[str]:
        parts = [urlsplit(urljoin(f"http://site{self.base}", one)) for one in addresses]
        ours = [one.path for one in parts if (one.scheme, one.netloc) == ("http", "site")]
        return {quote(unquote(path), safe="/~") for path in ours}  # as a browser writes it


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_demo(tmp_path_factory) / "editions" / "current"


@pytest.fixture(scope="module")
def network(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingProxy]:
    """The demo's public site behind a network that cuts."""
    door = Door("site", "127.0.0.1", find_free_port(), "")
    with Children(tree) as children:
        start_site(children, door, tree)
        wait_until_open(Running(children), [door])
        with cutting_proxy(door.port, tmp_path_factory.mktemp("certificate")) as proxy:
            yield proxy


@pytest.fixture(scope="module")
def entries(tree: Path) -> dict[str, Entry]:
    _, manifest = read_pointer(tree)
    return {entry.path: entry for entry in walk_map(manifest.map_root, lambda name: (tree / "o" / name).read_bytes())}


def unpacked(reply: Reply) -> bytes:
    return gzip.decompress(reply.data) if reply.headers.get("content-encoding") == "gzip" else reply.data


def file_of(path: str) -> str:
    """``/en/`` is ``/en/index.html``."""
    return path + "index.html" if path.endswith("/") else path


def scripts_of(path: str, code: str) -> set[str]:
    """What a script brings in."""
    found = re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", code)
    return {posixpath.normpath(posixpath.join(posixpath.dirname(path), one)) for one in found}


def read_everything(network: CuttingProxy) -> tuple[dict[str, Reply], set[str]]:
    """Follow every link from the front page; what was read, and the pictures that pages only link to."""
    wanted, read, enlarged = ["/"], dict[str, Reply](), set[str]()
    while wanted:
        path = wanted.pop()
        if file_of(path) in read or is_for_machines(path):
            continue
        reply = read[file_of(path)] = fetch(network, path)
        kind, body = reply.headers["content-type"], unpacked(reply).decode("utf-8", "replace")
        if kind.startswith("text/html"):
            links = Links(path, body)
            large = {one for one in links.leads if one.startswith("/pictures/")}
            enlarged |= large
            wanted += [*links.shows, *(links.leads - large)]
        elif kind.startswith("text/javascript"):
            wanted += scripts_of(path, body)
    return read, enlarged - read.keys()


@pytest.fixture(scope="module")
def reading(network: CuttingProxy) -> tuple[dict[str, Reply], set[str]]:
    return read_everything(network)


def test_every_page_picture_and_script_arrives_before_the_connection_is_cut(
    reading: tuple[dict[str, Reply], set[str]], entries: dict[str, Entry], network: CuttingProxy
) -> None:
    read, _ = reading
    assert len(read) > 150
    for path, reply in read.items():
        assert reply.status == 200, path
        assert digest(unpacked(reply)) == entries[path].digest, path
    assert network.cut == 0


def test_every_page_keeps_its_budget(reading: tuple[dict[str, Reply], set[str]]) -> None:
    read, _ = reading
    heavy = {
        path: len(reply.data)
        for path, reply in read.items()
        if len(reply.data) > (PAGE if reply.headers["content-type"].startswith("text/html") else OBJECT)
    }
    assert heavy == {}


def test_everything_in_the_edition_can_be_reached_by_links(
    reading: tuple[dict[str, Reply], set[str]], entries: dict[str, Entry]
) -> None:
    read, enlarged = reading
    for_readers = {path for path in entries if not is_for_machines(path)}
    unread = for_readers - read.keys() - enlarged
    assert {path for path in unread if not NOT_LINKED.fullmatch(path)} == set()
    assert enlarged <= entries.keys()


def test_what_no_link_leads_to_arrives_too(network: CuttingProxy, entries: dict[str, Entry]) -> None:
    before = network.cut
    for path in filter(NOT_LINKED.fullmatch, entries):
        reply = fetch(network, path)
        most = PAGE if path.endswith(".html") else OBJECT
        assert (reply.status, len(reply.data) <= most) == (200, True), path
    assert b"</html>" in unpacked(fetch(network, "/en/no-such-page.html")).lower()
    assert network.cut == before


def test_all_that_proves_a_page_arrives(tree: Path, network: CuttingProxy, entries: dict[str, Entry]) -> None:
    name, manifest = read_pointer(tree)
    proofs = [f"/tuf/{file.name}" for file in (tree / "tuf").iterdir()] + [f"/o/{name}"]
    list(
        walk_map(
            manifest.map_root, lambda one: (tree / "o" / one).read_bytes(), lambda one, _: proofs.append(f"/o/{one}")
        )
    )
    before = network.cut
    for path in proofs:
        reply = fetch(network, path, accept="identity")
        assert (reply.status, len(reply.data) <= OBJECT) == (200, True), path
    for path in ("/index.html", *(one for one in entries if one.endswith("/index.html"))):
        reply = fetch(network, f"/o/{entries[path].digest}.gz", accept="identity")
        assert digest(gzip.decompress(reply.data)) == entries[path].digest
    assert network.cut == before


def test_the_network_really_cuts(network: CuttingProxy, entries: dict[str, Entry]) -> None:
    large = max(entries.values(), key=lambda entry: entry.length)
    assert large.length > 16_000
    with pytest.raises(OSError, match=r"cut|closed|EOF|reset"):
        fetch(network, large.path, accept="identity")
