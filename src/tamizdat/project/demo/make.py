"""Fill an initialised home with the demo newsroom, through the newsroom's doors alone."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any, Protocol

from tamizdat.newsroom.incoming import Accepted, IncomingArticle
from tamizdat.project.demo.read_articles import KIND_OF_SOURCE, read_articles
from tamizdat.project.demo.read_paper import PaperWords, read_papers
from tamizdat.shell.home import Home, open_newsroom

COMMITMENT = "no-ads"
"""Of ``support.toml``."""
AT_ONCE = 10
"""Articles a transaction: killed half way, the next call goes on after the last ten."""


class Doors(Protocol):
    """What the demo asks of the newsroom (``newsroom/doors.py``)."""

    def accept_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]:
        """Save what is new."""

    def publish_accepted(self, *, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
        """Make it public."""

    def describe_names(
        self, language: str, kind: str, descriptions: Mapping[str, str], *, pseudonyms: Collection[str] = ()
    ) -> int:
        """Say who and what the names are."""

    def set_paper(self, language: str, **texts: Any) -> None:
        """Set the paper's own words."""


def make_demo(home: Home, *, now: datetime) -> None:
    """Bring in all articles, publish them, set the papers' words. Called again it goes on, or changes nothing."""
    settings = open_newsroom(home)
    from tamizdat.newsroom import doors

    doors.refresh_settings(settings)
    fill_newsroom(doors, settings.languages, now=now)
    _ask_readers(settings.languages)
    _put_formats(settings.languages)


def _ask_readers(languages: Collection[str]) -> None:
    """One appeal with a meter, in the words of each paper's own notice."""
    from tamizdat.campaigns.put_appeal import Words, put_appeal

    papers = [one for one in read_papers(read_articles()) if one.language in languages]
    words = {
        one.language: Words(one.texts["notice_title"], one.texts["notice_text"], one.texts["notice_link"])
        for one in papers
    }
    put_appeal("The gap that advertising left", "notice", words, meter=COMMITMENT)


def _put_formats(languages: Collection[str]) -> None:
    """A series and live coverage, from ``formats.toml``."""
    from tamizdat.newsroom import doors
    from tamizdat.newsroom.formats.put import Entry

    told = tomllib.loads((files(__package__) / "formats.toml").read_text(encoding="utf-8"))
    for one in told["series"]:
        if one["language"] in languages:
            doors.put_series(one["language"], one["name"], one["description"], one["articles"])
    for one in told["live"]:
        if one["language"] in languages:
            entries = [Entry(**entry) for entry in one["entries"]]
            doors.put_live(one["article"], one["points"], entries, one["ended"])


def fill_newsroom(doors: Doors, languages: Collection[str], *, now: datetime) -> None:
    """Everything of the demo that is in one of these languages."""
    articles = read_articles()
    papers = [one for one in read_papers(articles) if one.language in languages]
    chosen = [one for one in articles if one.language in languages]
    # Where a clock is wrong, the demo is still not from the future.
    now = max([now, *(moment for one in chosen for moment in (one.published, one.updated) if moment)])
    for start in range(0, len(chosen), AT_ONCE):
        doors.accept_articles(KIND_OF_SOURCE, chosen[start : start + AT_ONCE], now=now)
    doors.publish_accepted(now=now)
    for paper in papers:
        _set_paper(doors, paper)


def _set_paper(doors: Doors, paper: PaperWords) -> None:
    for kind, descriptions in paper.descriptions.items():
        pseudonyms = paper.pseudonyms if kind == "byline" else ()
        doors.describe_names(paper.language, kind, descriptions, pseudonyms=pseudonyms)
    doors.set_paper(
        paper.language,
        section_order=list(paper.section_order),
        lead=paper.lead,
        picks=list(paper.picks),
        **paper.texts,
    )
