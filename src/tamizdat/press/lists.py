"""Facts that the press derives: cards, lists of cards, packs. Pages ask for them by name.

A list fact is kept as ``[[article id, digest of its card], …]`` and opened into cards when a page asks.
"""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import Any

from tamizdat.core.edition.canonical import canonical_json, digest

NEWEST = 30
ON_A_PAGE = 50
IN_A_PACK = 100
MORE = 5
"""Cards in "Read more"."""
BEFORE = MORE + 1
"""Articles that the press looks back at in a list: one of them may be the editors' pick already."""


def page_of(place: int) -> int:
    """The list page that prints a place."""
    return (place - 1) // ON_A_PAGE + 1


class Facts:
    """Facts as remembered, by name."""

    def __init__(self, memory: sqlite3.Connection) -> None:
        self.memory = memory
        self.value = lru_cache(maxsize=20_000)(self._value)

    def _value(self, name: str) -> Any:
        row = self.memory.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None or row[0] is None else json.loads(row[0])

    def digest(self, name: str) -> str:
        row = self.memory.execute("SELECT digest FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""


def compose_card(facts: Facts, article: dict[str, Any]) -> dict[str, Any]:
    """What a list prints of an article."""
    bylines = (facts.value(f"byline:{one}") for one in article["bylines"])
    section = facts.value(f"section:{article['section']}") if article["section"] else None
    return {
        **{
            key: article[key]
            for key in (
                "id", "path", "language", "kind", "headline", "standfirst", "dateline", "published", "updated",
            )
        },
        "bylines": [{key: one[key] for key in ("id", "name", "slug")} for one in bylines if one],
        "section": {key: section[key] for key in ("id", "name", "slug")} if section else None,
        "picture": _card_picture(facts, article["picture"]),
    }  # fmt: skip


def _card_picture(facts: Facts, lead: dict[str, Any] | None) -> dict[str, Any] | None:
    picture = facts.value(f"picture:{lead['picture']}") if lead else None
    if not lead or not picture:
        return None
    small = [one for one in picture["renditions"] if one["use"] == "small" and one["media_type"] == "image/jpeg"]
    return {"id": lead["picture"], "alt": lead["alt"], "rendition": small[0]} if small else None


def derive(facts: Facts, name: str) -> str | None:
    """The value of a derived list fact as canonical JSON, None when it is empty."""
    kind, rest = name.split(":", 1)
    value = DERIVERS[kind](facts.memory, rest)
    return canonical_json(value).decode() if value else None


def _with_cards(memory: sqlite3.Connection, query: str, *values: object) -> list[list[str]]:
    rows = memory.execute(query, values).fetchall()
    found = []
    for (article,) in rows:
        row = memory.execute("SELECT digest FROM fact WHERE name = ?", (f"card:{article}",)).fetchone()
        if row and row[0]:
            found.append([article, row[0]])
    return found


def _newest(memory: sqlite3.Connection, rest: str) -> Any:
    return _with_cards(
        memory,
        "SELECT article FROM place WHERE list = ? ORDER BY published DESC, sequence DESC LIMIT ?",
        rest,
        NEWEST,
    )


def _cards(memory: sqlite3.Connection, rest: str) -> Any:
    name, page = rest.rsplit("/", 1)
    last = int(page) * ON_A_PAGE
    return _with_cards(
        memory,
        "SELECT article FROM place WHERE list = ? AND place BETWEEN ? AND ? ORDER BY published DESC, sequence DESC",
        name,
        last - ON_A_PAGE + 1,
        last,
    )


def _before(memory: sqlite3.Connection, rest: str) -> Any:
    """The articles before one place of a list, nearest first: what "Read more" there may choose from."""
    name, place = rest.rsplit("/", 1)
    if memory.execute("SELECT 1 FROM place WHERE list = ? AND place = ?", (name, int(place))).fetchone() is None:
        return None
    rows = memory.execute(
        "SELECT article, sequence FROM place WHERE list = ? AND place < ? ORDER BY place DESC LIMIT ?",
        (name, int(place), BEFORE),
    )
    return [list(row) for row in rows]


def _extent(memory: sqlite3.Connection, rest: str) -> Any:
    (highest,) = memory.execute("SELECT max(place) FROM place WHERE list = ?", (rest,)).fetchone()
    return {"pages": page_of(highest)} if highest else None


def _months(memory: sqlite3.Connection, rest: str) -> Any:
    rows = memory.execute(
        "SELECT list, count(*) FROM place WHERE list >= ? AND list < ? GROUP BY list ORDER BY list DESC",
        (f"month:{rest}/", f"month:{rest}0"),
    )
    return [{"month": name.rsplit("/", 1)[1], "count": count} for name, count in rows]


def _translations(memory: sqlite3.Connection, rest: str) -> Any:
    rows = memory.execute("SELECT id FROM article WHERE grp = ? ORDER BY language, id", (rest,))
    cards = [Facts(memory).value(f"card:{one}") for (one,) in rows]
    return [{key: card[key] for key in ("id", "language", "path", "headline")} for card in cards if card]


def _standing_pages(memory: sqlite3.Connection, rest: str) -> Any:
    return _with_cards(memory, "SELECT id FROM article WHERE language = ? AND kind = 'page' ORDER BY sequence", rest)


def _pack(memory: sqlite3.Connection, rest: str) -> Any:
    kind, part = rest.split("/", 1)
    if kind == "articles":
        last = int(part) * IN_A_PACK
        rows = memory.execute(
            "SELECT fact.name, fact.digest FROM article JOIN fact ON fact.name = 'article:' || article.id"
            " WHERE sequence BETWEEN ? AND ? AND fact.digest <> '' ORDER BY sequence",
            (last - IN_A_PACK + 1, last),
        )
    elif kind == "newsroom":
        rows = memory.execute(
            "SELECT name, digest FROM fact WHERE digest <> '' AND (name = 'settings' OR name GLOB 'front:*'"
            " OR name GLOB 'paper:*' OR name GLOB 'section:*') ORDER BY name"
        )
    else:
        prefix = f"{kind[:-1]}:{part}"
        rows = memory.execute(
            "SELECT name, digest FROM fact WHERE digest <> '' AND name >= ? AND name < ? ORDER BY name",
            (prefix, prefix + "\x7f"),
        )
    return [list(row) for row in rows]


DERIVERS = {
    "newest": _newest,
    "before": _before,
    "cards": _cards,
    "extent": _extent,
    "months": _months,
    "translations": _translations,
    "pages": _standing_pages,
    "pack": _pack,
}


def fact_digest(value: str | None) -> str:
    """The digest of a fact's canonical JSON; empty when there is no such fact."""
    return "" if value is None else digest(value.encode())
