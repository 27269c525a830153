"""A paper for tests of pages: facts by name, and an ``ask`` that answers from them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from isal import isal_zlib

from tamizdat.pages.output import Output

Facts = dict[str, Any]
HEADLINE, SECTION, TOPIC, BYLINE, PICTURE = "The tide waits", "s" * 13, "t" * 13, "b" * 13, "p" * 13


def make_paper(language: str = "en", **changes: Any) -> Facts:
    """Settings and the paper of a language, with one section, topic, byline and picture."""
    named = {"language": language, "description": ""}
    rendition = {"bytes": 9_000, "width": 560, "height": 373}
    paper = {
        "language": language, "name": "The Lamp", "tagline": "Light over water",
        "notice": {"id": "n1", "title": "No advertising", "html": "<p>Since July.</p>", "link": "Help"},
        "letter": {"title": "", "html": "<p>Dear readers, we write on.</p>", "signed": "The editors"},
        "support": {"title": "Support us", "html": "<p>Write to us.</p>"},
        "ways": {"title": "Ways", "html": "<p>Many.</p>"}, "sections": [SECTION],
    }  # fmt: skip
    return {
        "settings": {"name": "The Lamp", "address": "https://lamp.example", "languages": ["en", "fa"],
                     "time_zone": "Europe/Riga", "onion": ""},
        f"paper:{language}": paper | changes,
        f"front:{language}": {"language": language, "lead": None, "picks": []},
        f"section:{SECTION}": {"id": SECTION, "slug": "harbour", "name": "Harbour", **named},
        f"topic:{TOPIC}": {"id": TOPIC, "slug": "ice", "name": "Ice", **named},
        f"byline:{BYLINE}": {"id": BYLINE, "slug": "ina", "name": "Ina Holt", **named},
        f"picture:{PICTURE}": {"id": PICTURE, "credit": "Oskar Lind", "licence": "", "renditions": [
            {"digest": "a" * 64, "extension": "jpg", "media_type": "image/jpeg", "use": "small", **rendition},
            {"digest": "b" * 64, "extension": "avif", "media_type": "image/avif", "use": "small", **rendition},
            {"digest": "c" * 64, "extension": "jpg", "media_type": "image/jpeg", "use": "large", **rendition}]},
    }  # fmt: skip


def make_article(public_id: str = "a" * 13, **changes: Any) -> dict[str, Any]:
    """An article of one paragraph, with whatever is changed."""
    article = {
        "id": public_id, "language": "en", "slug": "tide", "path": "/en/2026/03/tide.html", "sequence": 1,
        "group": public_id, "kind": "news", "headline": HEADLINE, "standfirst": "", "dateline": "",
        "published": "2026-03-01T09:30:00Z", "updated": None, "section": SECTION, "topics": [TOPIC],
        "bylines": [BYLINE], "picture": None, "body": [{"type": "text", "html": "<p>Water came.</p>"}],
        "corrections": [], "related": [], "licence": "", "legacy": [], "places": {},
    }  # fmt: skip
    return article | changes


def make_card(article: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """What the press composes of an article for its lists."""
    keys = ("id", "path", "language", "group", "kind", "headline", "standfirst", "dateline", "published", "updated")
    section = facts.get(f"section:{article['section']}")
    bylines = [facts[f"byline:{one}"] for one in article["bylines"]]
    return {
        **{key: article[key] for key in keys},
        "bylines": bylines,
        "section": section,
        "picture": {"alt": article["picture"]["alt"], "rendition": facts[f"picture:{PICTURE}"]["renditions"][0]}
        if article["picture"]
        else None,
    }


class Answers:
    """``ask`` over a dictionary, which remembers what it was asked."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.asked: list[str] = []

    def __call__(self, name: str) -> Any:
        self.asked.append(name)
        kind, _, rest = name.partition(":")
        if name in self.facts:
            return self.facts[name]
        if kind == "card" and f"article:{rest}" in self.facts:
            return make_card(self.facts[f"article:{rest}"], self.facts)
        return [] if kind in ("newest", "cards", "pages", "more") else None


def paragraphs(*words: str) -> list[dict[str, Any]]:
    """A body of plain paragraphs."""
    return [{"type": "text", "html": "".join(f"<p>{escape(one, quote=False)}</p>" for one in words)}]


def wire_size(output: Output) -> int:
    """Bytes of a file as sent with gzip."""
    return len(output.packed or isal_zlib.compress(output.data, 2, 31))


def real_input() -> Path:
    """The folder of real data, or a skipped test."""
    default = Path(__file__).parents[3] / "shared" / "input"
    folder = Path(os.environ.get("TAMIZDAT_INPUT", default))
    if not folder.is_dir():
        pytest.skip(f"no real data: set TAMIZDAT_INPUT, or put it at {default}")
    return folder


def real_articles(name: str) -> Iterator[dict[str, Any]]:
    """The articles of one set of ``ninjs/`` as facts."""
    with (real_input() / "ninjs" / name).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            item = json.loads(line)
            body = item["bodies"][0]
            words = body["value"]
            html = body["contentType"] == "text/html"
            language = item["language"]
            yield make_article(
                f"r{number:012}",
                language=language,
                path=f"/{language}/2026/03/story-{number}.html",
                headline=item["headlines"][0]["value"][:250],
                standfirst=(item.get("descriptions") or [{"value": ""}])[0]["value"],
                body=[{"type": "text", "html": words}] if html else paragraphs(*words.split("\n\n")),
            )
