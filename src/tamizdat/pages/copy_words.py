"""What stands above a one-file copy, and the words of the menu. Format: docs/formats/edition-v1.md, section 16."""

from __future__ import annotations

from tamizdat.core.canonical import canonical_json
from tamizdat.pages.ask import Ask
from tamizdat.pages.errors import UnfitError
from tamizdat.pages.escape import text
from tamizdat.pages.languages import direction
from tamizdat.pages.output import Output
from tamizdat.pages.paper import open_paper
from tamizdat.pages.reader_words import print_menu_words
from tamizdat.pages.templates import render

FORMAT = "tamizdat-copy-v1"
LONGEST = 14_000


def print_copy_words(language: str, ask: Ask) -> list[Output]:
    """``/copy/<language>.json`` and ``/words/<language>.json``."""
    paper = open_paper(ask, language)
    said = {"words": paper.words, "name": text(paper.name), "lang": text(language), "dir": direction(language)}
    value = {
        "banner": render("banner.html", said | {"has_address": True}),
        "banner_without_address": render("banner.html", said | {"has_address": False}),
        "format": FORMAT,
        "language": language,
    }
    data = canonical_json(value)
    if len(data) > LONGEST:
        raise UnfitError(
            f"/copy/{language}.json would be {len(data):,} bytes; {LONGEST:,} are allowed. Shorten the paper's name."
        )
    return [Output(f"/copy/{language}.json", data, "application/json"), print_menu_words(language)]
