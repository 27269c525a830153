"""Feeds of every kind: invented ones, and ones that mean harm."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.feed import read as feed
from tamizdat.intake.feed.bytes import to_text
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

OPTIONS = ReadOptions(language="en", find_media=lambda key: None)
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def items(content: str | bytes) -> list[Any]:
    """What comes out of a feed."""
    data = content.encode() if isinstance(content, str) else content
    return list(feed.read_feed(to_text(data, "feed"), "feed", OPTIONS, now=NOW))


def articles(content: str | bytes) -> list[IncomingArticle]:
    """The articles of a feed."""
    return [i for i in items(content) if isinstance(i, IncomingArticle)]


def rss(inner: str, *, top: str = "", version: str = "2.0", declared: str = "") -> str:
    """An RSS feed with some items."""
    return f"""<?xml version="1.0"{declared}?>{top}<rss version="{version}" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>The Lamp</title>
    <link>https://lamp.example/</link><language>en</language>{inner}</channel></rss>"""


ITEM = """<item><title>Ferry &lt;b&gt;stops&lt;/b&gt; &amp;amp; waits</title><link>https://lamp.example/ferry</link>
<guid isPermaLink="false">lamp-17</guid>
<pubDate>Tue, 05 Nov 2024 14:05:00 +0200</pubDate><dc:creator>Ada Brink</dc:creator>
<category>Harbour</category><category>Winter</category>
<description>Nine hundred people go by road.</description>
<content:encoded><![CDATA[<p>The ferry will not run.</p>
<p>A <a href="/bus">bus</a> is promised.<script>alert(1)</script></p>]]></content:encoded>
<media:content url="https://lamp.example/ferry.jpg" medium="image">
<media:credit>Mira Holt</media:credit><media:description>At its berth</media:description></media:content></item>"""


def test_an_rss_item_gives_all_its_parts() -> None:
    [article] = articles(rss(ITEM))
    assert article.headline == "Ferry stops & waits"
    assert article.identity.endswith("lamp-17") and article.legacy == ("https://lamp.example/ferry",)
    assert article.published == datetime(2024, 11, 5, 12, 5, tzinfo=UTC)
    assert article.bylines == ("Ada Brink",) and article.topics == ("Harbour", "Winter")
    assert article.standfirst == "Nine hundred people go by road."
    assert article.body == (
        {
            "type": "text",
            "html": '<p>The ferry will not run.</p><p>A <a href="https://lamp.example/bus">bus</a> is promised.</p>',
        },
    )
    assert article.picture is not None and article.picture.caption == "At its berth"
    assert article.pictures[0].key == "https://lamp.example/ferry.jpg" and article.pictures[0].credit == "Mira Holt"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru" xml:base="https://lamp.example/ru/"><title>Лампа</title><id>urn:lamp</id>
<updated>2024-11-06T09:00:00Z</updated><author><name>Ада Бринк</name></author>
<entry><id>urn:lamp:17</id><title type="html">Паром &lt;i&gt;остановят&lt;/i&gt;</title>
<link rel="alternate" href="parom"/>
<published>2024-11-05T14:05:00+02:00</published><updated>2024-11-06T09:00:00Z</updated><category term="порт"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Паром не будет ходить до весны.</p>
<p><img src="p.jpg" alt="Паром"/></p></div></content></entry></feed>"""


def test_an_atom_entry_takes_author_language_and_base_from_round_it() -> None:
    [article] = articles(ATOM)
    assert article.headline == "Паром остановят" and article.language == "ru" and article.bylines == ("Ада Бринк",)
    assert article.legacy == ("https://lamp.example/ru/parom",) and article.identity == "urn:lamp:17"
    assert article.updated == datetime(2024, 11, 6, 9, tzinfo=UTC)
    assert "https://lamp.example/ru/p.jpg" in [p.key for p in article.pictures]


JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Lamp",
    "home_page_url": "https://lamp.example/",
    "language": "en",
    "items": [
        {
            "id": 17,
            "url": "https://lamp.example/ferry",
            "title": "Ferry <stops>",
            "content_html": "<p>No ferry.</p><script>alert(1)</script>",
            "summary": "By road",
            "date_published": "2024-11-05T14:05:00+02:00",
            "authors": [{"name": "Ada Brink"}],
            "tags": ["Harbour"],
            "image": "https://lamp.example/f.jpg",
        },
        {"id": "18", "content_text": "A note without a title.\n\nIt has two paragraphs."},
        "nonsense",
        {"id": "19"},
    ],
}


def test_a_json_feed_comes_in_and_one_bad_item_stops_nothing() -> None:
    found = items(json.dumps(JSON_FEED))
    first, second = (i for i in found if isinstance(i, IncomingArticle))
    assert first.headline == "Ferry <stops>" and first.identity.endswith("17") and first.topics == ("Harbour",)
    assert first.picture is not None and first.picture.picture == "https://lamp.example/f.jpg"
    assert second.headline == "A note without a title." and "It has two" in second.body[0]["html"]
    assert len([i for i in found if isinstance(i, Skipped)]) == 2
    assert "alert" not in repr(found)


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0"])
def test_every_version_of_rss_comes_in(version: str) -> None:
    assert (
        articles(rss("<item><title>Ferry</title><description>No ferry.</description></item>", version=version))[
            0
        ].headline
        == "Ferry"
    )


def test_rdf_comes_in() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://lamp.example/"><title>The Lamp</title></channel>
<item rdf:about="https://lamp.example/ferry"><title>Ferry</title>
    <link>https://lamp.example/ferry</link><description>No ferry.</description>
    <dc:date>2024-11-05T14:05:00Z</dc:date></item></rdf:RDF>"""
    [article] = articles(rdf)
    assert article.headline == "Ferry" and article.published == datetime(2024, 11, 5, 14, 5, tzinfo=UTC)


def test_atom_of_2003_comes_in() -> None:
    atom = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Lamp</title>
    <entry><title>Ferry</title><id>tag:lamp.example,2003:1</id>
    <issued>2003-12-13T08:29:29-04:00</issued>
    <content type="text/html" mode="escaped">&lt;p&gt;No ferry.&lt;/p&gt;</content></entry></feed>"""
    [article] = articles(atom)
    assert article.body == ({"type": "text", "html": "<p>No ferry.</p>"},)
    assert article.published == datetime(2003, 12, 13, 12, 29, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("windows-1251", "windows-1251"),
        ("windows-1251", "utf-8"),
        ("koi8-r", ""),
        ("utf-16", "utf-16"),
        ("utf-8", "windows-1251"),
        ("utf-8-sig", "iso-8859-1"),
    ],
)
def test_bytes_are_read_however_they_are_declared(encoding: str, declared: str) -> None:
    told = (
        "Паром между городом и Старым причалом не будет ходить с понедельника до конца марта, сообщили в конторе порта."
    )
    text = rss(
        f"<item><title>Паром остановят</title><description>{told}</description></item>",
        declared=f' encoding="{declared}"' if declared else "",
    )
    [article] = articles(text.encode(encoding))
    assert article.headline == "Паром остановят" and told in article.body[0]["html"]


def test_a_packed_feed_is_unpacked_and_a_packed_bomb_is_refused() -> None:
    assert articles(gzip.compress(rss(ITEM).encode()))
    with pytest.raises(RefusedError, match="too large"):
        items(gzip.compress(b" " * 30_000_000))


def test_what_is_dated_in_the_future_waits_as_a_draft() -> None:
    [article] = articles(
        rss(
            "<item><title>Spring</title><description>x</description>"
            "<pubDate>Sat, 01 Mar 2025 10:00:00 GMT</pubDate></item>"
        )
    )
    assert article.status == "draft" and any("future" in w for w in article.warnings)


def test_an_entity_bomb_is_refused_at_once() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    started = time.perf_counter()
    with pytest.raises(RefusedError, match="entit"):
        items(rss("<item><title>&e9;</title></item>", top=f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'))
    assert time.perf_counter() - started < 2


def test_a_quadratic_bomb_is_refused() -> None:
    with pytest.raises(RefusedError, match="entit"):
        items(
            rss(f"<item><title>{'&a;' * 50_000}</title></item>", top=f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>')
        )


def test_other_files_do_not_come_in_through_entities(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the words nobody may read", encoding="utf-8")
    top = f"""<!DOCTYPE rss [<!ENTITY f SYSTEM "file://{tmp_path}/secret.txt">
    <!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>"""
    found = items(rss("<item><title>Ferry &f;</title><description>No ferry.</description></item>", top=top))
    assert "nobody may read" not in repr(found)
    assert any(isinstance(i, Warned) and "outside" in i.text for i in found)
    assert next(i.headline for i in found if isinstance(i, IncomingArticle)).startswith("Ferry")


def test_a_name_for_a_letter_declared_by_the_feed_still_works() -> None:
    [article] = articles(
        rss("<item><title>Ferry&dash;stops</title></item>", top='<!DOCTYPE rss [<!ENTITY dash "&#8211;">]>')
    )
    assert article.headline == "Ferry–stops"


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "hello",
        "<html><body>no feed</body></html>",
        "{",
        '{"a": 1}',
        "[1, 2]",
        "<rss",
        "\x00\x00\x00",
        "[" * 100_000,
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(broken: str) -> None:
    with pytest.raises(RefusedError, match=r"feed|empty"):
        items(broken)


def test_a_feed_cut_off_in_the_middle_gives_what_it_had_and_says_so() -> None:
    found = items(rss(ITEM * 3)[:-700])
    assert any(isinstance(i, Warned) and "not well-formed" in i.text for i in found)
    assert any(isinstance(i, IncomingArticle) for i in found)


def test_two_items_with_one_id_are_told_apart() -> None:
    other = ITEM.replace("/ferry<", "/bus<").replace("Ferry", "Bus")
    first, second = articles(rss(ITEM + other))
    assert first.identity != second.identity
    found = items(rss(ITEM + ITEM))
    assert [type(i) for i in found if not isinstance(i, Warned)] == [IncomingArticle, Skipped]


def test_reading_a_feed_again_gives_the_same_articles() -> None:
    text = rss(ITEM + "<item><title>No id</title><description>Nothing but a title and this.</description></item>")
    assert articles(text) == articles(text)


def test_ten_thousand_nested_elements_do_no_harm() -> None:
    started = time.perf_counter()
    items(rss(f"<item><title>Deep</title><content:encoded>{'&lt;div&gt;' * 10_000}x</content:encoded></item>"))
    assert time.perf_counter() - started < 20


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(RefusedError):
            list(feed.read(path, OPTIONS))
