"""Atom feeds: the full text of a language, paged after RFC 5005, and a feed of summaries for each section.

Identities stay when addresses change, and every link is relative: an item read through a mirror leads to that mirror,
and one read through the onion service stays there. Each item carries a way back in. A closed page of the archive names
nothing newer than itself, so it changes only when an article in it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.article import correction_pieces
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import Card
from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.identity import article_id, feed_id
from tamizdat.pages.links import onion_address, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, open_paper
from tamizdat.pages.pieces import Setting, figure_pieces, make_pieces, with_dateline

ATOM = "application/atom+xml"
LEAST_ENTRIES, MOST_ENTRIES = 30, 50
Entry = dict[str, Markup]
LONG_AGO = "1970-01-01T00:00:00Z"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def print_feed(language: str, ask: Ask) -> list[Output]:
    """All that stands on no closed page yet, and some more, so that the feed is never thin."""
    paper = open_paper(ask, language)
    extent = ask(f"extent:latest:{language}")
    pages = extent["pages"] if extent else 0
    cards: list[Card] = list(ask(f"cards:latest:{language}/{pages}") or []) if pages else []
    known = {one["id"] for one in cards}
    more = [one for one in ask(f"newest:latest:{language}") or [] if one["id"] not in known]
    cards += more[: max(LEAST_ENTRIES - len(cards), 0)]
    values = {"before": _address(f"/{language}/feed/{pages - 1}.xml") if pages > 1 else NOTHING}
    return [_print(paper, f"/{language}/feed.xml", _full(paper, cards, f"/{language}/feed.xml"), values)]


def print_feed_archive(rest: str, ask: Ask) -> list[Output]:
    """A closed page: fifty places that will not be given again."""
    language, _, number = rest.rpartition("/")
    paper = open_paper(ask, language)
    cards = ask(f"cards:latest:{language}/{number}") or []
    path = f"/{language}/feed/{number}.xml"
    before = _address(f"/{language}/feed/{int(number) - 1}.xml") if number != "1" else NOTHING
    return [_print(paper, path, _full(paper, cards, path), {"before": before}, is_archive=True)]


def print_feed_section(public_id: str, ask: Ask) -> list[Output]:
    """Headlines and summaries of one section."""
    section = ask(f"section:{public_id}")
    if not section:
        return []
    paper = open_paper(ask, section["language"])
    folder = f"/{section['language']}/section/{section['slug']}"
    entries = [_entry(one) for one in ask(f"newest:section:{public_id}") or []]
    values = {
        "id": text(feed_id(paper.settings["name"], f"section/{public_id}")),
        "title": _words(f"{section['name']} — {paper.name}"),
        "subtitle": _words(section["description"]),
        "page": _address(f"{folder}/index.html"),
        "before": NOTHING,
    }
    return [_print(paper, f"{folder}/feed.xml", entries, values)]


def _print(
    paper: Paper, path: str, entries: list[Entry], values: dict[str, Markup], *, is_archive: bool = False
) -> Output:
    language = paper.language
    root = root_of(path)
    ways = _ways(paper)
    context = {
        "id": text(feed_id(paper.settings["name"], language)),
        "title": _words(paper.name),
        "subtitle": _words(paper.fact["tagline"]),
        "page": _address(f"/{language}/index.html"),
        "lang": text(language),
        "name": _words(paper.name),
        "root": root,
        "self": _address(path),
        "current": _address(f"/{language}/feed.xml"),
        "updated": Markup(max((one["updated"] for one in entries), default=LONG_AGO)),
        "entries": Markup("\n".join([WORDLESS.fill("entry.xml", {"root": root, **ways, **one}) for one in entries])),
        **ways,
    }
    return Output(path, WORDLESS.encode("feed.xml", context | values, is_archive=is_archive), ATOM)


def _address(path: str) -> Markup:
    return text(canonical_path(path)[1:])


def _words(words: str) -> Markup:
    return text(words if words.isprintable() else NOT_XML.sub("", words))


def _entry(card: Card) -> Entry:
    moment = card["published"] or LONG_AGO
    return {
        "id": text(article_id(card["id"])),
        "title": _words(card["headline"]),
        "href": _address(card["path"]),
        "published": text(card["published"]),
        "updated": text(card["updated"] or moment),
        "authors": _lines("<author><name>{}</name></author>", card["bylines"]),
        "terms": NOTHING,
        "summary": _words(card["standfirst"]),
        "content": NOTHING,
    }


def _full(paper: Paper, cards: Iterable[Card], path: str) -> list[Entry]:
    setting = Setting(paper.ask, root_of(path), paper.words, paper.language, in_feed=True)
    way, entries = _way_back(paper, setting.root), []
    for card in cards:
        article = paper.ask(f"article:{card['id']}")
        if article:
            topics = [fact for one in article["topics"] if (fact := paper.ask(f"topic:{one}"))]
            extra = {"terms": _lines('<category term="{}"/>', topics), "content": _content(article, setting, way)}
            entries.append(_entry(card) | extra)
    return entries


def _lines(line: str, named: Iterable[dict[str, Any]]) -> Markup:
    return Markup("\n".join([line.format(_words(one["name"])) for one in named]))


def _content(article: dict[str, Any], setting: Setting, way: Markup) -> Markup:
    pieces = list(correction_pieces(article, setting))
    if article["picture"]:
        pieces += figure_pieces(article["picture"], setting)
    pieces += with_dateline(list(make_pieces(article["body"], setting)), article["dateline"])
    return Markup("\n".join([_words(one) for one in (*(one.html for one in pieces), way)]))


def _ways(paper: Paper) -> dict[str, Markup]:
    """The page that says how to reach the paper, as a link beside each item."""
    return {"ways": _address(f"/{paper.language}/ways/index.html"), "ways_title": _words(str(paper.words["ways"]))}


def _way_back(paper: Paper, root: Markup) -> Markup:
    """The last line of an item: it may be kept and read when the address that it came from is blocked."""
    link = f'<a href="{root}{_ways(paper)["ways"]}">{paper.words["ways"]}</a>'
    onion = text(onion_address(paper.settings))
    return Markup(f'<p>{link} · <a href="{onion}">{onion}</a></p>' if onion else f"<p>{link}</p>")
