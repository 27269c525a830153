"""Series: a page of their own, and on each article which part it is and what comes before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import print_cards, view_card
from tamizdat.pages.escape import NOTHING, Markup, fill, text, trim
from tamizdat.pages.links import href, root_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import open_frame, open_paper, page_values
from tamizdat.pages.pieces import Piece, Setting, piece

ON_A_PAGE = 30
LINE_WORDS = 240


def series_path(series: dict[str, Any], number: int = 1) -> str:
    """``/en/series/the-harbour/index.html``, then ``2.html``."""
    name = "index" if number == 1 else str(number)
    return f"/{series['language']}/series/{series['slug']}/{name}.html"


def print_series(public_id: str, ask: Ask) -> list[Output]:
    """All parts in the order in which they are to be read."""
    series = ask(f"series:{public_id}")
    if not series:
        return []
    paper = open_paper(ask, series["language"])
    cards = [card for one in series["articles"] if (card := ask(f"card:{one}"))]
    last = max(-(-len(cards) // ON_A_PAGE), 1)
    outputs = []
    for number in range(1, last + 1):
        path = series_path(series, number)
        frame = open_frame(paper, path, "archive")
        values = page_values(path, series["name"], series["description"])
        shown = cards[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        views = [view_card(paper, one, room=LINE_WORDS, kicker=False) for one in shown]
        values["heading"], values["over"] = text(series["name"]), paper.words["series"]
        values["description"] = _description(series["description"]) if number == 1 else NOTHING
        values["lines"] = Markup(print_cards("line.html", root_of(path), views) + _further(paper, series, number, last))
        outputs.append(frame.print_page("series.html", path, values))
    return outputs


def _description(words: str) -> Markup:
    return Markup("".join(f'<p class="stand">{text(one)}</p>' for one in trim(words, 2_500).split("\n") if one.strip()))


def _further(paper: Any, series: dict[str, Any], number: int, last: int) -> str:
    if number == last:
        return ""
    path = series_path(series, number + 1)
    words = fill(paper.words["page_number"], n=dates.number(number + 1, paper.language))
    return f'\n<li><a href="{root_of(path)}{href(path)}" rel="next">{words}</a></li>'


def place_in_series(article: dict[str, Any], ask: Ask) -> tuple[dict[str, Any], int] | None:
    """The series and the place in it, from 1."""
    series = ask(f"series:{article['series']}") if article.get("series") else None
    if not series or article["id"] not in series["articles"]:
        return None
    return series, series["articles"].index(article["id"]) + 1


def series_line(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """Above the text: which part of what."""
    found = place_in_series(article, setting.ask)
    if found:
        yield piece(f'<p class="series">{_which(*found, setting)}</p>')


def series_turn(article: dict[str, Any], setting: Setting) -> Iterator[Piece]:
    """Below the text: the part before and the part after."""
    found = place_in_series(article, setting.ask)
    if not found:
        return
    series, place = found
    ids = series["articles"]
    before = _way(ids[place - 2], "series_before", setting) if place > 1 else ""
    after = _way(ids[place], "series_after", setting) if place < len(ids) else ""
    if before or after:
        yield piece(f'<nav class="series aside" aria-label="{setting.words["series"]}"><ul>{before}{after}</ul></nav>')


def _which(series: dict[str, Any], place: int, setting: Setting) -> str:
    here, last = (dates.number(one, setting.language) for one in (place, len(series["articles"])))
    part = fill(setting.words["series_part"], n=here, total=last)
    way = setting.address(series_path(series))
    return f'<a href="{way}"><bdi>{text(trim(series["name"], 200))}</bdi></a> · <bdi>{part}</bdi>'


def _way(public_id: str, word: str, setting: Setting) -> str:
    card = setting.ask(f"card:{public_id}")
    if not card:
        return ""
    link = f'<a href="{setting.address(card["path"])}"><bdi>{text(trim(card["headline"], 200))}</bdi></a>'
    return f"<li>{setting.words[word]}: {link}</li>"


def describe_series(article: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """For search engines."""
    found = place_in_series(article, ask)
    if not found:
        return {}
    series, place = found
    return {"isPartOf": {"@type": "CreativeWorkSeries", "name": trim(series["name"], 200)}, "position": place}
