"""Pictures of a ninjs object: its associations, joined with those that its body shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tamizdat.intake.archive import FindMedia
from tamizdat.intake.html.pictures import web_or_path
from tamizdat.intake.html.to_blocks import Converted, inline_html
from tamizdat.intake.keep_pictures import with_content
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.incoming import IncomingFigure, IncomingPicture

LEAD = {"featured", "featuremedia", "main", "mainpicture", "lead", "featured-image"}


@dataclass(frozen=True, slots=True)
class Associated:
    """What the associations say: the lead picture, and each picture by key."""

    lead: IncomingFigure | None
    pictures: Mapping[str, IncomingPicture]

    def complete(self, body: Converted, find: FindMedia) -> Converted:
        """The body with credits and contents of all pictures."""
        known = {one.key: one for one in body.pictures}
        for key, one in self.pictures.items():
            shown = known.get(key, one)
            known[key] = replace(
                shown, credit=one.credit or shown.credit, alt=shown.alt or one.alt, licence=one.licence or shown.licence
            )
        return replace(body, pictures=tuple(with_content(one, find) for one in known.values()))


def read_associations(values: object) -> Associated:
    """Pictures among the associations (ninjs 3: a list; ninjs 1: an object by name)."""
    if isinstance(values, dict):
        values = [{"name": name, **one} for name, one in values.items() if isinstance(one, dict)]
    pictures: dict[str, IncomingPicture] = {}
    lead = None
    for one in values if isinstance(values, list) else []:
        if not isinstance(one, dict) or one.get("type") not in ("picture", "graphic"):
            continue
        key = _key(one)
        if not key:
            continue
        pictures[key] = IncomingPicture(
            key, credit=_credit(one), alt=_role(one, "alt", "altText"), licence=_text(one.get("usageTerms"))
        )
        if lead is None and {_text(one.get("rel")).lower(), _text(one.get("name")).lower()} & LEAD:
            caption = inline_html(_role(one, "caption", "description_text"))
            lead = IncomingFigure(key, pictures[key].alt, caption, _role(one, "sensitive", "sensitive"))
    return Associated(lead, pictures)


def _key(one: Mapping[str, Any]) -> str:
    """The address of its largest rendition."""
    values = one.get("renditions")
    found = list(values.values()) if isinstance(values, dict) else values if isinstance(values, list) else []
    found = [shape for shape in found if isinstance(shape, dict) and isinstance(shape.get("href"), str)]
    best = max(found, key=lambda shape: _number(shape.get("width")), default=None)
    address = best["href"] if best else one.get("uri")
    return web_or_path(address, "") if isinstance(address, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _text(value: object) -> str:
    return clean_text(value) if isinstance(value, str) else ""


def _credit(one: Mapping[str, Any]) -> str:
    return next(
        (text for name in ("by", "copyrightHolder", "copyrightNotice", "byline") if (text := _text(one.get(name)))), ""
    )


def _role(one: Mapping[str, Any], role: str, older: str) -> str:
    """The description with this role."""
    values = one.get("descriptions")
    found = [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
    return next((_text(each.get("value")) for each in found if each.get("role") == role), _text(one.get(older)))
