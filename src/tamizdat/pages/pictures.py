"""A picture as a page shows it: a small rendition first, a link to the large one."""

from __future__ import annotations

from typing import Any, NamedTuple

from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.links import href

LONGEST_ALT = 600


def picture_href(rendition: dict[str, Any]) -> Markup:
    """Where a rendition lies."""
    return href(f"/pictures/{rendition['digest']}.{rendition['extension']}")


class Picture(NamedTuple):
    """A picture for the templates."""

    values: dict[str, Markup]
    is_tall: bool


def view_picture(ask: Ask, public_id: str, alt: str) -> Picture | None:
    """A picture; None when there is none that may be shown."""
    picture = ask(f"picture:{public_id}")
    renditions = picture["renditions"] if picture else []
    small = _pick(renditions, "small", "image/jpeg") or _pick(renditions, "small") or _pick(renditions, "large")
    if not picture or not small:
        return None
    modern = _pick(renditions, "small", "image/avif")
    large = _pick(renditions, "large", "image/jpeg") or _pick(renditions, "large")
    values = {
        "src": picture_href(small),
        "width": text(str(small["width"])),
        "height": text(str(small["height"])),
        "avif": picture_href(modern) if modern and modern is not small else NOTHING,
        "large": picture_href(large) if large else NOTHING,
        "alt": text(trim(alt, LONGEST_ALT)),
        "credit": text(trim(picture["credit"], 200)),
    }
    return Picture(values, small["height"] > small["width"])


def card_href(ask: Ask, lead: dict[str, Any] | None) -> Markup:
    """The picture that stands for an article where it is shared; none for one that is covered until a reader asks."""
    if not lead or lead.get("sensitive"):
        return NOTHING
    picture = ask(f"picture:{lead['picture']}")
    renditions = picture["renditions"] if picture else []
    card = _pick(renditions, "card") or _pick(renditions, "small", "image/jpeg") or _pick(renditions, "small")
    return picture_href(card) if card else NOTHING


def _pick(renditions: list[dict[str, Any]], use: str, media_type: str = "") -> dict[str, Any] | None:
    fitting = (one for one in renditions if one["use"] == use and media_type in ("", one["media_type"]))
    return next(fitting, None)
