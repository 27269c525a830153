"""What a list prints of an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tamizdat.pages import dates
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.links import href
from tamizdat.pages.paper import Paper

LABELLED = frozenset(("opinion", "interview", "analysis", "feature", "gallery"))
Card = dict[str, Any]


def view_card(
    paper: Paper, card: Card, *, room: int, picture: bool = False, eager: bool = False, kicker: bool = True
) -> dict[str, Any]:
    """A card as the templates want it, its words in ``room`` bytes: the headline first, then the standfirst."""
    headline = trim(card["headline"], max(room, 60))
    left = room - len(headline.encode())
    standfirst = trim(card["standfirst"], left) if card["standfirst"] and left >= min(80, room // 3) else ""
    section = text(card["section"]["name"]) if kicker and card["section"] else NOTHING
    label = paper.words[card["kind"]] if card["kind"] in LABELLED else NOTHING
    return {
        "href": href(card["path"]),
        "headline": text(headline),
        "standfirst": text(standfirst),
        "label": NOTHING if label == section else label,
        "section": section,
        "bylines": names(paper, card["bylines"]),
        "when": when(paper, card["published"]),
        "picture": _picture(card["picture"], eager) if picture and card["picture"] else None,
    }


def names(paper: Paper, bylines: Sequence[dict[str, Any]]) -> list[Markup]:
    """At most three names; who all of them are stands on the article."""
    return [text(trim(one["name"], 80)) for one in bylines[:3]]


def when(paper: Paper, moment: str | None) -> dict[str, Markup] | None:
    """A day, for people and for machines."""
    if not moment:
        return None
    return {"at": text(moment), "day": text(dates.day(moment, paper.language, paper.zone))}


def _picture(picture: dict[str, Any], eager: bool) -> dict[str, Any]:
    one = picture["rendition"]
    return {
        "src": href(f"/pictures/{one['digest']}.{one['extension']}"),
        "width": one["width"],
        "height": one["height"],
        "alt": text(trim(picture["alt"], 250)),
        "eager": eager,
    }
