"""Which units an edition has: one or more for every article, list, language and pack."""

from __future__ import annotations

import sqlite3
from typing import Any

from tamizdat.press.memory import unpack_reads

CHUNK = 20
"""List pages in one file of the sitemap."""


def need_unit(memory: sqlite3.Connection, name: str) -> None:
    """This unit belongs to the edition; a new one is stale."""
    memory.execute("INSERT OR IGNORE INTO unit (name) VALUES (?)", (name,))


def drop_unit(memory: sqlite3.Connection, name: str) -> None:
    """This unit no longer belongs to the edition; all that it printed goes."""
    row = memory.execute("SELECT id, reads FROM unit WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    unit, reads = row
    memory.execute("INSERT OR IGNORE INTO touched SELECT path FROM output WHERE unit = ?", (unit,))
    memory.execute("DELETE FROM output WHERE unit = ?", (unit,))
    memory.executemany("DELETE FROM read WHERE fact = ? AND unit = ?", ((fact, unit) for fact in unpack_reads(reads)))
    memory.execute("DELETE FROM unit WHERE id = ?", (unit,))


def _keep_unit(memory: sqlite3.Connection, name: str, wanted: bool) -> None:
    (need_unit if wanted else drop_unit)(memory, name)


def units_of_article(memory: sqlite3.Connection, public_id: str, article: dict[str, Any] | None) -> None:
    """An article has its pages, and one page for each old address."""
    _keep_unit(memory, f"article:{public_id}", article is not None)
    _keep_unit(memory, f"redirect:{public_id}", bool(article and article["legacy"]))


def units_of_fact(memory: sqlite3.Connection, name: str, value: Any) -> None:
    """Languages, sections and pictures bring units of their own."""
    kind, _, rest = name.partition(":")
    if kind == "settings":
        for unit in ("missing", "sitemap", "static", "facts:newsroom/all", "facts:counters/all"):
            need_unit(memory, unit)
    elif kind == "paper":
        for unit in ("front", "months", "support", "ways", "check", "feed"):
            _keep_unit(memory, f"{unit}:{rest}", value is not None)
        _keep_unit(memory, f"index:latest:{rest}", value is not None)
    elif kind == "section":
        _keep_unit(memory, f"index:{name}", value is not None)
        _keep_unit(memory, f"feed-section:{rest}", value is not None)
    elif kind == "picture":
        _keep_unit(memory, f"picture:{rest}", value is not None)


def units_of_list(memory: sqlite3.Connection, name: str) -> None:
    """A list has its newest entries, and archive pages that fill from the oldest."""
    row = memory.execute("SELECT max(place) FROM place WHERE list = ?", (name,)).fetchone()
    pages = (row[0] - 1) // 50 + 1 if row[0] else 0
    kind, rest = name.split(":", 1)
    if kind not in ("latest", "section"):  # these stand even while they are empty
        _keep_unit(memory, f"index:{name}", pages > 0)
    _keep_run(memory, f"archive:{name}/", pages)
    if kind == "latest":
        _keep_run(memory, f"feed-archive:{rest}/", max(pages - 1, 0))
        _keep_run(memory, f"sitemap:{rest}/", -(-pages // CHUNK))


def _keep_run(memory: sqlite3.Connection, stem: str, wanted: int) -> None:
    """Units ``stem1`` … ``stemN`` are there, and no further ones."""
    number = wanted
    while number > 0:
        if memory.execute("INSERT OR IGNORE INTO unit (name) VALUES (?)", (f"{stem}{number}",)).rowcount == 0:
            break
        number -= 1
    number = wanted + 1
    while memory.execute("SELECT 1 FROM unit WHERE name = ?", (f"{stem}{number}",)).fetchone():
        drop_unit(memory, f"{stem}{number}")
        number += 1
