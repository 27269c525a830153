"""Live coverage, sound and film, series: what readers get of them."""

from __future__ import annotations

import json
import random
import re
import xml.etree.ElementTree as ET
from typing import Any

import feedparser
import pytest

from tamizdat.pages.output import Output
from tamizdat.pages.units import make_unit
from tests.pages.facts import PICTURE, Answers, Facts, make_article, make_card, make_paper, paragraphs, wire_size

PATH = "/en/2026/03/tide.html"
SOUND = {
    "id": "r" * 13, "title": "The tide, read aloud", "credit": "", "digest": "d" * 64, "bytes": 12_400_000,
    "media_type": "audio/mpeg", "extension": "mp3", "seconds": 3_750,
}  # fmt: skip
FILM = SOUND | {"media_type": "video/mp4", "extension": "mp4"}


def entry(number: int, words: str = "Water came over the pier.", **more: Any) -> dict[str, Any]:
    at = f"2026-03-01T{8 + number // 60:02}:{number % 60:02}:00Z"
    return {"id": f"e{number:012}", "at": at, "part": number // 5 + 1, "html": f"<p>{number}: {words}</p>", **more}


def live(entries: list[dict[str, Any]], *, ended: str | None = None, **changes: Any) -> dict[str, Any]:
    points = changes.pop("points", [])
    return make_article(kind="live", live={"entries": entries, "points": points, "ended": ended}, **changes)


def printed(article: dict[str, Any], facts: Facts | None = None) -> dict[str, Output]:
    facts = (facts or make_paper()) | {f"article:{article['id']}": article}
    return {one.path: one for one in make_unit(f"article:{article['id']}", Answers(facts))}


def html(article: dict[str, Any], path: str = PATH) -> str:
    return printed(article)[path].data.decode()


def described(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])  # type: ignore[index]
    return found


def test_the_newest_entry_stands_first_under_the_key_points_and_what_is_pinned() -> None:
    entries = [entry(1), entry(2, pinned=True), entry(3), entry(4)]
    page = html(live(entries, points=["Two piers are under water."]))
    places = [page.index(one) for one in ("<li>Two piers", "<p>2: Wat", "<p>4: Wat", "<p>3: Wat", "<p>1: Wat")]
    assert places == sorted(places)
    assert page.count("<p>2: Water") == 1


def test_a_page_asks_for_itself_again_without_scripts_while_it_is_running_and_not_after() -> None:
    running, over = html(live([entry(1)])), html(live([entry(1)], ended="2026-03-01T20:00:00Z"))
    assert '<noscript><meta http-equiv="refresh" content="120"></noscript>' in running
    assert "refresh" not in over and "This coverage has ended." in over


def test_a_new_entry_rewrites_no_full_further_page() -> None:
    before = printed(live([entry(n) for n in range(40)]))
    after = printed(live([entry(n) for n in range(43)], updated="2026-03-01T12:00:00Z"))
    changed = {path for path in before if before[path].data != after[path].data}
    assert changed == {PATH, "/en/2026/03/tide.live.xml"}
    again = printed(live([entry(n) for n in range(44)]))
    assert {path for path in after if path.endswith("html") and after[path].data != again[path].data} == {
        PATH, "/en/2026/03/tide.live.9.html",
    }  # fmt: skip


def pages_from(path: str, pages: dict[str, Output]) -> list[str]:
    """Pages of live coverage as a reader who goes on meets them."""
    shown = []
    while path:
        shown.append(pages[path].data.decode())
        found = re.search(r'class="go" href="\.\./\.\./\.\./([^"]+)"', shown[-1])
        path = f"/{found[1]}" if found else ""
    return shown


def test_every_entry_has_an_anchor_that_lasts_and_all_of_them_are_reached_from_the_first_page() -> None:
    pages = printed(live([entry(n, "Water " * 40) for n in range(63)]))
    seen = {one for page in pages_from(PATH, pages) for one in re.findall(r'id="e(e\d{12})"', page)}
    assert len(seen) == 63
    for way in re.findall(
        r'<h2 class="when"[^>]*><a href="\.\./\.\./\.\./([^"#]+)#(e[^"]+)"', pages[PATH].data.decode()
    ):
        assert f'id="{way[1]}"' in pages[f"/{way[0]}"].data.decode()


PERSIAN = "آب از روی اسکله گذشت و هیچ‌کس به خانه نرفت. "
PINS = {
    "one that would fill the page": ("Water came over the pier. ", {3: 300}),
    "the oldest, which is long": ("Water came over the pier. ", {0: 300}),
    "the newest, which is long": ("Water came over the pier. ", {29: 300}),
    "two of half a page in Persian": (PERSIAN, {3: 60, 4: 60}),
    "more than half of the page holds": ("Water came over the pier. ", dict.fromkeys(range(25), 4)),
    "all of them": ("Water came over the pier. ", dict.fromkeys(range(30), 20)),
}


@pytest.mark.parametrize("pins", PINS)
def test_whatever_is_pinned_the_newest_entry_is_on_the_first_page_and_all_words_are_reached(pins: str) -> None:
    words, pinned = PINS[pins]
    entries = [
        entry(n, f"{words * pinned.get(n, 3)}End of {n}.", **({"pinned": True} if n in pinned else {}))
        for n in range(30)
    ]
    pages = printed(live(entries))
    shown = pages_from(PATH, pages)
    newest = max((n for n in range(30) if n not in pinned), default=29)
    assert f'id="ee{newest:012}"' in shown[0], "what is new stands on the first page"
    for number in range(30):
        reached = shown
        if number in pinned and f'id="ee{number:012}"' in shown[0] and f"End of {number}." not in shown[0]:
            part = f"tide.live.{number // 5 + 1}.html"
            begins = rf'<p><a href="[./a-z0-9]*{part}#ee{number:012}">{number}: .*…</a></p>'
            assert re.search(begins, shown[0]), "how it begins, and a way to all of it"
            reached = pages_from(f"/en/2026/03/{part}", pages)
        assert any(f"End of {number}." in page for page in reached)
    assert all(wire_size(one) <= 10_000 for one in pages.values() if one.path.endswith("html"))


@pytest.mark.parametrize("words", ["harbour ", "гавань стоит ", "آب بندر را گرفت ", "港口的消息"])
def test_a_long_day_fits_its_pages(words: str) -> None:
    entries = [entry(n, words * 30) for n in range(60)]
    entries[30] = entry(30, words * 2_500)  # one that is longer than a page
    entries[59] = entry(59, words * 2_500)
    for output in printed(live(entries, points=[words * 8] * 5, body=paragraphs(words * 800))).values():
        assert wire_size(output) <= (10_000 if output.path.endswith(".html") else 14_000), output.path


def test_an_edited_entry_says_so_and_keeps_its_identity_in_the_feed() -> None:
    one = entry(1)
    plain = feedparser.parse(printed(live([one]))["/en/2026/03/tide.live.xml"].data).entries[0]
    edited = live([one | {"edited": "2026-03-01T09:00:00Z"}])
    again = feedparser.parse(printed(edited)["/en/2026/03/tide.live.xml"].data).entries[0]
    assert "Updated" in html(edited)[html(edited).index('class="when"') :]
    assert plain.id == again.id and plain.updated != again.updated


def test_pages_of_live_coverage_keep_their_addresses_whether_readers_are_asked_or_not() -> None:
    words = "Water came over the pier. "
    for times in range(100, 260, 4):
        article = live([entry(n, words * times) for n in range(3)], body=paragraphs(*[words] * times))
        paths = set()
        for notice in (None, {"id": "n1", "title": "The gap", "html": f"<p>{words * 30}</p>", "link": "Help"}):
            paths.add(tuple(printed(article, make_paper(notice=notice))))
        assert len(paths) == 1, times


@pytest.mark.parametrize(("known", "whole"), [(100_000, 2), (400, 6)])
def test_the_feed_has_whole_texts_while_they_fit_and_then_how_they_begin(known: int, whole: int) -> None:
    chance = random.Random(5)
    entries = [entry(n, " ".join(f"word{chance.randrange(known)}" for _ in range(200))) for n in range(30)]
    output = printed(live(entries))["/en/2026/03/tide.live.xml"]
    found = feedparser.parse(output.data).entries
    assert wire_size(output) <= 14_000 and len(found) == 30
    assert ["content" in one for one in found] == [True] * whole + [False] * (30 - whole)
    assert all(re.fullmatch(r"\d+: word.*…", one.summary) for one in found[whole:])


def test_the_whole_feed_of_a_usual_day_is_whole() -> None:
    output = printed(live([entry(n, "Water came over the pier, and the ferry did not leave. " * 4) for n in range(30)]))
    assert all("content" in one for one in feedparser.parse(output["/en/2026/03/tide.live.xml"].data).entries)


def test_a_title_in_the_feed_is_escaped_once() -> None:
    told = printed(live([entry(1, "Ropes &amp; <b>tides</b> &lt; 3 m")]))["/en/2026/03/tide.live.xml"]
    assert b"<title>1: Ropes &amp; tides &lt; 3 m</title>" in told.data


def test_search_engines_are_told_of_a_live_blog() -> None:
    told = described(html(live([entry(1, title="Pier gone"), entry(2)], ended="2026-03-01T20:00:00Z")))
    assert told["@type"] == "LiveBlogPosting" and told["coverageEndTime"] == "2026-03-01T20:00:00Z"
    assert [one["headline"] for one in told["liveBlogUpdate"]] == ["2: Water came over the pier.", "Pier gone"]


def test_live_coverage_without_an_entry_is_a_page_too() -> None:
    page = html(live([]))
    assert "The tide waits" in page and "Live" in page


def episode(**changes: Any) -> dict[str, Any]:
    return make_article(kind="audio", recording=SOUND, **changes)


def test_sound_comes_from_the_edition_itself_and_not_before_the_reader_asks_for_it() -> None:
    page = html(episode())
    assert (
        f'<audio controls preload="none" src="../../../media/{"d" * 64}.mp3" aria-label="The tide, read aloud">' in page
    )
    assert "<bdi>1:02:30</bdi>" in page and "(12\u202fMB)" in page
    assert "media-src 'self'" in page
    assert described(page)["audio"]["duration"] == "PT3750S"


def test_a_film_is_a_link_with_its_poster() -> None:
    lead = {"picture": PICTURE, "alt": "The pier at noon", "caption": ""}
    page = html(make_article(kind="video", recording=FILM, picture=lead))
    assert "<video" not in page
    assert re.search(r'<a href="\.\./\.\./\.\./media/d+\.mp4" type="video/mp4"><picture>.*alt="The pier at noon"', page)


def test_under_the_poster_of_a_film_stand_its_caption_and_who_made_both() -> None:
    lead = {"picture": PICTURE, "alt": "The pier", "caption": "The <em>last</em> ferry. " * 80}
    page = html(make_article(kind="video", recording=FILM | {"credit": "Mia Sand"}, picture=lead))
    found = re.search(r'<figure class="film">.*?<figcaption>(.*?)</figcaption></figure>(<p class="cap">)', page)
    assert (
        found and found[1].startswith("The <em>last</em> ferry.") and "<small>Oskar Lind · Mia Sand</small>" in found[1]
    )
    assert page.partition("<body")[2].count("The <em>last</em> ferry.") == 80, "a long caption goes on below it"


@pytest.mark.parametrize("lead", [None, {"picture": PICTURE, "alt": "The pier", "caption": ""},
                                  {"picture": "z" * 13, "alt": "One that is gone", "caption": ""}])  # fmt: skip
def test_every_form_of_its_page_leads_to_the_film_once(lead: Any) -> None:
    article = make_article(kind="video", recording=FILM, picture=lead)
    facts = make_paper() | {f"article:{article['id']}": article}
    [text_only] = make_unit(f"text:{article['id']}", Answers(facts))
    for shown in (html(article), text_only.data.decode()):
        assert shown.partition("<body")[2].count(f"media/{'d' * 64}.mp4") == 1


def test_chapters_lead_to_their_place_and_are_a_file_for_players() -> None:
    article = episode(chapters=[{"at": 0, "title": "Ebb"}, {"at": 750, "title": "A <b> flood"}])
    page = html(article)
    assert f'media/{"d" * 64}.mp3#t=750"><bdi>12:30</bdi></a> <bdi>A &lt;b&gt; flood</bdi>' in page
    told = json.loads(printed(article)["/en/2026/03/tide.chapters.json"].data)
    assert told["chapters"][1] == {"startTime": 750, "title": "A <b> flood"}


def test_a_transcript_stands_under_the_text_and_is_never_cut_off() -> None:
    words = "\n".join(f"Sentence {n} of what was said." for n in range(900))
    pages = [one.data.decode() for one in printed(episode(transcript=words)).values() if one.path.endswith("html")]
    assert '<h2 id="transcript">Transcript</h2>' in pages[0]
    assert all(any(f"Sentence {n} of" in page for page in pages) for n in range(900))


def test_the_podcast_is_read_by_players() -> None:
    article = episode(chapters=[{"at": 0, "title": "Ebb"}], transcript="Words.", standfirst="Of tides & time")
    facts = make_paper()
    facts["settings"]["onion"] = "lamplamplamp.onion"
    facts |= {"article:" + "a" * 13: article, "newest:podcast:en": [make_card(article, facts)]}
    [output] = make_unit("podcast:en", Answers(facts))
    assert (output.path, output.media_type) == ("/en/podcast.xml", "application/rss+xml")
    feed = feedparser.parse(output.data)
    one = feed.entries[0]
    assert not feed.bozo and feed.feed.title == "The Lamp — Podcast"
    assert one.enclosures[0] == {
        "href": f"https://lamp.example/media/{'d' * 64}.mp3", "length": "12400000", "type": "audio/mpeg",
    }  # fmt: skip
    assert one.itunes_duration == "1:02:30" and one.published == "Sun, 01 Mar 2026 09:30:00 +0000"
    names = {element.tag for element in ET.fromstring(output.data).iter()}
    namespace = "{https://podcastindex.org/namespace/1.0}"
    assert {f"{namespace}chapters", f"{namespace}transcript", f"{namespace}alternateEnclosure"} <= names


def test_the_page_of_the_podcast_leads_to_its_feed() -> None:
    article = episode()
    facts = make_paper() | {"article:" + "a" * 13: article}
    facts["newest:podcast:en"] = [make_card(article, facts)]
    page = make_unit("index:podcast:en", Answers(facts))[0]
    assert page.path == "/en/podcast/index.html" and b'href="../../en/podcast.xml"' in page.data


def series_of(count: int) -> Facts:
    facts = make_paper()
    ids = [f"a{n:012}" for n in range(count)]
    for n, one in enumerate(ids):
        article = make_article(one, path=f"/en/2026/03/part-{n}.html", headline=f"Story {n}", series="q" * 13)
        facts |= {f"article:{one}": article}
        facts |= {f"card:{one}": make_card(article, facts)}
    series = {"id": "q" * 13, "language": "en", "slug": "piers", "name": "The piers", "description": "Five walks."}
    return facts | {f"series:{'q' * 13}": series | {"articles": ids}}


def test_an_article_of_a_series_says_which_part_it_is_and_leads_on() -> None:
    facts = series_of(5)
    [page] = [one.data.decode() for one in make_unit("article:a000000000001", Answers(facts))]
    assert '<a href="../../../en/series/piers/index.html"><bdi>The piers</bdi></a> · <bdi>Part 2 of 5</bdi>' in page
    assert 'Before this: <a href="../../../en/2026/03/part-0.html">' in page
    assert 'After this: <a href="../../../en/2026/03/part-2.html">' in page
    assert described(page)["position"] == 2


def test_the_first_part_has_none_before_and_a_withdrawn_series_leaves_no_trace() -> None:
    facts = series_of(2)
    [first] = [one.data.decode() for one in make_unit("article:a000000000000", Answers(facts))]
    assert "Before this" not in first and "After this" in first
    del facts[f"series:{'q' * 13}"]
    [alone] = [one.data.decode() for one in make_unit("article:a000000000000", Answers(facts))]
    assert "piers" not in alone and make_unit(f"series:{'q' * 13}", Answers(facts)) == []


def test_a_series_has_a_page_in_the_order_of_reading() -> None:
    outputs = make_unit(f"series:{'q' * 13}", Answers(series_of(70)))
    assert [one.path for one in outputs] == [f"/en/series/piers/{name}.html" for name in ("index", "2", "3")]
    pages = "".join(one.data.decode() for one in outputs)
    assert re.findall(r"part-(\d+)\.html", pages) == [str(n) for n in range(70)]
    assert "Five walks." in pages


def test_in_persian_headlines_numbers_and_names_are_isolated() -> None:
    facts = make_paper("fa") | {"paper:en": make_paper()["paper:en"]}
    article = episode(
        language="fa", path="/fa/2026/03/a.html", headline="BBC و بندر", chapters=[{"at": 5, "title": "NATO"}]
    )
    [page] = [one.data.decode() for one in printed(article, facts).values() if one.path.endswith("html")]
    assert 'dir="rtl"' in page and "<bdi>۱:۰۲:۳۰</bdi>" in page and "<bdi>NATO</bdi>" in page
