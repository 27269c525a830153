"""A whole pressed tree: every link leads somewhere, every page is whole and small."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from isal import isal_zlib
from lxml import html as lxml_html

from tamizdat.pages.templates import LARGEST_PAGE
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    newsroom = MemoryNewsroom(7, ("en", "ru", "fa"))
    for number in range(150):
        newsroom.publish(("en", "ru", "fa")[number % 3])
    for _ in range(80):
        newsroom.edit()
    folder = tmp_path_factory.mktemp("tree")
    assert not press(folder, newsroom).held
    return folder / "editions" / "current"


def pages(tree: Path) -> list[Path]:
    return sorted(one for one in tree.rglob("*.html") if one.relative_to(tree).parts[0] not in ("o", "tuf"))


def test_every_link_leads_to_a_file_of_the_tree(tree: Path) -> None:
    checked = 0
    for page in pages(tree):
        here = "/" + page.relative_to(tree).as_posix()
        for link in re.findall(r'(?:href|src|srcset)="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"(?:https?:|mailto:|tel:|#)", link):
                continue
            path = unquote(link.partition("#")[0])
            target = posixpath.normpath(path if path.startswith("/") else posixpath.join(posixpath.dirname(here), path))
            assert (tree / target[1:]).is_file(), f"{here} links to {link}"
            checked += 1
    assert checked > 5_000


def test_only_pages_for_what_is_missing_or_withdrawn_have_links_that_begin_at_the_top(tree: Path) -> None:
    for page in pages(tree):
        if page.name not in ("404.html", "410.html"):
            assert not re.search(r'(?:href|src)="/', page.read_text(encoding="utf-8")), page


def test_every_page_arrives_before_the_connection_is_cut(tree: Path) -> None:
    sizes = [len(isal_zlib.compress(one.read_bytes(), 2, 31)) for one in pages(tree)]
    assert max(sizes) <= LARGEST_PAGE


def test_every_page_can_be_read_by_a_screen_reader(tree: Path) -> None:
    """The basics: a language, one main heading, landmarks, names for what can be pressed, alternatives for pictures."""
    for page in pages(tree):
        tree_of = lxml_html.document_fromstring(page.read_text(encoding="utf-8"))
        if tree_of.xpath("//meta[@http-equiv='refresh']"):
            continue
        assert tree_of.get("lang") and tree_of.get("dir") in ("ltr", "rtl")
        assert len(tree_of.xpath("//h1")) == 1, page
        assert len(tree_of.xpath("//main[@id='text']")) == 1 and tree_of.xpath("//a[@class='skip'][@href='#text']")
        assert tree_of.findtext(".//title")
        assert all(one.get("alt") is not None for one in tree_of.iter("img"))
        assert all(
            one.text_content().strip() or one.get("aria-label") or one.xpath(".//img") for one in tree_of.iter("a")
        )
        names = [one.get("aria-label") for one in tree_of.iter("nav")]
        assert all(names) and len(set(names)) == len(names), page
        ids = [one.get("id") for one in tree_of.xpath("//*[@id]")]
        assert len(ids) == len(set(ids)), page
        levels = [int(one.tag[1]) for one in tree_of.iter("h1", "h2", "h3", "h4")]
        assert all(there - here <= 1 for here, there in pairwise(levels)), (page, levels)


def test_no_page_leaves_a_trace_or_an_address(tree: Path) -> None:
    for page in pages(tree):
        text = page.read_text(encoding="utf-8")
        if "/ways/" not in page.as_posix() and "/support/" not in page.as_posix():
            assert "lamp.example" not in text, page
        assert "&#x2f;" not in text, page
