"""An archive that has everything, in few articles."""

from __future__ import annotations

from datetime import UTC, datetime

from tamizdat.newsroom.incoming import IncomingArticle, IncomingFigure, IncomingPicture
from tamizdat.newsroom.public_ids import derived_public_id
from tests.newsroom.bring import article, dated, photo

CAPTION = "Low <em>water</em>"
FIGURE = {"picture": "b.jpg", "alt": "Nets", "caption": CAPTION}
HARD = {"picture": "a.jpg", "alt": "Quay", "caption": "", "sensitive": "It shows a wreck."}


def every_block(linked: str) -> tuple[dict[str, object], ...]:
    """One block of each kind; ``linked`` is the public id of another article."""
    return (
        {"type": "text", "html": f'<p>See <a href="article:{linked}">this</a> &amp; <strong>that</strong>.</p>'},
        {"type": "heading", "level": 3, "text": "A subhead < here"},
        {"type": "figure", **FIGURE},
        {"type": "gallery", "pictures": [FIGURE, HARD]},
        {"type": "quote", "html": "<p>Words</p>", "cite": "Someone"},
        {"type": "embed", "address": "https://video.example/1", "provider": "Video", "title": "A film"},
        {"type": "table", "caption": "Tides", "header": True, "rows": [["Day", "Metres"], ["1", "<em>4.2</em>"]]},
        {"type": "related", "articles": [linked]},
        {"type": "code", "text": "if a < b:\n    pass"},
        {"type": "rule"},
    )


def rich_archive() -> tuple[IncomingArticle, ...]:
    """Three languages, links both ways, pictures, corrections, odd times, a draft."""
    later = derived_public_id("ninjs", "later")
    pictures = (
        IncomingPicture("a.jpg", credit="Ann Lamp", licence="CC0", content=photo()),
        IncomingPicture("b.jpg", credit="Bo", alt="Nets on the quay", content=photo(200, 300, seed=7)),
    )
    full = dated(
        "full",
        3,
        standfirst="What it is about",
        kind="feature",
        dateline="Harbour",
        slug="full-story",
        updated=datetime(2026, 1, 20, 8, 30, 1, tzinfo=UTC),
        picture=IncomingFigure("a.jpg", "Quay", CAPTION, "It shows a wounded man."),
        pictures=pictures,
        body=every_block(later),
        corrections=({"at": "2026-01-09T10:00:00Z", "html": "It was <em>Tuesday</em>."},),
        related=("later", "plain", "ru"),
        legacy=("https://old.example/full?id=1",),
        group="g",
        licence="CC BY 4.0",
    )
    return (
        full,
        dated("plain", 1, section="", topics=(), bylines=(), related=("full",)),
        dated("later", 9, headline="x" * 300, section="Culture"),
        dated("ru", 4, language="ru", group="g", section="Гавань", topics=("Приливы",), bylines=("Анна",)),
        article("night", published=datetime(2026, 1, 31, 23, 30, tzinfo=UTC)),
        article("undated", published=None, language="zh-Hant", slug="full-story"),
        article("about", kind="page", headline="About us", topics=()),
        dated("draft", 2, status="draft", headline="Nobody knows"),
    )
