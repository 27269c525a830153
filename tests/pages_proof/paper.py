"""A paper with every type of page in four languages, as facts; pressed once for all proofs."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from tamizdat.core.canonical import digest
from tamizdat.pages.about import POLICIES
from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press, PressReport
from tamizdat.shell.home import Home
from tests.campaigns.signed import make_offer, make_statement, signed
from tests.pages_proof.words import TONGUES, Tongue
from tests.press.paper import MemoryNewsroom

KINDS = ("news", "brief", "feature", "opinion", "interview", "analysis", "gallery")
LANGUAGES = tuple(TONGUES)
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + "mDMEZ0lamp\n" * 9 + "-----END PGP PUBLIC KEY BLOCK-----"
MOVED = "/old-quay.html"
"""Leads on by itself: only what needs no browser looks at it."""
STATIC = {
    "front": "index.html",
    "latest": "latest/index.html",
    "latest-archive": "latest/1.html",
    "section": "section/quay/index.html",
    "section-empty": "section/empty/index.html",
    "topic": "topic/ice/index.html",
    "byline": "byline/ina/index.html",
    "months": "months/index.html",
    "month": "months/2026-03/index.html",
    "support": "support/index.html",
    "accounts": "support/statement.html",
    "ways": "ways/index.html",
    "check": "check/index.html",
    "search": "search/index.html",
    "about": "about/index.html",
    "contact": "contact/index.html",
    "page": "house.html",
    "text-only": "2026/03/news.text.html",
    "long": "2026/03/long.html",
    "long-2": "2026/03/long.2.html",
    **{kind: f"2026/03/{kind}.html" for kind in KINDS},
}
"""Type of page → where it lies below its language."""


def every_page(tree: Path) -> list[tuple[str, str]]:
    """Type and address of a page of each type in each language."""
    found = [(name, f"/{one}/{path}") for name, path in STATIC.items() for one in LANGUAGES]
    missing = [path for _, path in found if not (tree / path[1:]).is_file()]
    assert not missing, missing
    return [*found, ("missing", "/404.html"), ("root", "/index.html"), ("moved", MOVED)]


def one_of_each(tree: Path) -> list[str]:
    """One page of each type, in turn in each language."""
    by_type: dict[str, list[str]] = {}
    for name, path in every_page(tree):
        by_type.setdefault(name, []).append(path)
    return [paths[at % len(paths)] for at, paths in enumerate(by_type.values())]


def press_proof(folder: Path) -> tuple[Home, PressReport]:
    """Every type of page in every language."""
    home = Home(folder)
    newsroom = make_newsroom()
    home.renditions.mkdir(parents=True, exist_ok=True)
    for name, data in newsroom.renditions.items():
        (home.renditions / name).write_bytes(data)
    press = Press(home, open_memory(home.press / "press.sqlite3"))
    return home, press.press(Newsroom(newsroom.rows, ()), datetime.now(UTC))


def make_newsroom() -> MemoryNewsroom:
    """The facts."""
    newsroom = MemoryNewsroom(5, LANGUAGES)
    for name in [name for name in newsroom.facts if name.split(":")[0] in ("section", "topic", "byline")]:
        del newsroom.facts[name]
    pictures = [_picture(newsroom, number) for number in range(3)]
    for language, tongue in TONGUES.items():
        _paper(newsroom, language, tongue)
        for number, kind in enumerate(KINDS):
            _article(newsroom, language, tongue, kind, kind, pictures, minute=number)
        _article(newsroom, language, tongue, "news", "long", pictures, minute=30, times=60)
        _article(newsroom, language, tongue, "page", "house", pictures, minute=0)
        for number in range(34 if language == "en" else 0):
            _article(newsroom, language, tongue, "brief", f"quay-{number}", pictures, minute=number)
    newsroom.put("offer", json.loads(signed(make_offer())))
    newsroom.put("statement", json.loads(signed(make_statement())))
    newsroom.put("mirrors", {"addresses": ["https://m.example/lamp/"]})
    return newsroom


def _id(kind: str, language: str) -> str:
    return f"{kind}{language}".ljust(13, "a")


def _paper(newsroom: MemoryNewsroom, language: str, words: Tongue) -> None:
    text = f"<p>{words.text}</p><p>{words.answer}</p>"
    newsroom.put(
        f"paper:{language}",
        {"language": language, "name": words.name, "tagline": words.tagline,
         "notice": {"id": "notice", "title": words.heading, "html": f"<p>{words.standfirst}</p>", "link": ""},
         "letter": {"title": words.heading, "html": text, "signed": words.byline},
         "support": {"title": "", "html": text}, "ways": {"title": "", "html": text},
         "sections": [_id("quay", language), _id("none", language)],
         "policies": dict.fromkeys(POLICIES, text),
         "contact": {"onion": f"http://{'a' * 56}.onion", "signal": "lamp.01", "mail": "a@lamp.example", "pgp": KEY}},
    )  # fmt: skip
    for kind, slug, stem, name in (
        ("section", "quay", "quay", words.section), ("section", "empty", "none", words.empty),
        ("topic", "ice", "topi", words.topic), ("byline", "ina", "byli", words.byline),
    ):  # fmt: skip
        public_id = _id(stem, language)
        newsroom.put(
            f"{kind}:{public_id}",
            {"id": public_id, "language": language, "slug": slug, "name": name, "description": words.standfirst},
        )


def _article(
    newsroom: MemoryNewsroom, language: str, words: Tongue, kind: str, slug: str, pictures: list[str], *,
    minute: int, times: int = 1,
) -> None:  # fmt: skip
    newsroom.counters["sequence"] += 1
    is_page = kind == "page"
    named = {"section": f"section:{_id('quay', language)}", "topic": f"topic:{_id('topi', language)}",
             "byline": f"byline:{_id('byli', language)}"}  # fmt: skip
    lists = [] if is_page else [f"latest:{language}", *named.values(), f"month:{language}/2026-03"]
    places = {name: newsroom._place(name) for name in lists}
    picture = {"picture": pictures[0], "alt": words.alt, "caption": words.caption}
    public_id = f"{slug.replace('-', '')}{language}".ljust(13, "z").translate(str.maketrans("0189", "abcd"))
    body = _body(kind, words, pictures) * times
    newsroom.articles[public_id] = {
        "id": public_id, "language": language, "slug": slug,
        "path": f"/{language}/{slug}.html" if is_page else f"/{language}/2026/03/{slug}.html",
        "sequence": newsroom.counters["sequence"], "group": f"{slug.replace('-', '')}".ljust(13, "g"), "kind": kind,
        "headline": words.headline if slug in (kind, "long") else f"{words.headline} · {minute}",
        "standfirst": "" if is_page else words.standfirst,
        "dateline": words.place if kind == "news" else "", "published": f"2026-03-{minute % 28 + 1:02}T09:30:00Z",
        "updated": "2026-03-30T10:00:00Z" if kind == "analysis" else None,
        "section": None if is_page else named["section"][8:], "topics": [] if is_page else [named["topic"][6:]],
        "bylines": [] if is_page else [named["byline"][7:]],
        "picture": None if kind in ("brief", "page") else picture,
        "body": body, "related": [], "licence": "CC BY 4.0" if kind == "feature" else "", "places": places,
        "corrections": [{"at": "2026-03-30T10:00:00Z", "html": f"<p>{words.answer}</p>"}] if kind == "analysis" else [],
        "legacy": ["https://old.example/old-quay.html"] if (language, slug) == ("en", "news") else [],
    }  # fmt: skip
    newsroom._write(public_id)


def _body(kind: str, words: Tongue, pictures: list[str]) -> list[dict[str, Any]]:
    paragraphs = [
        {
            "type": "text",
            "html": f"<p>{words.text}</p><p>{words.answer} <a href='https://a.example/'>{words.topic}</a>.</p>",
        }
    ]
    if kind in ("brief", "opinion"):
        return paragraphs * 2
    if kind == "gallery":
        shots = [{"picture": one, "alt": words.alt, "caption": words.caption} for one in pictures]
        return [*paragraphs, {"type": "gallery", "pictures": shots}]
    if kind == "interview":
        question = {
            "type": "text",
            "html": f"<p><strong>{words.question}</strong></p><p>{words.answer} {words.text}</p>",
        }
        return [*paragraphs, *([question] * 4)]
    figure = {"type": "figure", "picture": pictures[1], "alt": words.alt, "caption": words.caption}
    if kind in ("feature", "page"):
        return [*paragraphs, {"type": "heading", "level": 2, "text": words.heading}, *paragraphs, figure, *paragraphs]
    return [
        *paragraphs, {"type": "heading", "level": 2, "text": words.heading}, *paragraphs, figure,
        {"type": "heading", "level": 3, "text": words.question},
        {"type": "quote", "html": f"<p>{words.answer}</p>", "cite": words.byline},
        {"type": "table", "caption": words.heading, "header": True,
         "rows": [[words.topic, words.section], ["9", "6"], ["8", words.empty]]},
        {"type": "embed", "address": "https://video.example/watch", "provider": "Video", "title": words.heading},
        {"type": "code", "text": "lead line: 6 m\nchart: 9 m"}, {"type": "rule"}, *paragraphs,
    ]  # fmt: skip


def _picture(newsroom: MemoryNewsroom, number: int) -> str:
    """Plain colours: what matters is that there is a picture of this shape."""
    shape = ((640, 427), (640, 427), (400, 600))[number]
    file = io.BytesIO()
    Image.new("RGB", shape, ((90, 110, 125), (140, 110, 80), (70, 90, 80))[number]).save(file, "JPEG", quality=60)
    data = file.getvalue()
    newsroom.renditions[f"{digest(data)}.jpg"] = data
    public_id = f"pict{number}".replace("0", "a").replace("1", "b").ljust(13, "x")
    rendition = {"digest": digest(data), "bytes": len(data), "width": shape[0], "height": shape[1],
                 "media_type": "image/jpeg", "extension": "jpg", "use": "small"}  # fmt: skip
    newsroom.put(
        f"picture:{public_id}", {"id": public_id, "credit": "A. Reyn", "licence": "", "renditions": [rendition]}
    )
    return public_id
