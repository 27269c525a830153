"""A picture as a page shows it: a small rendition first, a link to the large one."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.ask import Ask
from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.links import href

LONGEST_ALT = 600


def picture_href(rendition: dict[str, Any]) -> Markup:
    """Where a rendition lies."""
    return href(f"/pictures/{rendition['digest']}.{rendition['extension']}")


def view_picture(ask: Ask, public_id: str, alt: str, *, eager: bool = False) -> dict[str, Any] | None:
    """A picture for the templates; None when there is none that may be shown."""
    picture = ask(f"picture:{public_id}")
    renditions = picture["renditions"] if picture else []
    small = _pick(renditions, "small", "image/jpeg") or _pick(renditions, "small") or _pick(renditions, "large")
    if not picture or not small:
        return None
    modern = _pick(renditions, "small", "image/avif")
    large = _pick(renditions, "large", "image/jpeg") or _pick(renditions, "large")
    return {
        "src": picture_href(small),
        "width": small["width"],
        "height": small["height"],
        "avif": picture_href(modern) if modern and modern is not small else NOTHING,
        "large": picture_href(large) if large else NOTHING,
        "alt": text(trim(alt, LONGEST_ALT)),
        "credit": text(trim(picture["credit"], 200)),
        "eager": eager,
    }


def _pick(renditions: list[dict[str, Any]], use: str, media_type: str = "") -> dict[str, Any] | None:
    fitting = (one for one in renditions if one["use"] == use and media_type in ("", one["media_type"]))
    return next(fitting, None)
