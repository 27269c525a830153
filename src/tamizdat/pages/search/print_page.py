"""The page with the form, and where its script begins to look. Format: docs/formats/search-v1.md."""

from __future__ import annotations

from tamizdat.core.canonical import canonical_json
from tamizdat.pages.ask import Ask
from tamizdat.pages.output import Output
from tamizdat.pages.paper import frame, open_paper
from tamizdat.pages.search.endings import endings_of
from tamizdat.pages.templates import print_page

FORMAT = "tamizdat-search-v1"


def print_search(language: str, ask: Ask) -> list[Output]:
    """``/<language>/search/index.html`` and ``/search/<language>/index.json``."""
    paper = open_paper(ask, language)
    path = f"/{language}/search/index.html"
    context = frame(paper, path, "search", title=paper.words["search"])
    extent = ask(f"extent:latest:{language}")
    index = {
        "endings": endings_of(language).value(),
        "format": FORMAT,
        "language": language,
        "pages": extent["pages"] if extent else 0,
    }
    return [
        print_page("search.html", path, context),
        Output(f"/search/{language}/index.json", canonical_json(index), "application/json"),
    ]
