"""What a page shows of itself where somebody shares it: headline, summary, and the lead picture as it is here.

The picture is the card, cut around the focal point, or a small rendition where there is none; at most 14,000 bytes. Its
address is relative like every address in a page. Why, and what that costs: docs/decisions/43-pages.md.
"""

from __future__ import annotations

from typing import Any

from tamizdat.pages.escape import Markup, text, trim
from tamizdat.pages.forms import WORDLESS
from tamizdat.pages.paper import Paper
from tamizdat.pages.pictures import card_href


def card_tags(paper: Paper, article: dict[str, Any], root: Markup) -> Markup:
    """For the head of an article's first page."""
    values = {
        "root": root,
        "headline": text(trim(article["headline"], 200)),
        "src": card_href(paper.ask, article["picture"]),
    }
    return WORDLESS.fill("card_tags.html", values)
