"""Search in the press: the index follows the facts, costs little, and forgets what is withdrawn."""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

import pytest

from tamizdat.pages.lists import BLOCK
from tamizdat.pages.output import Output
from tamizdat.pages.search.segments import BITS, segments
from tamizdat.pages.search.shards import LARGEST
from tamizdat.pages.units import make_unit
from tests.pages.facts import Answers, make_paper, wire_size
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press
from tests.press.test_incremental import files_with
from tests.press.test_law import differing

CUT = 14_000


def index_files(folder: Path) -> dict[str, bytes]:
    """The files of the index, by path."""
    tree = folder / "editions" / "current"
    found = [one for one in (tree / "search").rglob("*") if one.is_file() and one.suffix != ".gz"]
    return {str(one.relative_to(tree)): one.read_bytes() for one in found}


def publish(newsroom: MemoryNewsroom, **changes: object) -> str:
    public_id = newsroom.publish("en")
    newsroom.articles[public_id].update(changes)
    newsroom.put(f"article:{public_id}", newsroom.articles[public_id])
    return public_id


def body(words: str) -> list[dict[str, str]]:
    return [{"type": "text", "html": f"<p>{words}</p>"}]


def test_every_list_page_is_in_one_segment_and_a_new_page_changes_few() -> None:
    for field in BITS:
        for pages in range(1, 700):
            covered = [page for one in segments(field, pages) for page in one.pages]
            assert covered == list(range(1, pages + 1))
        names = [{one.name for one in segments(field, pages)} for pages in range(1, 2_001)]
        new = [len(after - before) for before, after in pairwise(names)]
        assert max(new) == 2 and sum(new) < 1.4 * len(new)  # the page, and sometimes what four became


def test_a_new_article_changes_few_files_of_the_index_and_none_of_full_segments(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(130):
        newsroom.publish("en")
    press(tmp_path, newsroom)
    before = index_files(tmp_path)
    article = newsroom.articles[newsroom.publish("en")]
    report = press(tmp_path, newsroom)
    after = index_files(tmp_path)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed and before.keys() - after.keys() == set()
    assert all("0-2/" in path or "cards/3" in path for path in changed)
    assert len(changed) <= 5
    assert report.written <= 25 + len(article["topics"]) + len(article["bylines"])


@pytest.mark.long
@pytest.mark.timeout(600)
def test_an_index_that_grew_merged_and_shrank_is_the_one_that_is_made_at_once(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom(5)
    for _ in range(195):
        newsroom.publish("en")
    assert differing(tmp_path, newsroom, 0) == []
    newest = [newsroom.publish("en") for _ in range(12)]
    assert differing(tmp_path, newsroom, 1) == []
    assert any("text/1-0/" in path for path in index_files(tmp_path / "step"))
    newsroom._edit_body()
    newsroom._edit_headline()
    assert differing(tmp_path, newsroom, 2) == []
    for one in newest:
        del newsroom.articles[one]
        newsroom.put(f"article:{one}", None)
    assert differing(tmp_path, newsroom, 3) == []
    assert not any("text/1-0/" in path for path in index_files(tmp_path / "step"))


def test_what_is_withdrawn_is_found_no_more_in_this_edition_and_in_no_kept_one(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(5):
        newsroom.publish("en")
    public_id = publish(newsroom, headline="Zqheadlin of the day", body=body("Here is a zqsecret and more."), topics=[])
    press(tmp_path, newsroom)
    newsroom.publish("en")
    press(tmp_path, newsroom)
    for word in (b"zqheadlin", b"zqsecret"):
        assert any(word in data for path, data in index_files(tmp_path).items() if path.endswith(".bin"))
    newsroom.put(f"article:{public_id}", None)
    press(tmp_path, newsroom)
    for word in (b"zqheadlin", b"zqsecret", b"Zqheadlin"):
        assert files_with(tmp_path / "editions", word) == []
        assert [one for one in (tmp_path / "press").rglob("*") if one.parent.name != "press" and one.is_file()
                and word in one.read_bytes()] == []  # fmt: skip


def test_a_name_that_was_hidden_is_found_no_more(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    byline = f"byline:{newsroom.articles[newsroom.publish('en')]['bylines'][0]}"
    newsroom.put(byline, {**newsroom.value(byline), "name": "Qxnam Person"})
    press(tmp_path, newsroom)
    assert any(b"qxnam" in data for data in index_files(tmp_path).values())
    newsroom.put(byline, {**newsroom.value(byline), "name": "Somebody"})
    press(tmp_path, newsroom)
    assert not any(b"qxnam" in data for data in index_files(tmp_path).values())


def test_names_and_addresses_that_nobody_reads_are_no_words(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    other = newsroom.publish("en")
    blocks = [
        {"type": "related", "articles": [other]},
        {"type": "embed", "address": "https://qxhost.example", "provider": "qxprovider", "title": "Qxtitle"},
        {"type": "table", "caption": "", "header": False, "rows": [["Qxcell<br>two", "<b>Qx</b>bold"]]},
    ]
    publish(newsroom, body=blocks)
    press(tmp_path, newsroom)
    index = b"".join(index_files(tmp_path).values())
    assert all(word in index for word in (b"xbold", b"cell", b"titl"))  # what begins alike is written once
    assert not any(word in index for word in (b"host", b"provider", b"zzzz"))


def links_of(tree: Path, path: str) -> set[str]:
    html = (tree / path).read_text()
    links = re.findall(r'<a [^>]*?href="([^"#:]+)"', html)
    return {normpath(f"{dirname(path)}/{unquote(one)}").lstrip("/") for one in links}


def test_links_alone_lead_from_the_front_to_any_article_in_four_clicks(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for number in range(120):
        publish(newsroom, published=None if number % 9 == 0 else "2026-03-01T10:00:00Z", related=[], topics=[])
    press(tmp_path, newsroom)
    tree = tmp_path / "editions" / "current"
    clicks, waiting = {"en/index.html": 0}, deque(["en/index.html"])
    while waiting:
        path = waiting.popleft()
        for link in links_of(tree, path) - clicks.keys():
            clicks[link] = clicks[path] + 1
            if clicks[link] < 4:
                waiting.append(link)
    assert {one["path"][1:] for one in newsroom.articles.values()} <= clicks.keys()


def a_paper_of(pages: int) -> Answers:
    return Answers({**make_paper(), "extent:latest:en": {"pages": pages}})


def hrefs(output: Output) -> set[str]:
    return set(re.findall(r'href="\.\./\.\./(en/latest/[^"]+)"', output.data.decode()))


@pytest.mark.parametrize("pages", [2, BLOCK, BLOCK + 1, 2_000, 9_999])
def test_of_half_a_million_articles_each_list_page_is_two_clicks_from_the_list(pages: int) -> None:
    ask = a_paper_of(pages)
    [index] = make_unit("index:latest:en", ask)
    found = hrefs(index)
    blocks = sorted(one for one in found if "pages-" in one)
    for one in blocks:
        [block] = make_unit(f"blocks:latest:en/{one.rpartition('-')[2].removesuffix('.html')}", ask)
        assert wire_size(block) <= 10_000
        found |= hrefs(block)
    assert wire_size(index) <= 10_000
    assert {f"en/latest/{number}.html" for number in range(1, pages + 1)} <= found


@pytest.mark.parametrize("words", ["слово " * 60, "文" * 200, '"\\' * 90])
def test_results_are_shown_from_files_that_arrive_whole(words: str) -> None:
    facts = make_paper()
    facts["heads:latest:en/1"] = {"articles": {f"a{one:012}": one for one in range(50)}, "bylines": [], "words": {}}
    card = {"headline": words[:250], "standfirst": words, "published": "2026-03-01T09:30:00Z",
            "path": "/en/2026/03/" + "خبر-" * 18 + ".html"}  # fmt: skip
    facts |= {f"card:a{one:012}": card for one in range(50)}
    outputs = make_unit("search-cards:en/1", Answers(facts))
    assert [one.path for one in outputs] == ["/search/en/cards/1a.json", "/search/en/cards/1b.json"]
    assert all(len(one.data) < CUT for one in outputs)


def test_shards_of_an_archive_in_any_script_are_small_and_few(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for number in range(20):
        publish(newsroom, body=body("".join(chr(0x4E00 + (number * 7 + one * one) % 3_000) for one in range(900))))
    press(tmp_path, newsroom)
    files = index_files(tmp_path)
    assert all(len(data) <= LARGEST + 10 for path, data in files.items() if path.endswith(".bin"))
    assert len(files) <= 20
