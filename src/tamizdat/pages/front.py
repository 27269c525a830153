"""The front page: a lead, the editors' picks and slots, what is newest, and the sections."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.appeals import Appeals, find_appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import PLAIN_CARD, Card, print_cards, view_card
from tamizdat.pages.cut import length
from tamizdat.pages.density import density
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.fit import ROOM
from tamizdat.pages.links import href
from tamizdat.pages.lists import MARKUP
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_frame, open_paper, page_values
from tamizdat.pages.templates import print_page

SIDE, PICKS, MOST_PICKS = 2, 4, 6
NEWEST, LEAST_NEWEST = 8, 3
MOST_SLOTS, MOST_IN_A_SLOT = 4, 4
ROOMS = 9
FEW_ROOMS = 6
LEAD_WORDS, PICK_WORDS, TOP_WORDS, LINE_WORDS = 400, 240, 220, 120
SCALES = (1.7, 1.0, 0.6)
"""Generous where it all fits, else shorter."""


def print_front(language: str, ask: Ask) -> list[Output]:
    """The front of a language; the first language's front is also the front of the whole tree."""
    paper = open_paper(ask, language)
    appeals = find_appeals(paper, is_live=True)
    content = _fit(paper, language, appeals)
    paths = [f"/{language}/index.html"]
    if language == paper.settings["languages"][0]:
        paths.insert(0, "/index.html")
    outputs = []
    for path in paths:
        about = paper.fact["tagline"]
        context = frame(paper, path, "front", title=paper.name, about=about, language=language, appeals=appeals)
        outputs.append(print_page("front.html", path, context | _print(content, context["root"])))
    return outputs


def _print(content: dict[str, Any], root: Markup) -> dict[str, Any]:
    """The views as HTML."""

    def cards(views: list[dict[str, Markup]], **choices: Any) -> Markup:
        return print_cards("card.html", root, views, **{**PLAIN_CARD, **choices})

    def lines(views: list[dict[str, Markup]]) -> Markup:
        return print_cards("line.html", root, views)

    lead = [content["lead"]] if content["lead"] else []
    rooms = [{**one, "top": cards([one["top"]], level=3), "lines": lines(one["lines"])} for one in content["rooms"]]
    return {
        "lead": cards(lead, extra=" big", eager=True),
        "picks": cards(content["picks"]),
        "under": cards(content["under"]),
        "newest": lines(content["newest"]),
        "rooms": rooms,
    }


def _fit(paper: Paper, language: str, appeals: Appeals) -> dict[str, Any]:
    path = f"/{language}/index.html"
    room = ROOM - open_frame(paper, path, "front", appeals=appeals).length(page_values(path, paper.name))
    for scale in SCALES:
        content = _arrange(paper, language, scale)
        views = _views(content)
        times = density(" ".join(f"{one['headline']} {one['standfirst']}" for one in views))
        if sum(map(_length, views)) * times <= room:
            break
    return content


def _views(content: dict[str, Any]) -> list[dict[str, Markup]]:
    rooms = content["rooms"]
    views = [*content["picks"], *content["under"], *content["newest"], *(one["top"] for one in rooms)]
    views += [line for one in rooms for line in one["lines"]]
    return [*views, content["lead"]] if content["lead"] else views


def _length(view: dict[str, Markup]) -> int:
    """What a card takes of the page's room."""
    picture = length(view["alt"]) + 120 if view["src"] else 0
    return length(view["headline"]) + length(view["standfirst"]) + length(view["href"]) + picture + MARKUP


def _arrange(paper: Paper, language: str, scale: float) -> dict[str, Any]:
    """What stands where; no article stands twice."""
    front = paper.ask(f"front:{language}") or {"lead": None, "picks": []}
    newest = list(paper.ask(f"newest:latest:{language}") or [])
    chosen = _cards(paper, front["picks"])
    lead = (paper.ask(f"card:{front['lead']}") if front["lead"] else None) or (newest[0] if newest else None)
    if lead is None:
        return {"lead": None, "picks": [], "under": [], "newest": [], "rooms": []}
    printed = {lead["id"]}
    picks = _take(chosen, MOST_PICKS, printed)
    slots = _slots(paper, front.get("slots", []), printed, scale)
    placed = {one for ids in front.get("rooms", {}).values() for one in ids}
    unplaced = [one for one in newest if one["id"] not in placed]
    picks += _take(unplaced, PICKS - len(picks), printed)
    lines = _take(unplaced, _how_many(unplaced, printed), printed)
    views = [view_card(paper, one, room=int(PICK_WORDS * scale), picture=at < PICKS) for at, one in enumerate(picks)]
    return {
        "lead": view_card(paper, lead, room=int(LEAD_WORDS * scale), picture=True),
        "picks": views[:SIDE],
        "under": views[SIDE:],
        "newest": [_line(paper, one, scale) for one in lines],
        "rooms": [*slots, *_rooms(paper, front.get("rooms", {}), printed, scale)],
    }


def _cards(paper: Paper, ids: list[str]) -> list[Card]:
    return [card for one in ids if (card := paper.ask(f"card:{one}"))]


def _how_many(newest: list[Card], printed: set[str]) -> int:
    """A third of what is new stands in the list of the newest: a paper that is still thin has something for its
    sections too."""
    left = sum(one["id"] not in printed for one in newest)
    return min(max(left // 3, LEAST_NEWEST), NEWEST)


def _slots(paper: Paper, slots: list[dict[str, Any]], printed: set[str], scale: float) -> list[dict[str, Any]]:
    """Parts that editors named."""
    found = []
    for slot in slots[:MOST_SLOTS]:
        cards = _take(_cards(paper, slot["articles"]), MOST_IN_A_SLOT, printed)
        if cards:
            found.append(_hall(paper, slot["name"], NOTHING, cards, scale))
    return found


def _rooms(paper: Paper, curated: dict[str, list[str]], printed: set[str], scale: float) -> list[dict[str, Any]]:
    """Sections: what editors put there, then the newest. One in which nothing is left is left out."""
    sections = [fact for one in paper.fact["sections"][:ROOMS] if (fact := paper.ask(f"section:{one}"))]
    lines = 3 if len(sections) <= FEW_ROOMS else 1
    rooms = []
    for fact in sections:
        first = _take(_cards(paper, curated.get(fact["id"], [])), lines + 1, printed)
        newest = paper.ask(f"newest:section:{fact['id']}") or []
        cards = first + _take(newest, lines + 1 - len(first), printed)
        if cards:
            way = href(f"/{paper.language}/section/{fact['slug']}/index.html")
            rooms.append(_hall(paper, fact["name"], way, cards, scale))
    return rooms


def _hall(paper: Paper, name: str, way: Markup, cards: list[Card], scale: float) -> dict[str, Any]:
    """A card and some lines under a name."""
    return {
        "name": text(trim(name, 80)),
        "href": way,
        "top": view_card(paper, cards[0], room=int(TOP_WORDS * scale), picture=True, kicker=False),
        "lines": [_line(paper, one, scale) for one in cards[1:]],
    }


def _line(paper: Paper, card: Card, scale: float) -> dict[str, Markup]:
    return view_card(paper, {**card, "standfirst": ""}, room=int(LINE_WORDS * scale), kicker=False)


def _take(cards: list[Card], most: int, printed: set[str]) -> list[Card]:
    """The first of these that are not printed yet; they are from now on."""
    taken: list[Card] = []
    for one in cards:
        if one["id"] not in printed and len(taken) < most:
            taken.append(one)
            printed.add(one["id"])
    return taken
