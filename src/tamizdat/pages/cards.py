"""What a list prints of an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.forms import forms_in
from tamizdat.pages.links import href
from tamizdat.pages.paper import Paper

LABELLED = frozenset(("opinion", "interview", "analysis", "feature", "gallery"))
Card = dict[str, Any]
PLAIN_CARD = {"level": 2, "extra": "", "eager": False}
"""How a card is printed in most places: its heading's level, the class it has besides, whether its picture waits."""


def view_card(paper: Paper, card: Card, *, room: int, picture: bool = False, kicker: bool = True) -> dict[str, Markup]:
    """A card as the templates want it, its words in ``room`` bytes: the headline first, then the standfirst."""
    headline = trim(card["headline"], max(room, 60))
    left = room - len(headline.encode())
    standfirst = trim(card["standfirst"], left) if card["standfirst"] and left >= min(80, room // 3) else ""
    section = text(card["section"]["name"]) if kicker and card["section"] else NOTHING
    label = paper.words[card["kind"]] if card["kind"] in LABELLED else NOTHING
    moment = card["published"]
    return {
        "href": href(card["path"]),
        "headline": text(headline),
        "standfirst": text(standfirst),
        "label": NOTHING if label == section else label,
        "section": section,
        "bylines": names(card["bylines"]),
        "at": text(moment),
        "day": text(dates.day(moment, paper.language, paper.zone)) if moment else NOTHING,
        **(_picture(card["picture"]) if picture and card["picture"] else NO_PICTURE),
    }


def names(bylines: Sequence[dict[str, Any]]) -> Markup:
    """At most three names; who all of them are stands on the article."""
    return Markup(", ".join([f"<bdi>{text(trim(one['name'], 80))}</bdi>" for one in bylines[:3]]))


def print_cards(
    paper: Paper, template: str, root: Markup, views: Sequence[dict[str, Markup]], **choices: Any
) -> Markup:
    """Cards or lines, one below the other."""
    forms = forms_in(paper.language)
    return Markup("\n".join([forms.fill(template, {"root": root, **one}, **choices) for one in views]))


def _picture(picture: dict[str, Any]) -> dict[str, Markup]:
    one = picture["rendition"]
    return {
        "src": href(f"/pictures/{one['digest']}.{one['extension']}"),
        "width": text(str(one["width"])),
        "height": text(str(one["height"])),
        "alt": text(trim(picture["alt"], 250)),
    }


NO_PICTURE = dict.fromkeys(("src", "width", "height", "alt"), NOTHING)
