"""The files of the index: shards of a segment, and what a result shows. Format: docs/formats/search-v1.md."""

from __future__ import annotations

from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.pages import dates
from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import trim
from tamizdat.pages.links import href
from tamizdat.pages.output import Output
from tamizdat.pages.search.page_words import merge
from tamizdat.pages.search.segments import ON_A_PAGE, read_segment
from tamizdat.pages.search.shards import LARGEST, shards

FACTS = {"head": "heads", "text": "words"}
BINARY = "application/octet-stream"
ON_A_CARD_FILE = 25
ROOM = 520
"""Bytes of each card of a file."""
MARKUP = 60
"""What a card takes besides its path and its words."""


def print_segment(field: str, rest: str, ask: Ask) -> list[Output]:
    """``text`` and ``ru/text/1-2``: the shards of one segment."""
    language, _, name = rest.partition("/")
    segment = read_segment(name)
    facts = (ask(f"{FACTS[field]}:latest:{language}/{page}") for page in segment.pages)
    postings = merge((at, fact) for at, fact in enumerate(facts) if fact)
    return [
        Output(f"/search/{language}/{name}/{at:02x}{f'-{part}' if part > 1 else ''}.bin", data, BINARY)
        for at, parts in enumerate(shards(postings, segment.bits, segment.pages[0]))
        for part, data in enumerate(parts, 1)
    ]


def print_search_cards(rest: str, ask: Ask) -> list[Output]:
    """``ru/3``: what results show of the articles of list page 3, in two files."""
    language, _, page = rest.rpartition("/")
    heads = ask(f"heads:latest:{language}/{page}")
    settings = ask("settings")
    if not heads or not settings:
        return []
    halves: tuple[list[Any], list[Any]] = ([], [])
    first = (int(page) - 1) * ON_A_PAGE + 1
    for public_id, at in sorted(heads["articles"].items(), key=lambda one: one[1]):
        card = ask(f"card:{public_id}")
        if card:
            halves[at // ON_A_CARD_FILE].append([first + at, *_card(card, language, str(settings["time_zone"]))])
    return [
        Output(f"/search/{language}/cards/{page}{letter}.json", _whole(cards), "application/json")
        for letter, cards in zip("ab", halves, strict=True)
        if cards
    ]


def _whole(cards: list[list[Any]]) -> bytes:
    """Where many signs of JSON or long addresses leave no room, standfirsts go."""
    data = canonical_json(cards)
    return data if len(data) <= LARGEST else canonical_json([[*one[:3], "", *one[4:]] for one in cards])


def _card(card: dict[str, Any], language: str, zone: str) -> list[Any]:
    """Path, headline, standfirst, time, day: the headline first, the standfirst in what room is left."""
    path, moment = href(card["path"]).replace("&#x27;", "'").replace("&amp;", "&"), card["published"]
    day = dates.day(moment, language, zone) if moment else ""
    room = ROOM - MARKUP - len(path.encode()) - len(day.encode())
    headline = trim(" ".join(card["headline"].split()), max(room, 90))
    left = room - len(headline.encode())
    standfirst = trim(" ".join(card["standfirst"].split()), left) if left >= 60 else ""
    return [path, headline, standfirst, moment, day]
