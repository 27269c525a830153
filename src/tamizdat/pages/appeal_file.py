"""``/appeal/<language>.json``: the current appeals, for pages outside the live window, put in by the small script.

Format: docs/formats/edition-v1.md, section 13.
"""

from __future__ import annotations

from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.pages.appeals import print_appeal
from tamizdat.pages.ask import Ask
from tamizdat.pages.languages import direction, style_of
from tamizdat.pages.output import Output
from tamizdat.pages.paper import open_paper, paper_html
from tamizdat.pages.style import rules_for

FORMAT = "tamizdat-appeal-v1"
LONGEST = 14_000
ROOT = "{root}"
"""Stands in addresses for the way from a page to the root of the tree."""


def print_appeal_file(language: str, ask: Ask) -> list[Output]:
    """In order of priority; what would make the file too long is left out, the least important first."""
    paper = open_paper(ask, language)
    campaign = ask(f"campaign:{language}") or {"appeals": []}
    appeals = [_view(paper, one) for one in campaign["appeals"]]
    while len(data := _write(language, appeals)) > LONGEST:
        appeals.pop()
    return [Output(f"/appeal/{language}.json", data, "application/json")]


def _write(language: str, appeals: list[dict[str, Any]]) -> bytes:
    value = {"format": FORMAT, "language": language, "appeals": appeals}
    if appeals:
        html = f'<html class="{style_of(language)}" dir="{direction(language)}">' + "".join(
            one["html"] for one in appeals
        )
        value["style"] = rules_for(html.encode(), "article")
    return canonical_json(value)


def _view(paper: Any, appeal: dict[str, Any]) -> dict[str, Any]:
    html = paper_html(paper, appeal["html"], ROOT)
    return {
        **{key: appeal[key] for key in ("id", "place", "sections", "not_sections")},
        "html": str(print_appeal(paper, appeal["place"], appeal, html, ROOT)),
    }
