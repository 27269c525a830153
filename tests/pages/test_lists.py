"""Fronts, lists, months, feeds, sitemaps, redirects: what leads to the articles."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from typing import Any

import feedparser
import pytest

from tamizdat.pages.redirects import legacy_path
from tamizdat.pages.units import make_unit
from tests.pages.facts import (
    BYLINE,
    PICTURE,
    SECTION,
    TOPIC,
    Answers,
    Facts,
    make_article,
    make_card,
    make_paper,
    paragraphs,
    wire_size,
)

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "latest:en"


def many(count: int, **changes: Any) -> tuple[Facts, list[dict[str, Any]]]:
    """A paper with so many articles, and their cards, newest first."""
    facts = make_paper()
    articles = [
        make_article(
            f"a{n:012}", path=f"/en/2026/03/story-{n}.html", headline=f"Story {n} of the harbour and its people",
            standfirst=f"What happened at quay {n}, and who says so.", sequence=n,
            published=f"2026-03-{n % 28 + 1:02}T09:30:00Z", **changes,
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    facts |= {f"article:{one['id']}": one for one in articles}
    return facts, [make_card(one, facts) for one in reversed(articles)]


def text(unit: str, facts: Facts) -> str:
    return make_unit(unit, Answers(facts))[0].data.decode()


def test_a_full_archive_page_asks_for_nothing_that_grows() -> None:
    facts, cards = many(50)
    ask = Answers(facts | {f"cards:{LIST}/1": cards})
    [output] = make_unit(f"archive:{LIST}/1", ask)
    assert output.path == "/en/latest/1.html"
    assert not [one for one in ask.asked if one.startswith(("extent", "newest", "months", "counters"))]
    assert b"latest/2.html" not in output.data
    assert output.data.count(b"story-") == 50


def test_the_newest_of_a_list_lead_into_its_archive() -> None:
    facts, cards = many(30)
    html = text(f"index:{LIST}", facts | {f"newest:{LIST}": cards, f"extent:{LIST}": {"pages": 7}})
    assert 'href="../../en/latest/7.html"' in html
    assert html.count("<article") == 30


def test_fifty_of_the_longest_headlines_fit_one_page() -> None:
    _, cards = many(50)
    for language, word in (("en", "harbour "), ("ru", "гавань "), ("zh", "港口的消息")):
        long = [
            {
                **card,
                "headline": f"{n} " + word * 40,
                "standfirst": word * 60,
                "path": f"/en/2026/03/{word.strip() * 3}-{n}.html",
            }
            for n, card in enumerate(cards)
        ]
        settings = make_paper(language) | {f"cards:latest:{language}/1": long, f"newest:latest:{language}": long[:30]}
        for unit in (f"archive:latest:{language}/1", f"index:latest:{language}", f"front:{language}"):
            for output in make_unit(unit, Answers(settings)):
                assert wire_size(output) <= 10_000


def test_an_empty_list_says_so() -> None:
    assert "Nothing is printed here yet." in text(f"index:section:{SECTION}", make_paper())
    assert "Nothing is printed here yet." in text("front:en", make_paper())


def test_the_front_of_the_first_language_is_also_the_front_of_the_tree() -> None:
    facts, cards = many(20, picture={"picture": PICTURE, "alt": "Cranes", "caption": ""})
    facts |= {"newest:latest:en": cards, f"newest:section:{SECTION}": cards}
    root, own = make_unit("front:en", Answers(facts))
    assert (root.path, own.path) == ("/index.html", "/en/index.html")
    assert b'href="en/2026/03/story-20.html"' in root.data and b'href="../en/2026/03/story-20.html"' in own.data
    assert root.data.count(b"<h1") == 1


def test_the_front_prints_the_lead_and_the_picks_that_editors_chose() -> None:
    facts, cards = many(20)
    facts["front:en"] = {"language": "en", "lead": cards[12]["id"], "picks": [cards[9]["id"], cards[3]["id"], "z" * 13]}
    html = text("front:en", facts | {"newest:latest:en": cards})
    order = [html.index(f"story-{n}.html") for n in (8, 11, 17)]
    assert order == sorted(order)
    assert html.count("story-8.html") == 1


def test_months_stand_by_year_with_their_counts() -> None:
    months = [{"month": "2026-03", "count": 12}, {"month": "2025-12", "count": 3}]
    html = text("months:en", make_paper() | {"months:en": months})
    assert 'href="../../en/months/2026-03/index.html">March</a>' in html
    assert html.index("2026</h2>") < html.index("2025</h2>")


def full_feed(count: int, pages: int) -> Facts:
    facts, cards = many(
        count, body=paragraphs("The whole text."), picture={"picture": PICTURE, "alt": "x", "caption": ""}
    )
    open_page = cards[: count - 50 * (pages - 1)]
    facts |= {f"extent:{LIST}": {"pages": pages}, f"cards:{LIST}/{pages}": open_page, f"newest:{LIST}": cards[:30]}
    return facts | {f"cards:{LIST}/{n}": cards[count - 50 * n : count - 50 * (n - 1)] for n in range(1, pages)}


def test_the_feed_has_the_full_text_and_leads_to_closed_pages() -> None:
    facts = full_feed(120, 3)
    output, _ = make_unit("feed:en", Answers(facts))
    feed = feedparser.parse(output.data)
    assert not feed.bozo and output.media_type == "application/atom+xml"
    assert 30 <= len(feed.entries) <= 50
    assert "The whole text." in feed.entries[0].content[0].value
    assert feed.entries[0].id.startswith("tag:tamizdat,2026:a")
    assert feed.entries[0].link == "../en/2026/03/story-120.html", "it leads to where the feed was read"
    links = {one["rel"]: one["href"] for one in feed.feed.links}
    assert links["prev-archive"] == "../en/feed/2.xml"
    closed = make_unit("feed-archive:en/2", Answers(facts))
    archives = [feedparser.parse(one.data) for one in closed]
    assert not any(one.bozo for one in archives) and sum(len(one.entries) for one in archives) == 50
    assert all("fh_archive" in one.feed for one in archives)
    assert not any("next-archive" in one.data.decode() for one in closed)


def test_every_article_is_in_the_feed_or_in_one_of_its_closed_pages() -> None:
    facts = full_feed(137, 3)
    found = set()
    for unit in ("feed:en", "feed-archive:en/1", "feed-archive:en/2"):
        for output in make_unit(unit, Answers(facts)):
            if output.path.endswith(".xml"):
                found |= {one.findtext(f"{ATOM}id") for one in ET.fromstring(output.data).iter(f"{ATOM}entry")}
    assert len(found) == 137


def test_a_correction_is_in_the_feed() -> None:
    facts = full_feed(1, 1)
    facts["article:a000000000001"]["corrections"] = [{"at": "2026-03-02T10:00:00Z", "html": "<p>It was nine.</p>"}]
    assert "It was nine." in feedparser.parse(make_unit("feed:en", Answers(facts))[0].data).entries[0].content[0].value


def test_without_an_address_feeds_are_relative_and_identities_stay() -> None:
    facts = full_feed(3, 1)
    with_address = feedparser.parse(make_unit("feed:en", Answers(facts))[0].data)
    facts["settings"] = {**facts["settings"], "address": ""}
    data = make_unit("feed:en", Answers(facts))[0].data
    assert b'href="../en/2026/03/story-3.html"' in data
    assert [one.id for one in feedparser.parse(data).entries] == [one.id for one in with_address.entries]
    assert feedparser.parse(data).feed.id == with_address.feed.id


@pytest.mark.parametrize("name", [f"section:{SECTION}", f"topic:{TOPIC}", f"byline:{BYLINE}"])
def test_sections_topics_and_bylines_have_feeds_with_the_whole_text(name: str) -> None:
    facts, cards = many(5, body=paragraphs("The whole text."))
    atom, as_json = make_unit(f"feed-of:{name}", Answers(facts | {f"newest:{name}": cards}))
    feed = feedparser.parse(atom.data)
    assert not feed.bozo and len(feed.entries) == 5 and "The whole text." in feed.entries[4].content[0].value
    value = json.loads(as_json.data)
    assert value["version"] == "https://jsonfeed.org/version/1.1" and as_json.path.endswith("/feed.json")
    assert [one["id"] for one in value["items"]] == [one.id for one in feed.entries]
    assert value["items"][0]["content_html"] == feed.entries[0].content[0].value
    assert value["items"][0]["authors"] == [{"name": "Ina Holt"}] and value["items"][0]["tags"] == ["Ice"]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "harbour{} rope{} "), ("ru", "гавань{} канат{} "), ("zh", "港口{}的消息。")]
)
def test_no_file_of_a_feed_is_longer_than_arrives_and_what_does_not_fit_has_its_summary(
    language: str, word: str
) -> None:
    facts, cards = many(50, body=paragraphs("".join(word.format(n, n * 7) for n in range(90))))
    facts = {name.replace("paper:en", f"paper:{language}"): value for name, value in facts.items()}
    facts["paper:" + language] = {**facts["paper:" + language], "language": language}
    list_of = f"latest:{language}"
    facts |= {f"extent:{list_of}": {"pages": 1}, f"cards:{list_of}/1": cards, f"newest:{list_of}": cards[:30]}
    outputs = make_unit(f"feed:{language}", Answers(facts)) + make_unit(f"feed-archive:{language}/1", Answers(facts))
    assert max(map(wire_size, outputs)) < 14_000
    newest = feedparser.parse(outputs[0].data).entries
    assert len(newest) == 50 and "content" in newest[0] and "content" not in newest[-1] and newest[-1].summary
    closed = [one for output in outputs[2:] for one in feedparser.parse(output.data).entries]
    assert len(closed) == 50 and all("content" in one for one in closed), "nothing is lost"
    before = [re.findall(rb'rel="prev-archive"[^>]*href="(?:\.\./)+([^"]*)"', output.data) for output in outputs[2:]]
    assert before == [[output.path[1:].encode()] for output in outputs[3:]] + [[]]


BAD = {
    "latin": ("abcdefghijklmnopqrstuvwxyz0123456789 ", 250, 5_000),
    "signs": ('&<>"', 1_000, 5_000),
    "russian": ("абвгдежзийклмнопрстуфхцчшщъыьэюя ", 250, 40_000),
    "chinese": ("".join(map(chr, range(0x4E00, 0x6600))), 1_000, 40_000),
}


@pytest.mark.parametrize("letters", BAD)
def test_whatever_titles_and_summaries_are_a_feed_arrives(letters: str) -> None:
    alphabet, title, summary = BAD[letters]
    chance = random.Random(3)
    facts, cards = many(50, body=paragraphs("The whole text."))
    for card in cards:
        told = {
            "headline": "".join(chance.choices(alphabet, k=title)),
            "standfirst": "".join(chance.choices(alphabet, k=summary)),
        }
        card |= told | {"bylines": [{**card["bylines"][0], "name": f"Name {n} {card['id']}"} for n in range(40)]}
        facts[f"article:{card['id']}"] |= told
    facts |= {f"extent:{LIST}": {"pages": 1}, f"cards:{LIST}/1": cards, f"newest:{LIST}": cards[:30]}
    outputs = make_unit("feed:en", Answers(facts)) + make_unit("feed-archive:en/1", Answers(facts))
    assert max(map(wire_size, outputs)) <= 14_000
    found = feedparser.parse(outputs[0].data).entries
    assert len(found) == 50 and all(len(one.title) > 10 for one in found)


def test_long_standfirsts_are_shortened_alike_and_short_ones_stay_whole() -> None:
    facts, cards = many(50, body=paragraphs("Whole text. " * 900))
    for number, card in enumerate(cards):
        card["standfirst"] = "Короткое." if number % 5 == 0 else "Гавань стояла пустая, и никто не пришёл. " * 13
        facts[f"article:{card['id']}"]["standfirst"] = card["standfirst"]
    facts |= {f"extent:{LIST}": {"pages": 1}, f"cards:{LIST}/1": cards, f"newest:{LIST}": cards[:30]}
    atom, as_json = make_unit("feed:en", Answers(facts))
    for summaries in (
        [one.summary for one in feedparser.parse(atom.data).entries],
        [one["summary"] for one in json.loads(as_json.data)["items"]],
    ):
        assert summaries[::5] == ["Короткое."] * 10
        long = {one for one in summaries if one != "Короткое."}
        assert len(long) == 1 and long.pop().endswith("…")


def test_the_sitemap_of_news_holds_two_days_and_asks_no_clock() -> None:
    facts, cards = many(20)
    facts |= {"newest:latest:en": cards, "extent:latest:en": {"pages": 1}, "cards:latest:en/1": cards}
    [output] = make_unit("news:en", Answers(facts))
    ET.fromstring(output.data)
    found = re.findall(r"<news:publication_date>([^<]+)<", output.data.decode())
    assert found == ["2026-03-21T09:30:00Z", "2026-03-20T09:30:00Z"]
    assert "<loc>https://lamp.example/en/2026/03/story-20.html</loc>" in output.data.decode()
    assert b"/sitemap/news-en.xml" in make_unit("sitemap", Answers(facts))[0].data


def test_the_sitemap_lists_every_article_with_its_translations() -> None:
    facts, cards = many(3)
    group = facts["article:a000000000002"]["group"]
    facts[f"translations:{group}"] = [
        {"id": "a000000000002", "language": "en", "path": "/en/2026/03/story-2.html", "headline": ""},
        {"id": "f" * 13, "language": "fa", "path": "/fa/2026/03/مد.html", "headline": ""},
    ]
    facts |= {"extent:latest:en": {"pages": 21}, "cards:latest:en/1": cards}
    index = make_unit("sitemap", Answers(facts))[0].data.decode()
    assert "https://lamp.example/sitemap/en-2.xml" in index
    [output] = make_unit("sitemap:en/1", Answers(facts))
    text = output.data.decode()
    ET.fromstring(output.data)
    assert output.path == "/sitemap/en-1.xml"
    assert text.count("<loc>https://lamp.example/en/2026/03/story-") == 3
    assert 'hreflang="fa" href="https://lamp.example/fa/2026/03/%D9%85%D8%AF.html"' in text
    assert text.count('hreflang="x-default" href="https://lamp.example/en/2026/03/story-2.html"') == 1


LANGUAGES = frozenset(("en", "fa"))


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("https://old.example/2019/05/quay/", "/2019/05/quay/index.html"),
        ("https://old.example/2019/05/quay", "/2019/05/quay/index.html"),
        ("/2019/05/quay.html", "/2019/05/quay.html"),
        ("https://old.example/news.php", "/news.php"),
        ("https://old.example/%D8%AE%D8%A8%D8%B1", "/خبر/index.html"),
        ("https://old.example/release-1.2", "/release-1.2/index.html"),
        ("https://old.example/en/story-about-ice", "/en/story-about-ice/index.html"),
        ("https://old.example/?p=12", None),
        ("https://old.example/", None),
        ("https://old.example/index.html", None),
        ("https://old.example/o/abc", None),
        ("https://old.example/tuf/1.root.json", None),
        ("https://old.example/facts/x", None),
        ("https://old.example/en/2019/05/x", None),
        ("https://old.example/en/", None),
        ("https://old.example/a/../../etc/passwd", None),
        ("https://old.example/a%00b", None),
        ("https://old.example/a%FFb", None),
        ("https://old.example/page.html/comments/", None),
        ("not an address", None),
        ("http://[", None),
    ],
)
def test_an_old_address_leads_on_where_a_file_can_answer_it(old: str, path: str | None) -> None:
    assert legacy_path(old, LANGUAGES) == path


def test_no_old_address_takes_the_place_of_a_file_of_the_edition() -> None:
    """A folder of that name would stop every later edition."""
    answers = Answers(make_paper() | {(article := make_article())["id"]: article})
    names = [one.path for unit in ("static", "missing", "sitemap", "front:en") for one in make_unit(unit, answers)]
    assert any(name.endswith(".js") for name in names)
    for name in [*names, "/robots.txt", "/favicon.ico", "/quay.html.gz", "/quay.html.br"]:
        for old in (name, f"{name}/", f"{name}/more/", f"https://old.example{name}/x"):
            path = legacy_path(old, LANGUAGES)
            assert path is None or (path not in names and f"/{name.strip('/')}/" not in path), old


def test_a_redirect_is_a_small_page_that_works_without_scripts() -> None:
    article = make_article(legacy=["https://old.example/2019/05/quay/", "https://old.example/?p=1", "/quay.html"])
    outputs = make_unit(f"redirect:{article['id']}", Answers(make_paper() | {f"article:{article['id']}": article}))
    assert [one.path for one in outputs] == ["/2019/05/quay/index.html", "/quay.html"]
    assert b'content="0; url=../../../en/2026/03/tide.html"' in outputs[0].data
    assert b'<a href="en/2026/03/tide.html">The tide waits</a>' in outputs[1].data
