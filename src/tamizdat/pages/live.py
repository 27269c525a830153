"""Live coverage: the newest entries on the article's own page, all of them on further pages that fill from the oldest.

Each entry stands for good on the further page that its fact names, so links to it last, and a new entry writes the
first page and the last further page anew and no other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.appeals import find_appeals
from tamizdat.pages.article import (
    Sheet,
    correction_pieces,
    open_sheet,
    print_article,
    print_part,
    print_tail,
)
from tamizdat.pages.ask import Ask
from tamizdat.pages.cut import length
from tamizdat.pages.escape import NOTHING, Markup, fill, plain, text, trim
from tamizdat.pages.fit import ROOM, fit, weigh
from tamizdat.pages.forms import forms_in
from tamizdat.pages.letter import letter_piece
from tamizdat.pages.links import href, root_of, text_path
from tamizdat.pages.live_feed import live_feed_path, print_live_feed
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, checked_path, open_paper
from tamizdat.pages.pieces import Piece, Setting, figure_pieces, make_pieces, piece, text_pieces, with_dateline
from tamizdat.pages.series import series_line, series_turn
from tamizdat.pages.translations import find_translations, print_languages

AGAIN = 120
"""Seconds after which a page that is still growing is asked for again."""
SHORT_BODY = 1_500
"""A longer introduction goes on on pages of its own."""
MOST_POINTS = 12
LEAST_ROOM = 600
SHORTENED = 300
"""Bytes of an entry that is longer than its room."""
IN_JSON = 8
Article = dict[str, Any]
Entry = dict[str, Any]


def print_any_article(public_id: str, ask: Ask) -> list[Output]:
    """All files of an article, whatever its kind."""
    article = ask(f"article:{public_id}")
    if article and article["kind"] == "live" and "live" in article:
        return print_live(article, ask)
    return print_article(public_id, ask)


def live_path(path: str, part: int, number: int = 1) -> str:
    """``quay.html`` → ``quay.live.3.html``; where entries that are too long go on, ``quay.live.3.2.html``."""
    return f"{path.removesuffix('.html')}.live.{part}{'' if number == 1 else f'.{number}'}.html"


def entry_href(article: Article, entry: Entry) -> Markup:
    """Where an entry stands for good."""
    return Markup(f"{href(live_path(article['path'], entry['part']))}#e{text(entry['id'])}")


def print_live(article: Article, ask: Ask) -> list[Output]:
    """The first page, the further pages, the feed."""
    paper = open_paper(ask, article["language"])
    setting = Setting(ask, root_of(article["path"]), paper.words, paper.language)
    translations = find_translations(paper, article)
    appeals = find_appeals(paper, is_live=bool(ask(f"window:{article['id']}")), article=article)
    sheet = open_sheet(paper, article, setting, translations, appeals)
    sheet.values["json"] = _describe(article, sheet.values["json"])
    if not article["live"]["ended"]:
        sheet.values["refresh"] = Markup(str(AGAIN))
    intro = with_dateline(list(make_pieces(article["body"], setting)), article["dateline"])
    is_short = sum(one.size for one in intro) <= SHORT_BODY
    tail, tail_length = print_tail(paper, article, setting)
    furniture = sheet.frame.length(sheet.values)
    room = ROOM - furniture - sheet.size - length(sheet.values["json"]) - tail_length
    end = [one] if (one := letter_piece(paper, "end", appeals.end, setting)) else []
    first = _first_page(article, setting, intro if is_short else [], room - sum(one.size for one in end))
    further = ROOM - furniture - sheet.frame.kept_free
    later = fit(intro, further, further, tail_length) if not is_short else []
    parts = [first + end, *later]
    pages = [print_part(paper, sheet, article, parts, number, tail) for number in range(1, len(parts) + 1)]
    return [
        *pages,
        *_further_pages(paper, sheet, article, setting),
        print_live_feed(paper, article, setting),
        *print_languages(paper, article, translations),
    ]


def _first_page(article: Article, setting: Setting, intro: list[Piece], room: int) -> list[Piece]:
    """Corrections, what matters most, what is pinned, then the newest: as many as there is room for."""
    live = article["live"]
    pieces = [*_state(article, setting), *correction_pieces(article, setting), *_points(live["points"], setting)]
    pieces += [*series_line(article, setting), *intro]
    shown = _choose_entries(article, setting, room - sum(weigh(pieces)) - LEAST_ROOM)
    pieces += [one for made in shown.values() for one in made]
    return [*pieces, *_older(article, shown, setting), *series_turn(article, setting)]


def _choose_entries(article: Article, setting: Setting, room: int) -> dict[str, list[Piece]]:
    """What is pinned, in half of the room; then the newest, one at least. What is longer than its room is shortened."""
    entries = article["live"]["entries"][::-1]
    pinned = [one for one in entries if one.get("pinned")]
    others = [one for one in entries if not one.get("pinned")]
    shown = _take(article, pinned, setting, room // 2 if others else room, shortens=True)
    left = room - sum(sum(weigh(made)) for made in shown.values())
    return shown | _take(article, others, setting, left, shortens=False)


def _take(
    article: Article, entries: list[Entry], setting: Setting, room: int, *, shortens: bool
) -> dict[str, list[Piece]]:
    """Entries by their id until the room is filled, the first one always."""
    taken: dict[str, list[Piece]] = {}
    for entry in entries:
        made = list(entry_pieces(article, entry, setting))
        if sum(weigh(made)) > room and (shortens or not taken):
            made = _shortened(article, entry, setting)
        if sum(weigh(made)) > room and taken:
            break
        taken[entry["id"]] = made
        room -= sum(weigh(made))
    return taken


def _state(article: Article, setting: Setting) -> Iterator[Piece]:
    """Whether it is still growing; a page that is says so to scripts too."""
    live, words = article["live"], setting.words
    feed = f'<a href="{setting.address(live_feed_path(article["path"]))}">{words["feed"]}</a>'
    if live["ended"]:
        yield piece(f'<p class="state">{words["live_ended"]} · {feed}</p>')
        return
    again = f'<a href="{setting.address(article["path"])}">{words["live_again"]}</a>'
    yield piece(f'<p class="state" data-again="{AGAIN}"><b>{words["live"]}</b> {again} · {feed}</p>')


def _points(points: list[str], setting: Setting) -> Iterator[Piece]:
    if points:
        lines = "".join(f"<li>{text(trim(one, 400))}</li>" for one in points[:MOST_POINTS])
        heading = setting.words["key_points"]
        yield piece(
            f'<section class="aside" aria-labelledby="points"><h2 id="points">{heading}</h2><ul>{lines}</ul></section>'
        )


def entry_pieces(article: Article, entry: Entry, setting: Setting) -> Iterator[Piece]:
    """An entry: when, what it says. Its time is the link that lasts."""
    yield piece(_entry_head(article, entry, setting), leads=True)
    if entry.get("picture"):
        yield from figure_pieces({**entry["picture"], "caption": ""}, setting)
    yield from text_pieces([entry["html"]], setting) if entry["html"] else ()


def _entry_head(article: Article, entry: Entry, setting: Setting) -> str:
    zone = setting.ask("settings")["time_zone"]
    values = {
        "id": text(entry["id"]),
        "href": entry_href(article, entry),
        "at": text(entry["at"]),
        "day": text(dates.day_and_time(entry["at"], setting.language, zone)),
        "title": text(entry.get("title", "")),
        "edited": text(entry.get("edited", "")),
        "edited_day": text(dates.day_and_time(entry["edited"], setting.language, zone))
        if "edited" in entry
        else NOTHING,
        "pinned": text("pinned" if entry.get("pinned") else ""),
    }
    return setting.fill("live_entry.html", values)


def _shortened(article: Article, entry: Entry, setting: Setting) -> list[Piece]:
    """How it begins, as a link to where all of it stands."""
    words = text(trim(plain(entry["html"]), SHORTENED))
    link = f'<p><a href="{setting.root}{entry_href(article, entry)}">{words}</a></p>' if words else ""
    return [piece(_entry_head(article, entry, setting) + link)]


def _older(article: Article, shown: Collection[str], setting: Setting) -> Iterator[Piece]:
    """On to the further page of the newest entry that is not shown here: from there all older ones are reached."""
    before = next((one for one in reversed(article["live"]["entries"]) if one["id"] not in shown), None)
    if before:
        way = setting.address(live_path(article["path"], before["part"]))
        yield piece(f'<p class="turn"><a class="go" href="{way}">{setting.words["older"]}</a></p>')


def _further_pages(paper: Paper, sheet: Sheet, article: Article, setting: Setting) -> Iterator[Output]:
    """From the oldest on. What a full one prints, no new entry changes."""
    parts = {part: list(entries) for part, entries in groupby(article["live"]["entries"], key=lambda one: one["part"])}
    numbers = sorted(parts)
    for at, part in enumerate(numbers):
        older = live_path(article["path"], numbers[at - 1]) if at else ""
        yield from _print_further(paper, sheet, article, setting, part, parts[part][::-1], older)


def _print_further(
    paper: Paper, sheet: Sheet, article: Article, setting: Setting, part: int, entries: list[Entry], older: str
) -> Iterator[Output]:
    pieces = [one for entry in entries for one in entry_pieces(article, entry, setting)]
    furniture = sheet.frame.length(sheet.values) + sheet.frame.kept_free
    room = ROOM - furniture - length(sheet.values["title"]) - LEAST_ROOM
    pages = fit(pieces, room, room, 0)
    for number, shown in enumerate(pages, 1):
        path = live_path(article["path"], part, number)
        further = live_path(article["path"], part, number + 1) if number < len(pages) else older
        place = fill(paper.words["page_number"], n=dates.number(part, paper.language))
        nav = {"newest": href(article["path"]), "older": href(further) if further else NOTHING, "place": place}
        values = sheet.values | dict.fromkeys(("json", "card", "lead", "about", "previous", "next", "go_on"), NOTHING)
        values |= {"refresh": NOTHING, "place": place, "path": checked_path(path)}
        values["title"] = Markup(f"{sheet.values['title']} ({dates.number(part, paper.language)})")
        values["body"] = Markup("\n".join([one.html for one in shown]))
        values["tail"] = setting.fill("live_turn.html", nav)
        head = {"root": setting.root, "text_form": href(text_path(article["path"])), **sheet.head, "place": place}
        values["head"] = forms_in(paper.language).fill("article_head.html", head, is_first=False)
        yield sheet.frame.print_page("article.html", path, values, look="", is_long=False)


def _describe(article: Article, told: Markup) -> Markup:
    """LiveBlogPosting, with the newest entries."""
    live = article["live"]
    value = json.loads(told)
    value["@type"] = "LiveBlogPosting"
    if live["entries"] or article["published"]:
        value["coverageStartTime"] = live["entries"][0]["at"] if live["entries"] else article["published"]
    if live["ended"]:
        value["coverageEndTime"] = live["ended"]
    value["liveBlogUpdate"] = [_update(article, one) for one in live["entries"][: -IN_JSON - 1 : -1]]
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _update(article: Article, entry: Entry) -> dict[str, Any]:
    told = {
        "@type": "BlogPosting",
        "headline": entry.get("title") or trim(plain(entry["html"]), 90) or article["headline"],
        "datePublished": entry["at"],
        "url": f"{live_path(article['path'], entry['part']).rpartition('/')[2]}#e{entry['id']}",
    }
    return told | ({"dateModified": entry["edited"]} if "edited" in entry else {})
