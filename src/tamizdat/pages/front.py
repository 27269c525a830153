"""The front page: a lead, the editors' picks, what is newest, and the sections."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.appeals import Appeals, find_appeals
from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import PLAIN_CARD, Card, print_cards, view_card
from tamizdat.pages.cut import length
from tamizdat.pages.density import density
from tamizdat.pages.escape import Markup, text
from tamizdat.pages.fit import ROOM
from tamizdat.pages.links import href
from tamizdat.pages.lists import MARKUP
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_frame, open_paper, page_values
from tamizdat.pages.structured import describe_paper
from tamizdat.pages.templates import print_page

SIDE, PICKS, MOST_PICKS = 2, 4, 6
NEWEST = 8
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
        context["json"] = describe_paper(paper, path)
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
    """What stands where. What is newest may stand in its section as well; a lead or a pick stands once."""
    front = paper.ask(f"front:{language}") or {"lead": None, "picks": []}
    newest = list(paper.ask(f"newest:latest:{language}") or [])
    chosen = [card for one in front["picks"] if (card := paper.ask(f"card:{one}"))]
    lead = (paper.ask(f"card:{front['lead']}") if front["lead"] else None) or (newest[0] if newest else None)
    if lead is None:
        return {"lead": None, "picks": [], "under": [], "newest": [], "rooms": []}
    printed = {lead["id"]}
    picks = _take(chosen, MOST_PICKS, printed)
    picks += _take(newest, PICKS - len(picks), printed)
    views = [view_card(paper, one, room=int(PICK_WORDS * scale), picture=at < PICKS) for at, one in enumerate(picks)]
    return {
        "lead": view_card(paper, lead, room=int(LEAD_WORDS * scale), picture=True),
        "picks": views[:SIDE],
        "under": views[SIDE:],
        "newest": [_line(paper, one, scale) for one in _newest(newest, printed, lead["id"])],
        "rooms": _rooms(paper, printed, scale),
    }


def _newest(newest: list[Card], printed: set[str], lead: str) -> list[Card]:
    """What is not above already; in a paper that is still thin, the picks again."""
    unprinted = [one for one in newest if one["id"] not in printed]
    return (unprinted if len(unprinted) >= PICKS else [one for one in newest if one["id"] != lead])[:NEWEST]


def _rooms(paper: Paper, printed: set[str], scale: float) -> list[dict[str, Any]]:
    sections = [fact for one in paper.fact["sections"][:ROOMS] if (fact := paper.ask(f"section:{one}"))]
    lines = 3 if len(sections) <= FEW_ROOMS else 1
    rooms = []
    for fact in sections:
        cards = _take(paper.ask(f"newest:section:{fact['id']}") or [], lines + 1, printed)
        if cards:
            rooms.append(
                {
                    "name": text(fact["name"]),
                    "href": href(f"/{paper.language}/section/{fact['slug']}/index.html"),
                    "top": view_card(paper, cards[0], room=int(TOP_WORDS * scale), picture=True, kicker=False),
                    "lines": [_line(paper, one, scale) for one in cards[1:]],
                }
            )
    return rooms


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
