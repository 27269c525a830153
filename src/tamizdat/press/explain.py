"""Why a page was made again, or why it was not: what it read, and when that changed last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tamizdat.core.edition.paths import PathError, canonical_path
from tamizdat.press.memory import Memory, select_in, unpack_reads
from tamizdat.shell.errors import RefusedError

KINDS = {
    "article": "the article", "card": "the card of the article", "topic": "the topic", "section": "the section",
    "byline": "the byline", "picture": "the picture", "paper": "the paper's own words,", "front": "the front page of",
    "newest": "the newest of", "cards": "the list page", "extent": "the number of pages of", "months": "the months of",
    "translations": "the translations of", "pages": "the standing pages of", "pack": "the pack of facts",
    "heads": "the headlines, for search, of", "words": "the words, for search, of",
    "before": "the articles just before it in the list",
    "window": "which articles are the newest of", "campaign": "the appeals of",
}  # fmt: skip
ALONE = {
    "templates": "the templates, words and code",
    "settings": "tamizdat.toml",
    "offer": "the ways to give, as the support site signed them",
    "statement": "the accounts, as the support site signed them",
    "mirrors": "the addresses of the public mirrors",
    "counters": "the numbers given so far",
}


@dataclass(frozen=True, slots=True)
class Read:
    """One fact that a page read."""

    name: str
    what: str
    """In words."""
    changed: int
    """The edition that it changed for last; 0 when it was never there."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one path."""

    path: str
    unit: str
    made: int
    """The edition that it was made for last."""
    came_out: int
    """The edition that its bytes changed for last."""
    latest: int
    """The newest edition."""
    causes: tuple[Read, ...]
    """What made it stale; empty when it was new."""
    reads: tuple[Read, ...]
    held: str | None


def explain(memory: Memory, asked: str) -> Explanation:
    """What is known of a path or an address; raises RefusedError when no edition of this newsroom has it."""
    path = _path(asked)
    row = memory.execute(
        "SELECT unit.name, unit.made, unit.cause, unit.reads, unit.held, output.edition FROM output"
        " JOIN unit ON unit.id = output.unit WHERE path = ? ORDER BY rank, unit.name LIMIT 1",
        (path,),
    ).fetchone()
    if row is None:
        raise RefusedError(f"The press has no page {path}. {_nearest(memory, path)}")
    unit, made, cause, reads, held, came_out = row
    (latest,) = memory.execute("SELECT coalesce(max(number), 0) FROM edition").fetchone()
    ids = list(unpack_reads(reads))
    found = select_in(memory, "SELECT name, edition, value FROM fact WHERE id IN {} ORDER BY name", ids)
    known = {name: Read(name, _in_words(name, value), changed) for name, changed, value in found}
    causes = tuple(known.get(name) or Read(name, _in_words(name, None), made) for name in dict.fromkeys(cause.split()))
    ordered = sorted(known.values(), key=lambda one: (-one.changed, one.name))
    return Explanation(path, unit, made, came_out, latest, causes, tuple(ordered), held)


def _path(asked: str) -> str:
    text = urlsplit(asked).path if "://" in asked else asked
    text = text if text.startswith("/") else f"/{text}"
    text = f"{text}index.html" if text.endswith("/") else text
    try:
        return canonical_path(text) if "%" not in text else text
    except PathError as error:
        raise RefusedError(f"{asked!r} is no path of a page: {error}") from None


def _nearest(memory: Memory, path: str) -> str:
    """The path that follows in order: it has most in common, or nearly."""
    query = "SELECT path FROM output WHERE path {} ? ORDER BY path {} LIMIT 1"
    rows = [
        row
        for how, order in ((">=", "ASC"), ("<", "DESC"))
        if (row := memory.execute(query.format(how, order), (path,)).fetchone())
    ]
    if not rows:
        return "Nothing was pressed yet: run `tamizdat press`."
    return f"Near it is {rows[0][0]}."


def _in_words(name: str, value: str | None) -> str:
    kind, _, rest = name.partition(":")
    if name in ALONE:
        return ALONE[name]
    told = _title(json.loads(value)) if value else ""
    return f"{KINDS.get(kind, kind)} {f'“{told}”' if told else rest}".strip()


def _title(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return str(value.get("headline") or (value.get("name") if "slug" in value else "") or "")
