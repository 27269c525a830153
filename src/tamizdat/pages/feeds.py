"""Feeds of a language, of each section, topic and byline, with the whole text, as Atom and as JSON Feed.

No file is longer than arrives where connections are cut. The newest have their whole text while they fit, and their
summary behind that; a language's closed pages (RFC 5005) have all of it, in as many parts as they need.

Identities stay when addresses change, and every link is relative: an item read through a mirror leads to that mirror,
and one read through the onion service stays there. Each item carries a way back in. A closed page of the archive names
nothing newer than itself, so it changes only when an article in it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any, NamedTuple

from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.article import correction_pieces
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import Card
from tamizdat.pages.density import WINDOW, density
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.feed_json import print_json
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.identity import article_id, feed_id
from tamizdat.pages.links import onion_address, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, open_paper
from tamizdat.pages.pieces import Setting, figure_pieces, make_pieces, with_dateline

ATOM = "application/atom+xml"
LEAST_ENTRIES = 30
ROOM = 17_500
"""Bytes of UTF-8 that a feed's texts may take; with the worst real text they arrive before a connection is cut."""
WORDS = 21_000
"""The same for titles and summaries, which stand for texts that have no room."""
MARKUP = 120
"""What an entry takes of the room besides its words: its markup repeats, and repeated markup packs well."""
NAME_MARKUP = 40
LEAST_WORDS = 40
"""Bytes: what has less room says nothing."""
MOST_NAMES = 12
"""Authors of an entry, and topics."""
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
    before = f"/{language}/feed/{pages - 1}.xml" if pages > 1 else ""
    what = Feed(f"/{language}/feed", language, paper.name, paper.fact["tagline"], f"/{language}/index.html", before)
    return print_newest(paper, what, cards)


def print_feed_archive(rest: str, ask: Ask) -> list[Output]:
    """A closed page: fifty places that will not be given again, in as many files as their texts need."""
    language, _, number = rest.rpartition("/")
    paper = open_paper(ask, language)
    cards = ask(f"cards:latest:{language}/{number}") or []
    folder = f"/{language}/feed/"
    parts = _cut(_full(paper, cards, f"{folder}{number}.xml"))
    names = [f"{folder}{number}{'' if at == 0 else f'.{at + 1}'}.xml" for at in range(len(parts))]
    oldest = f"{folder}{int(number) - 1}.xml" if number != "1" else ""
    outputs = []
    for name, before, part in zip(names, [*names[1:], oldest], parts, strict=True):
        what = Feed(
            name.removesuffix(".xml"), language, paper.name, paper.fact["tagline"], f"/{language}/index.html", before
        )
        outputs.append(_print_atom(paper, what, part, current=f"/{language}/feed.xml"))
    return outputs


def print_feed_of(name: str, ask: Ask) -> list[Output]:
    """The newest of a section, topic or byline: ``section:<id>``."""
    kind, _, public_id = name.partition(":")
    fact = ask(name)
    if not fact:
        return []
    paper = open_paper(ask, fact["language"])
    folder = f"/{fact['language']}/{kind}/{fact['slug']}"
    title = f"{fact['name']} — {paper.name}"
    what = Feed(f"{folder}/feed", f"{kind}/{public_id}", title, fact["description"], f"{folder}/index.html", "")
    return print_newest(paper, what, ask(f"newest:{name}") or [])


class Feed(NamedTuple):
    """Where a feed lies (without its ending), what it is called, and what comes before it."""

    place: str
    identity: str
    title: str
    subtitle: str
    page: str
    before: str = ""


def print_newest(paper: Paper, what: Feed, cards: list[Card]) -> list[Output]:
    """As Atom and as JSON Feed: the newest with their whole text while they fit, the others with their summary."""
    entries = shorten(_full(paper, cards, f"{what.place}.xml"))
    return [_print_atom(paper, what, entries), print_json(paper, what, entries, root_of(what.place))]


def _weight(entry: Entry) -> int:
    return _cost(entry["content"]) + _cost(f"{entry['title']} {entry['summary']}") + MARKUP


def _cost(words: str) -> int:
    return int(len(words.encode()) * density(words))


def shorten(entries: list[Entry]) -> list[Entry]:
    """Which have their whole text is decided by length, so that every machine decides alike."""
    entries = _trim_words(entries)
    room = ROOM - sum(_weight({**one, "content": NOTHING}) for one in entries)
    shown, is_full = [], True
    for one in entries:
        room -= _cost(one["content"])
        is_full = is_full and room >= 0
        shown.append(one if is_full else {**one, "content": NOTHING})
    return shown


def _trim_words(entries: list[Entry]) -> list[Entry]:
    """Where there is no room for all titles and summaries, the longest are trimmed: summaries before titles."""
    names = {line for one in entries for kind in ("authors", "terms") for line in one[kind].split("\n")}
    room = float(WORDS - sum(max(len(one.encode()) - NAME_MARKUP, 0) for one in names))
    for key, least in (("title", LEAST_WORDS), ("summary", 0)):
        times = density(" ".join([one[key][: WINDOW // len(entries)] for one in entries]))
        most = max(_share([len(one[key].encode()) for one in entries], room / times), least)
        entries = [one if len(one[key].encode()) <= most else {**one, key: _trimmed(one[key], most)} for one in entries]
        room -= sum(len(one[key].encode()) for one in entries) * times
    return entries


def _share(sizes: list[int], room: float) -> int:
    """What the longest may have, so that all have no more than the room."""
    for left, size in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        if size * left > room:
            return max(int(room / left), 0)
        room -= size
    return max(sizes, default=0)


def _trimmed(words: Markup, most: int) -> Markup:
    """Trimmed before it is escaped; too little says nothing."""
    return text(trim(unescape(words), most)) if most >= LEAST_WORDS else NOTHING


def _cut(entries: list[Entry]) -> list[list[Entry]]:
    """Entries with their whole text, in as many parts as they need; one that fills no part alone has its summary."""
    parts: list[list[Entry]] = [[]]
    size = 0
    for one in entries:
        entry = one if _weight(one) <= ROOM else _trim_words([{**one, "content": NOTHING}])[0]
        weight = _weight(entry)
        if parts[-1] and size + weight > ROOM:
            parts.append([])
            size = 0
        parts[-1].append(entry)
        size += weight
    return parts


def _print_atom(paper: Paper, what: Feed, entries: list[Entry], *, current: str = "") -> Output:
    path = f"{what.place}.xml"
    root, ways = root_of(path), _ways(paper)
    context = {
        "id": text(feed_id(paper.settings["name"], what.identity)),
        "title": _words(what.title),
        "subtitle": _words(what.subtitle),
        "page": _address(what.page),
        "lang": text(paper.language),
        "name": _words(paper.name),
        "root": root,
        "self": _address(path),
        "current": _address(current) if current else NOTHING,
        "before": _address(what.before) if what.before else NOTHING,
        "updated": Markup(max((one["updated"] for one in entries), default=LONG_AGO)),
        "entries": Markup("\n".join([WORDLESS.fill("entry.xml", {"root": root, **ways, **one}) for one in entries])),
        **ways,
    }
    return Output(path, WORDLESS.encode("feed.xml", context, is_archive=bool(current)), ATOM)


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
    return Markup("\n".join([line.format(_words(one["name"])) for one in list(named)[:MOST_NAMES]]))


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
