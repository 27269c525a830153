"""Facts that the press derives: cards, lists of cards, packs. Pages ask for them by name.

A list fact is kept as ``[[article id, digest of its card], …]`` and opened into cards when a page asks.
"""

from __future__ import annotations

import json
from typing import Any

from tamizdat.core.canonical import canonical_json
from tamizdat.core.trust.corrections import fact_name, lines_of_page
from tamizdat.press.memory import Memory, select_in
from tamizdat.press.search import derive_heads, derive_words

NEWEST = 30
ON_A_PAGE = 50
IN_A_PACK = 20
IN_ONE_PACK = {
    "newsroom": ("front:", "paper:", "section:", "series:", "settings"),
    "support": ("campaign:", "offer", "statement"),
    "mirrors": ("mirrors",),
}
"""Beginnings of the names of facts that lie in one file."""
MORE = 5
"""Cards in "Read more"."""
BEFORE = MORE + 1
"""Articles that the press looks back at in a list: one of them may be the editors' pick already."""


def page_of(place: int) -> int:
    """The list page that prints a place."""
    return (place - 1) // ON_A_PAGE + 1


KEPT, ARTICLES_KEPT = 4_000, 8
LARGE = ("article:", "heads:", "words:")


class Facts:
    """Facts as remembered, by name; the ones asked for last are kept at hand, of large ones only a few."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._kept: dict[str, Any] = {}
        self._articles: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """The value, None when there is no such fact."""
        kept, most = (self._articles, ARTICLES_KEPT) if name.startswith(LARGE) else (self._kept, KEPT)
        if name in kept:
            return kept[name]
        text = self.text(name)
        value = None if text is None else json.loads(text)
        if len(kept) >= most:
            del kept[next(iter(kept))]
        kept[name] = value
        return value

    def text(self, name: str) -> str | None:
        """The value as canonical JSON."""
        row = self.memory.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def forget(self, name: str) -> None:
        """This fact has changed."""
        self._kept.pop(name, None)


def compose_card(facts: Facts, article: dict[str, Any]) -> dict[str, Any]:
    """What a list prints of an article."""
    bylines = (facts.value(f"byline:{one}") for one in article["bylines"])
    section = facts.value(f"section:{article['section']}") if article["section"] else None
    return {
        **{
            key: article[key]
            for key in (
                "id", "path", "language", "group", "kind", "headline", "standfirst", "dateline", "published",
                "updated",
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


def derive(memory: Memory, name: str) -> str | None:
    """The value of a derived list fact as canonical JSON, None when it is empty."""
    kind, rest = name.split(":", 1)
    value = DERIVERS[kind](memory, rest)
    return canonical_json(value).decode() if value else None


def look_back(memory: Memory, name: str, place: int) -> list[tuple[str, int]]:
    """The articles before one place of a list, nearest first, with their sequence: "Read more" there may choose them.

    No fact of its own: only the article at that place asks, and ``take_snapshot`` knows whom a place concerns.
    """
    rows = memory.execute(
        "SELECT article, sequence FROM place WHERE list = ? AND place < ? ORDER BY place DESC LIMIT ?",
        (name, place, BEFORE),
    )
    return [(article, sequence) for article, sequence in rows]


WITH_CARDS = (
    "SELECT place.article, fact.digest FROM place"
    " JOIN fact ON fact.name = 'card:' || place.article AND fact.digest <> ''"
)


def _newest(memory: Memory, rest: str) -> Any:
    rows = memory.execute(
        f"{WITH_CARDS} WHERE place.list = ? ORDER BY place.published DESC, place.sequence DESC LIMIT ?", (rest, NEWEST)
    )
    return [list(row) for row in rows]


def _cards(memory: Memory, rest: str) -> Any:
    name, page = rest.rsplit("/", 1)
    last = int(page) * ON_A_PAGE
    rows = memory.execute(
        f"{WITH_CARDS} WHERE place.list = ? AND place.place BETWEEN ? AND ?"
        " ORDER BY place.published DESC, place.sequence DESC",
        (name, last - ON_A_PAGE + 1, last),
    )
    return [list(row) for row in rows]


def _extent(memory: Memory, rest: str) -> Any:
    (highest,) = memory.execute("SELECT max(place) FROM place WHERE list = ?", (rest,)).fetchone()
    return {"pages": page_of(highest)} if highest else None


def _months(memory: Memory, rest: str) -> Any:
    rows = memory.execute(
        "SELECT list, members FROM month WHERE list >= ? AND list < ? AND members > 0 ORDER BY list DESC",
        (f"month:{rest}/", f"month:{rest}0"),
    )
    return [{"month": name.rsplit("/", 1)[1], "count": count} for name, count in rows]


def _translations(memory: Memory, rest: str) -> Any:
    rows = memory.execute(
        "SELECT fact.value FROM article JOIN fact ON fact.name = 'card:' || article.id AND fact.value IS NOT NULL"
        " WHERE article.grp = ? ORDER BY article.language, article.id",
        (rest,),
    )
    cards = [json.loads(value) for (value,) in rows]
    return [{key: card[key] for key in ("id", "language", "path", "headline")} for card in cards]


def _standing_pages(memory: Memory, rest: str) -> Any:
    rows = memory.execute(
        "SELECT article.id, fact.digest FROM article"
        " JOIN fact ON fact.name = 'card:' || article.id AND fact.digest <> ''"
        " WHERE article.language = ? AND article.kind = 'page' ORDER BY article.sequence",
        (rest,),
    )
    return [list(row) for row in rows]


def _pack(memory: Memory, rest: str) -> Any:
    kind, part = rest.split("/", 1)
    if kind == "articles":
        last = int(part) * IN_A_PACK
        rows = memory.execute(
            "SELECT fact.name, fact.digest FROM article JOIN fact ON fact.name = 'article:' || article.id"
            " WHERE article.sequence BETWEEN ? AND ? AND fact.digest <> '' ORDER BY article.sequence",
            (last - IN_A_PACK + 1, last),
        )
    elif kind == "corrections":
        names = [fact_name(part.rpartition("/")[0], number) for number in lines_of_page(int(part.rpartition("/")[2]))]
        rows = select_in(memory, "SELECT name, digest FROM fact WHERE digest <> '' AND name IN {}", names)
        return [list(row) for row in sorted(rows, key=lambda row: names.index(row[0]))]
    elif kind in IN_ONE_PACK:
        found = [
            row
            for prefix in IN_ONE_PACK[kind]
            for row in memory.execute(f"{NAMED} ORDER BY name", (prefix, f"{prefix}{LAST}"))
        ]
        return [list(row) for row in found]
    else:
        prefix = f"{kind[:-1]}:{part}"
        rows = memory.execute(f"{NAMED} ORDER BY name", (prefix, prefix + LAST))
    return [list(row) for row in rows]


def _lines(memory: Memory, rest: str) -> Any:
    """How many corrections a language has."""
    (count,) = memory.execute(
        f"SELECT count(*) FROM ({NAMED}) AS named", (f"correction:{rest}/", f"correction:{rest}0")
    ).fetchone()
    return {"count": count} if count else None


LAST = "\x7f"
NAMED = "SELECT name, digest FROM fact WHERE digest <> '' AND name >= ? AND name < ?"

DERIVERS = {
    "newest": _newest,
    "cards": _cards,
    "extent": _extent,
    "months": _months,
    "translations": _translations,
    "pages": _standing_pages,
    "lines": _lines,
    "pack": _pack,
    "heads": derive_heads,
    "words": derive_words,
}
