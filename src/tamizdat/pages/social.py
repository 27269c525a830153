"""What a page shows of itself where somebody shares it: headline, summary, and the lead picture as it is here.

The picture is one of the renditions that the edition has anyway, at most 14,000 bytes, and its address is relative like
every address in a page. Why, and what that costs: docs/decisions/43-pages.md.
"""

from __future__ import annotations

from typing import Any

from tamizdat.pages.escape import NOTHING, Markup, text, trim
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.paper import Paper
from tamizdat.pages.pictures import view_picture


def card_tags(paper: Paper, article: dict[str, Any], root: Markup) -> Markup:
    """For the head of an article's first page."""
    lead = article["picture"]
    picture = view_picture(paper.ask, lead["picture"], lead["alt"]) if lead else None
    values = {
        "root": root,
        "headline": text(trim(article["headline"], 200)),
        "src": picture.values["src"] if picture else NOTHING,
    }
    return WORDLESS.fill("card_tags.html", values)
