"""What stands on the page of a byline above its articles: whether it is a guest, a picture, a biography."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.cut import cut_html
from tamizdat.pages.escape import NOTHING, Markup
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.paper import Paper, paper_html
from tamizdat.pages.pictures import view_picture

LONGEST = 4_000
"""Bytes; the first page of a byline has its newest articles too."""


def print_biography(paper: Paper, byline: dict[str, Any], root: Markup) -> Markup:
    """Nothing where there is nothing to say."""
    face = byline.get("picture")
    picture = view_picture(paper.ask, face["picture"], face["alt"]) if face else None
    html = paper_html(paper, byline.get("html", ""), root)
    values = {
        "guest": paper.words["guest"] if byline.get("guest") else NOTHING,
        "html": Markup(next(iter(cut_html(html, LONGEST)), "")) if html else NOTHING,
        **{name: picture.values[name] if picture else NOTHING for name in ("src", "alt", "width", "height", "credit")},
    }
    return WORDLESS.fill("biography.html", {"root": root, **values})
