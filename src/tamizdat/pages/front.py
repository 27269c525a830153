"""The front page: a lead, the editors' picks, what is newest, and the sections."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.ask import Ask
from tamizdat.pages.cards import Card, view_card
from tamizdat.pages.escape import text
from tamizdat.pages.links import href
from tamizdat.pages.output import Output
from tamizdat.pages.paper import Paper, frame, open_paper
from tamizdat.pages.templates import print_page

SIDE, PICKS, MOST_PICKS = 2, 4, 6
NEWEST = 8
ROOMS = 9
FEW_ROOMS = 6
LEAD_WORDS, PICK_WORDS, TOP_WORDS, LINE_WORDS = 420, 240, 220, 110


def print_front(language: str, ask: Ask) -> list[Output]:
    """The front of a language; the first language's front is also the front of the whole tree."""
    paper = open_paper(ask, language)
    content = _arrange(paper, language)
    paths = [f"/{language}/index.html"]
    if language == paper.settings["languages"][0]:
        paths.insert(0, "/index.html")
    outputs = []
    for path in paths:
        context = frame(paper, path, "front", title=paper.name, about=paper.fact["tagline"], language=language)
        outputs.append(print_page("front.html", path, context | content))
    return outputs


def _arrange(paper: Paper, language: str) -> dict[str, Any]:
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
    views = [view_card(paper, one, room=PICK_WORDS, picture=at < PICKS) for at, one in enumerate(picks)]
    return {
        "lead": view_card(paper, lead, room=LEAD_WORDS, picture=True, eager=True),
        "picks": views[:SIDE],
        "under": views[SIDE:],
        "newest": [_line(paper, one) for one in newest if one["id"] not in printed][:NEWEST],
        "rooms": _rooms(paper, printed),
    }


def _rooms(paper: Paper, printed: set[str]) -> list[dict[str, Any]]:
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
                    "top": view_card(paper, cards[0], room=TOP_WORDS, picture=True, kicker=False),
                    "lines": [_line(paper, one) for one in cards[1:]],
                }
            )
    return rooms


def _line(paper: Paper, card: Card) -> dict[str, Any]:
    return view_card(paper, {**card, "standfirst": ""}, room=LINE_WORDS, kicker=False)


def _take(cards: list[Card], most: int, printed: set[str]) -> list[Card]:
    """The first of these that are not printed yet; they are from now on."""
    taken: list[Card] = []
    for one in cards:
        if one["id"] not in printed and len(taken) < most:
            taken.append(one)
            printed.add(one["id"])
    return taken
