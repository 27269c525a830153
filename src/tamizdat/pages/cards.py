"""What a list prints of an article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.links import href
from tamizdat.pages.paper import Paper
from tamizdat.pages.words import words_of

MORE_WORDS, MOST_NAMES = 160, 3
LABELLED = frozenset(("opinion", "interview", "analysis", "feature", "gallery", "live", "audio", "video"))
Card = dict[str, Any]
PLAIN_CARD = {"level": 2, "extra": "", "eager": False}
"""How a card is printed in most places: its heading's level, the class it has besides, whether its picture waits."""


def view_card(paper: Paper, card: Card, *, room: int, picture: bool = False, kicker: bool = True) -> dict[str, Markup]:
    """A card as the templates want it, its words in ``room`` bytes: the headline first, then the standfirst."""
    headline = trim(card["headline"], max(room, 60))
    left = room - len(headline.encode())
    standfirst = trim(card["standfirst"], left) if card["standfirst"] and left >= min(80, room // 3) else ""
    section = card["section"]["name"] if kicker and card["section"] else ""
    bylines = tuple([one["name"] for one in card["bylines"][:MOST_NAMES]])
    known = _view(paper.language, paper.zone, card["path"], card["kind"], section, card["published"], bylines)
    shown = _picture(card["picture"]) if picture and card["picture"] else NO_PICTURE
    return {"headline": text(headline), "standfirst": text(standfirst), **known, **shown}


@lru_cache(10_000)
def _view(
    language: str, zone: str, path: str, kind: str, section: str, moment: str | None, bylines: tuple[str, ...]
) -> dict[str, Markup]:
    """What is the same in every list that an article stands in. Who all of its authors are stands on the article."""
    return {
        "href": href(path),
        "label": _label(language, kind, text(section)),
        "section": text(section),
        "bylines": Markup(", ".join([f"<bdi>{text(trim(one, 80))}</bdi>" for one in bylines])),
        **_when(language, zone, moment),
    }


def _when(language: str, zone: str, moment: str | None) -> dict[str, Markup]:
    """A day, for machines and for people."""
    return {"at": text(moment), "day": text(dates.day(moment, language, zone)) if moment else NOTHING}


def print_cards(template: str, root: Markup, views: Sequence[dict[str, Markup]], **choices: Any) -> Markup:
    """Cards or lines, one below the other."""
    return Markup("\n".join([WORDLESS.fill(template, {"root": root, **one}, **choices) for one in views]))


def print_more(paper: Paper, card: Card, root: Markup) -> Markup:
    """A card as "Read more" names it."""
    section = card["section"]["name"] if card["section"] else ""
    return _print_more(
        paper.language, paper.zone, root, card["path"], card["headline"], card["kind"], section, card["published"]
    )


@lru_cache(10_000)
def _print_more(
    language: str, zone: str, root: Markup, path: str, headline: str, kind: str, section: str, moment: str | None
) -> Markup:
    """Made once for the many articles that name it."""
    values = {
        "root": root,
        "href": href(path),
        "headline": text(trim(headline, MORE_WORDS)),
        "label": _label(language, kind, text(section)),
        **_when(language, zone, moment),
    }
    return WORDLESS.fill("more.html", values)


def _label(language: str, kind: str, section: Markup) -> Markup:
    """What kind of article it is, where its section does not say that already."""
    label = words_of(language)[kind] if kind in LABELLED else NOTHING
    return NOTHING if label == section else label


def _picture(picture: dict[str, Any]) -> dict[str, Markup]:
    one = picture["rendition"]
    return {
        "src": href(f"/pictures/{one['digest']}.{one['extension']}"),
        "width": text(str(one["width"])),
        "height": text(str(one["height"])),
        "alt": text(trim(picture["alt"], 250)),
    }


NO_PICTURE = dict.fromkeys(("src", "width", "height", "alt"), NOTHING)
