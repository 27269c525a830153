"""What tests of the newsroom share: articles of an archive, pictures, a look at the facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from tamizdat.newsroom.incoming import Accepted, IncomingArticle

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def article(identity: str = "a1", **changes: Any) -> IncomingArticle:
    """An article of an archive."""
    values: dict[str, Any] = {
        "identity": identity,
        "headline": f"The quay of {identity}",
        "language": "en",
        "body": ({"type": "text", "html": f"<p>Words of {identity}.</p>"},),
        "published": datetime(2026, 2, 1, tzinfo=UTC),
        "section": "Harbour",
        "topics": ("Tides", "Ships"),
        "bylines": ("Ann Lamp",),
    }
    return IncomingArticle(**{**values, **changes})


def dated(identity: str, days: int, **changes: Any) -> IncomingArticle:
    """An article published so many days after the first of January."""
    return article(identity, published=datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=days), **changes)


def accept(*articles: IncomingArticle, kind: str = "ninjs") -> list[Accepted]:
    """Bring articles in."""
    from tamizdat.newsroom import doors

    return doors.accept_articles(kind, articles, now=NOW)


def publish(*articles: IncomingArticle) -> None:
    """Bring articles in and make them public."""
    from tamizdat.newsroom import doors

    accept(*articles)
    doors.publish_accepted(now=NOW)


def facts() -> dict[str, Any]:
    """All that is public."""
    from tamizdat.newsroom import doors

    return {name: json.loads(value) for _, name, value, _ in doors.read_facts(0) if value is not None}


def public_articles() -> list[dict[str, Any]]:
    """Public articles by sequence."""
    found = [value for name, value in facts().items() if name.startswith("article:")]
    return sorted(found, key=lambda one: one["sequence"])


def page(identity: str) -> Any:
    """The page of an accepted article."""
    from tamizdat.newsroom.models import ArticlePage

    return ArticlePage.objects.get(source_name=identity)


def edit(identity: str, **changes: Any) -> None:
    """What an editor does: change the draft, publish it."""
    draft = page(identity).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision().publish()


def names(values: Sequence[dict[str, Any]], key: str) -> list[Any]:
    """One key of several values."""
    return [one[key] for one in values]


def photo(width: int = 320, height: int = 200, seed: int = 1, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture with some grain."""
    image = Image.effect_noise((width, height), 40 + seed).convert("RGB")
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
