"""What a page asks of its readers: the current appeal of a campaign, else the paper's standing words, else nothing.

Only pages in the live window read ``campaign:<language>``. Every other page has the standing words, and the small
script puts the current appeal in where scripts run. Which appeal a page gets is decided by named filters, in order;
the desk shows the same filters with their results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from tamizdat.pages.escape import NOTHING, Markup, fill, text
from tamizdat.pages.forms import forms_in
from tamizdat.pages.meter import print_meter

PLACES = ("notice", "letter", "end")
Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """What the filters know of a page."""

    is_article: bool = False
    section: str | None = None
    no_appeals: bool = False


def _wrong_page(appeal: Fact, where: Where) -> str:
    return "" if appeal["place"] == "notice" or where.is_article else "it stands inside articles, and this is none"


def _wrong_section(appeal: Fact, where: Where) -> str:
    asked = appeal["sections"]
    return "" if not asked or where.section in asked else "it is for other sections"


def _spared_section(appeal: Fact, where: Where) -> str:
    return "it spares this section" if where.section and where.section in appeal["not_sections"] else ""


def _no_appeals(appeal: Fact, where: Where) -> str:
    return "this article has the tick “no appeals here”" if where.no_appeals else ""


FILTERS: tuple[tuple[str, Callable[[Fact, Where], str]], ...] = (
    ("article", _no_appeals),
    ("page", _wrong_page),
    ("sections", _wrong_section),
    ("spared sections", _spared_section),
)
"""Name, and why not; empty: it passes."""


class Appeals(NamedTuple):
    """At most one appeal of a campaign; else the standing ones."""

    notice: Fact | None = None
    letter: Fact | None = None
    end: Fact | None = None
    is_live: bool = False
    """The script need not bring the current one."""
    is_silent: bool = False
    """Nothing here, whatever the script knows."""

    @property
    def mark(self) -> str:
        """Tells frames apart."""
        return f"{'silent' if self.is_silent else 'live' if self.is_live else ''}{(self.notice or {}).get('id', '')}"


def choose_appeal(appeals: list[Fact], where: Where) -> Fact | None:
    """The first that no filter holds back: they come in order of priority."""
    return next((one for one in appeals if not any(why_not(one, where) for _, why_not in FILTERS)), None)


def find_appeals(
    paper: Any, *, is_live: bool = False, article: Fact | None = None, section: str | None = None
) -> Appeals:
    """What stands on a page. ``is_live``: it is in the live window, and so reads the current campaign."""
    is_article = article is not None and article["kind"] != "page"
    where = Where(is_article, article["section"] if article else section, is_spared(article))
    if where.no_appeals:
        return Appeals(is_silent=True)
    campaign = paper.ask(f"campaign:{paper.language}") if is_live else None
    chosen = choose_appeal(campaign["appeals"], where) if campaign else None
    if chosen:
        return Appeals(**{chosen["place"]: chosen}, is_live=True)
    letter = paper.fact["letter"] if where.is_article else None
    return Appeals(notice=paper.fact["notice"], letter=letter, is_live=is_live)


def is_spared(article: Fact | None) -> bool:
    """Did an editor tick "no appeals here"?"""
    return bool(article and article.get("no_appeals"))


def view_appeal(paper: Any, appeal: Fact, html: Markup, root: str) -> dict[str, Markup]:
    """An appeal as its templates ask for it; the paper's own words have fewer keys."""
    most, days = appeal.get("most", 0), appeal.get("days", 0)
    name = fill(paper.words["letter"], name=text(paper.name))
    return {
        "id": text(appeal.get("id", "")),
        "title": text(appeal["title"]),
        "name": text(appeal["title"]) or name,
        "html": html,
        "link": text(appeal.get("link", "")),
        "signed": text(appeal.get("signed", "")),
        "meter": print_meter(
            paper, appeal.get("meter", ""), root, beside=text(appeal["title"]), is_whole=appeal.get("place") != "notice"
        ),
        "often": Markup(f"{most}/{days}") if most or days else NOTHING,
        "campaign": Markup("1") if "place" in appeal else NOTHING,
        "home": text(paper.language),
        "root": Markup(root),
    }


TEMPLATES = {"notice": "notice.html", "letter": "letter.html", "end": "letter.html"}


def print_appeal(paper: Any, place: str, appeal: Fact, html: Markup, root: str) -> Markup:
    """An appeal as HTML."""
    values = view_appeal(paper, appeal, html, root)
    if place == "notice":
        return forms_in(paper.language).fill("notice.html", values)
    return forms_in(paper.language).fill("letter.html", values, is_end=place == "end")
