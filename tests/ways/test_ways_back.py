"""Whatever a reader holds, a page, an item of a feed, a sheet of paper, leads back; nothing leads to a dead host."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html

from tamizdat.core.edition.map import walk_map
from tamizdat.pages.units import make_unit
from tests.pages.facts import Answers, make_article, make_paper
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press

CLEAR, ONION = "https://lamp.example", f"http://{'a' * 56}.onion"
MEANT = {
    "robots.txt", "sitemap.xml", "sitemap/en-1.xml", "sitemap/fa-1.xml",
    "sitemap/news-en.xml", "sitemap/news-fa.xml",  # what searching machines ask for
    "en/ways/index.html", "fa/ways/index.html",  # how to reach us
    "facts/newsroom.jsonl",  # what restore reads
}  # fmt: skip
"""Files that name the paper's own address on the clear web."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of every kind of page, of a paper with an address and an onion address."""
    folder = tmp_path_factory.mktemp("edition")
    newsroom = MemoryNewsroom()
    newsroom.put("settings", newsroom.value("settings") | {"onion": ONION})
    newsroom.put("mirrors", {"addresses": ["https://riga.example/lamp/"]})
    for number in range(56):
        newsroom.publish("en" if number % 12 else "fa")
    newsroom._offer()
    newsroom._statement()
    article = next(iter(newsroom.articles.values()))
    article |= {"legacy": ["https://old.example/quay/"], "body": [{"type": "text", "html": f"<p>{'long ' * 3000}</p>"}]}
    newsroom._write(article["id"])
    newsroom._standing_page()
    assert not press(folder, newsroom).held
    return folder / "editions" / "current"


def files(tree: Path, *endings: str) -> dict[str, str]:
    names = {one.relative_to(tree).as_posix() for one in tree.rglob("*") if one.is_file()}
    return {
        one: (tree / one).read_text(errors="replace")
        for one in sorted(names)
        if one.endswith(endings) and not one.startswith(("o/", "tuf/"))
    }


def test_every_page_links_the_page_on_ways(tree: Path) -> None:
    pages = files(tree, ".html")
    kinds = ("404.html", "en/index.html", "quay/index.html", ".2.html", "support/", "check/", "months/", "latest/")
    for kind in kinds:
        assert any(kind in name for name in pages), f"no page of the kind {kind} was looked at"
    for name, text in pages.items():
        links = html.fromstring(text.encode()).xpath("//body//a/@href")
        found = [one for one in links if one.endswith("/ways/index.html") and "#" not in one]
        assert found, name
        for one in found:
            goal = tree / one[1:] if one.startswith("/") else (tree / name).parent / one
            assert goal.resolve().is_file(), (name, one)


def test_every_item_of_a_feed_carries_a_way_back(tree: Path) -> None:
    feeds = files(tree, "feed.xml", "feed/1.xml")
    assert len(feeds) > 4
    for name, text in feeds.items():
        feed = feedparser.parse(text.encode())
        assert not feed.bozo
        for one in (feed.feed, *feed.entries):
            (way,) = [link.href for link in one.links if link.rel == "related"]
            assert ((tree / name).parent / way).resolve().is_file(), name
        for entry in feed.entries:
            assert entry.id.startswith("tag:tamizdat,2026:"), "the identity outlives every address"
            for content in entry.get("content", ()):
                assert "/ways/index.html" in content.value and ONION in content.value


def test_a_sheet_of_paper_names_the_address_that_stays(tree: Path) -> None:
    text = files(tree, "en/index.html")["en/index.html"]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style and html.fromstring(text).xpath("//p[@class='onion']")[0].text_content() == ONION
    printed = style[1][style[1].index("@media print") :]
    assert re.search(r"\.onion\s*{\s*display:\s*block", printed)
    assert not re.search(r"\.foot[,\s]*(,|{)", printed.replace(".foot div", ""))


def test_only_a_few_files_name_the_papers_address_on_the_clear_web(tree: Path) -> None:
    text = files(tree, "")
    named = {name for name, one in text.items() if "lamp.example" in one and not name.endswith((".gz", ".br", ".jpg"))}
    assert named == MEANT


def test_no_link_of_a_feed_or_page_leads_off_the_host_it_was_read_from(tree: Path) -> None:
    for name, text in files(tree, ".html", "feed.xml", "feed/1.xml").items():
        if "/ways/" in name or "/support/" in name:
            continue
        found = re.findall(r"""(?:href|src|action|content|url)=["']?(https?:[^"'\s>]+)""", unescape(text))
        found = [one for one in found if not one.startswith(ONION)]
        assert not [one for one in found if "xml" not in name or "w3.org" not in one], name


LINKS = {
    "https://lamp.example/en/2026/03/quay.html#end": "../../../en/2026/03/quay.html#end",
    "https://lamp.example/old%20quay/": "../../../old%20quay/index.html",
    "https://lamp.example/": "https://lamp.example/",
    "https://lamp.example/?p=12": "https://lamp.example/?p=12",
    "https://lamp.example.else.example/x.html": "https://lamp.example.else.example/x.html",
    "https://lamp.example/../x.html": "https://lamp.example/../x.html",
    "https://other.example/x.html": "https://other.example/x.html",
}


@pytest.mark.parametrize("block", ["<p>See <a href='{}'>it</a>.</p>", "<ul><li><a href='{}'>it</a></li></ul>"])
@pytest.mark.parametrize(("written", "printed"), LINKS.items(), ids=LINKS)
def test_a_link_to_a_page_of_ours_leads_on_wherever_it_is_read(written: str, printed: str, block: str) -> None:
    body = [{"type": "text", "html": block.replace("'", '"').format(written)}]
    facts = make_paper() | {"article:x": make_article("x", body=body)}
    [page, *_] = make_unit("article:x", Answers(facts))
    (found,) = html.fromstring(page.data).xpath("//div[@class='body']//a[.='it']/@href")
    assert found == printed


def test_every_file_is_in_the_map(tree: Path) -> None:
    objects = tree / "o"
    manifest = next(one for one in objects.iterdir() if one.read_bytes().startswith(b'{"edition"'))
    root = json.loads(manifest.read_bytes())["map_root"]
    paths: set[Any] = {one.path for one in walk_map(root, lambda name: (objects / name).read_bytes())}
    assert {"/ways.json", "/facts/mirrors.jsonl", "/en/ways/index.html"} <= paths
