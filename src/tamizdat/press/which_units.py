"""Which units an edition has: one or more for every article, list, language and pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tamizdat.pages.lists import BLOCK
from tamizdat.pages.sitemap import CHUNK
from tamizdat.press.memory import Memory, select_in, unpack_reads
from tamizdat.press.search import search_units, segments_known
from tamizdat.press.touched import touch_paths


def need_units(memory: Memory, names: Iterable[str]) -> None:
    """These units belong to the edition; a new one is stale."""
    memory.executemany("INSERT INTO unit (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [(name,) for name in names])


def drop_unit(memory: Memory, name: str) -> None:
    """This unit no longer belongs to the edition; all that it printed goes."""
    row = memory.execute("SELECT id, reads FROM unit WHERE name = ?", (name,)).fetchone()
    if row is None:
        return
    unit, reads = row
    touch_paths(memory, [path for (path,) in memory.execute("SELECT path FROM output WHERE unit = ?", (unit,))])
    memory.execute("DELETE FROM output WHERE unit = ?", (unit,))
    memory.executemany("DELETE FROM read WHERE fact = ? AND unit = ?", [(fact, unit) for fact in unpack_reads(reads)])
    memory.execute("DELETE FROM unit WHERE id = ?", (unit,))


def _keep_unit(memory: Memory, name: str, wanted: bool) -> None:
    if wanted:
        need_units(memory, [name])
    else:
        drop_unit(memory, name)


def units_of_articles(memory: Memory, articles: Mapping[str, dict[str, Any] | None], known: set[str]) -> None:
    """An article has its pages, and one page for each old address. ``known``: those that were there before."""
    need_units(memory, [f"article:{key}" for key, one in articles.items() if one])
    need_units(memory, [f"redirect:{key}" for key, one in articles.items() if one and one["legacy"]])
    need_units(memory, [f"media:{key}" for key, one in articles.items() if one and "recording" in one])
    gone = [f"article:{key}" for key in known if articles[key] is None]
    gone += [f"media:{key}" for key in known if not (one := articles[key]) or "recording" not in one]
    old = [f"redirect:{key}" for key in known if not (one := articles[key]) or not one["legacy"]]
    for (name,) in list(select_in(memory, "SELECT name FROM unit WHERE name IN {}", gone + old)):
        drop_unit(memory, name)


def units_of_fact(memory: Memory, name: str, value: Any) -> None:
    """Languages, sections and pictures bring units of their own."""
    kind, _, rest = name.partition(":")
    if kind == "settings":
        for unit in ("missing", "sitemap", "static", "addresses", "facts:newsroom/all", "facts:counters/all"):
            need_units(memory, [unit])
    elif kind == "paper":
        for unit in (
            "front", "months", "support", "ways", "check", "copy", "feed", "appeal", "search", "corrections", "gone",
        ):  # fmt: skip
            _keep_unit(memory, f"{unit}:{rest}", value is not None)
        _keep_unit(memory, f"index:latest:{rest}", value is not None)
    elif kind == "section":
        _keep_unit(memory, f"index:{name}", value is not None)
        _keep_unit(memory, f"feed-section:{rest}", value is not None)
    elif kind == "series":
        _keep_unit(memory, f"series:{rest}", value is not None)
    elif kind == "picture":
        _keep_unit(memory, f"picture:{rest}", value is not None)


def units_again(memory: Memory) -> None:
    """After a change of the program: a paper that is there has the units that one has now."""
    known = "SELECT name, value FROM fact WHERE value IS NOT NULL AND (name = 'settings' OR name >= ? AND name < ?)"
    for name, _ in memory.execute(known, ("paper:", "paper;")).fetchall():
        units_of_fact(memory, name, True)


def units_of_list(memory: Memory, name: str) -> None:
    """A list has its newest entries, and archive pages that fill from the oldest."""
    row = memory.execute("SELECT max(place) FROM place WHERE list = ?", (name,)).fetchone()
    pages = (row[0] - 1) // 50 + 1 if row[0] else 0
    kind, rest = name.split(":", 1)
    if kind not in ("latest", "section"):  # these stand even while they are empty
        _keep_unit(memory, f"index:{name}", pages > 0)
    _keep_run(memory, f"archive:{name}/", pages)
    if kind == "podcast":
        _keep_unit(memory, f"podcast:{rest}", pages > 0)
    if kind == "latest":
        _keep_run(memory, f"feed-archive:{rest}/", max(pages - 1, 0))
        _keep_run(memory, f"sitemap:{rest}/", -(-pages // CHUNK))
        _keep_run(memory, f"search-cards:{rest}/", pages)
        _keep_run(memory, f"blocks:{name}/", -(-pages // BLOCK) if pages > BLOCK else 0)
        _keep_segments(memory, rest, pages)


def _keep_segments(memory: Memory, language: str, pages: int) -> None:
    """The segments of the index of search: merged ones take the place of those that they are made of."""
    wanted, known = search_units(language, pages), segments_known(memory, language)
    need_units(memory, sorted(wanted - known))
    for name in sorted(known - wanted):
        drop_unit(memory, name)


def _keep_run(memory: Memory, stem: str, wanted: int) -> None:
    """Units ``stem1`` … ``stemN`` are there, and no further ones."""
    number = wanted
    while number > 0:
        if memory.execute("SELECT 1 FROM unit WHERE name = ?", (f"{stem}{number}",)).fetchone():
            break
        need_units(memory, [f"{stem}{number}"])
        number -= 1
    number = wanted + 1
    while memory.execute("SELECT 1 FROM unit WHERE name = ?", (f"{stem}{number}",)).fetchone():
        drop_unit(memory, f"{stem}{number}")
        number += 1
