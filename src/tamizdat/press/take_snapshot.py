"""The newsroom's facts as they are now, brought into the press's memory; whoever read a changed one is stale."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tamizdat.core.edition.canonical import canonical_json
from tamizdat.press.lists import BEFORE, IN_A_PACK, Facts, compose_card, derive, fact_digest, page_of
from tamizdat.press.memory import mark_readers_stale, put_fact, read_state, transaction, write_state
from tamizdat.press.which_units import need_unit, units_of_article, units_of_fact, units_of_list

FactRow = tuple[int, str, str | None, str]


@dataclass(slots=True)
class Snapshot:
    """What one snapshot found changed, while it is being taken."""

    memory: sqlite3.Connection
    facts: Facts
    changed: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    """Articles whose card has to be composed again."""
    derived: set[str] = field(default_factory=set)
    """Names of list facts that have to be derived again."""
    lists: set[str] = field(default_factory=set)
    members: set[tuple[str, int]] = field(default_factory=set)
    """Places that an article took or left."""


def take_snapshot(memory: sqlite3.Connection, rows: Iterable[FactRow]) -> int:
    """Bring facts in, in one transaction; returns how many facts changed, derived ones included."""
    with transaction(memory):
        snapshot = Snapshot(memory, Facts(memory))
        last = read_state(memory, "change", "0")
        for change, name, value, digest in rows:
            _take_fact(snapshot, name, value, digest if value is not None else "")
            last = str(change)
        _settle(snapshot)
        write_state(memory, "change", last)
    return len(snapshot.changed)


def suppress_articles(memory: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Articles that have no page fit to print yet leave the lists, so that no list links to nothing."""
    with transaction(memory):
        snapshot = Snapshot(memory, Facts(memory))
        for article in sorted(articles):
            _leave_lists(snapshot, article, {})
            put_fact(memory, f"card:{article}", "", None)
            snapshot.changed.add(f"card:{article}")
        _settle(snapshot)


def _settle(snapshot: Snapshot) -> None:
    for article in sorted(snapshot.cards):
        _compose_card(snapshot, article)
    for name in sorted(snapshot.lists):
        snapshot.derived.update((f"newest:{name}", f"extent:{name}"))
    for name, place in snapshot.members:
        snapshot.derived.update(_derived_from_place(snapshot.memory, name, place))
    for name in sorted(snapshot.derived):
        value = derive(snapshot.facts, name)
        if put_fact(snapshot.memory, name, fact_digest(value), value):
            snapshot.changed.add(name)
    for name in sorted(snapshot.lists):
        units_of_list(snapshot.memory, name)
    mark_readers_stale(snapshot.memory, sorted(snapshot.changed))


def _take_fact(snapshot: Snapshot, name: str, value: str | None, digest: str) -> None:
    if not put_fact(snapshot.memory, name, digest, value):
        return
    snapshot.changed.add(name)
    kind, _, public_id = name.partition(":")
    if kind == "article":
        _take_article(snapshot, public_id, json.loads(value) if value else None)
    elif kind in ("byline", "section"):
        rows = snapshot.memory.execute("SELECT article FROM place WHERE list = ?", (name,))
        snapshot.cards.update(row[0] for row in rows)
    elif kind == "picture":
        rows = snapshot.memory.execute("SELECT id FROM article WHERE picture = ?", (public_id,))
        snapshot.cards.update(row[0] for row in rows)
    if kind in ("picture", "topic", "byline"):
        snapshot.derived.add(f"pack:{kind}s/{public_id[:2]}")
        need_unit(snapshot.memory, f"facts:{kind}s/{public_id[:2]}")
    elif kind in ("settings", "paper", "front", "section"):
        snapshot.derived.add("pack:newsroom/all")
    units_of_fact(snapshot.memory, name, json.loads(value) if value else None)


def _take_article(snapshot: Snapshot, public_id: str, article: dict[str, Any] | None) -> None:
    memory = snapshot.memory
    before = memory.execute("SELECT grp, language, sequence, kind FROM article WHERE id = ?", (public_id,)).fetchone()
    for row in (before, article and (article["group"], article["language"], article["sequence"], article["kind"])):
        if row:
            _touch_relations(snapshot, *row)
    _leave_lists(snapshot, public_id, article["places"] if article else {})
    if article is None:
        memory.execute("DELETE FROM article WHERE id = ?", (public_id,))
    else:
        published = article["published"] or ""
        lead = article["picture"]["picture"] if article["picture"] else None
        memory.execute(
            "INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?, ?, ?)",
            (public_id, article["sequence"], article["language"], article["kind"], article["group"], lead, published),
        )
        _join_lists(snapshot, public_id, article, published)
    snapshot.cards.add(public_id)
    units_of_article(memory, public_id, article)


def _touch_relations(snapshot: Snapshot, group: str, language: str, sequence: int, kind: str) -> None:
    snapshot.derived.update(
        (f"translations:{group}", f"months:{language}", f"pack:articles/{(sequence - 1) // IN_A_PACK + 1}")
    )
    need_unit(snapshot.memory, f"facts:articles/{(sequence - 1) // IN_A_PACK + 1}")
    if kind == "page":
        snapshot.derived.add(f"pages:{language}")


def _leave_lists(snapshot: Snapshot, public_id: str, places: dict[str, int]) -> None:
    rows = snapshot.memory.execute("SELECT list, place FROM place WHERE article = ?", (public_id,)).fetchall()
    for name, place in rows:
        _touch_list(snapshot, name, place)
        if places.get(name) != place:
            snapshot.memory.execute("DELETE FROM place WHERE list = ? AND place = ?", (name, place))
            snapshot.members.add((name, place))


def _join_lists(snapshot: Snapshot, public_id: str, article: dict[str, Any], published: str) -> None:
    for name, place in sorted(article["places"].items()):
        _touch_list(snapshot, name, place)
        found = snapshot.memory.execute("SELECT article FROM place WHERE list = ? AND place = ?", (name, place))
        if found.fetchone() != (public_id,):
            snapshot.members.add((name, place))
        snapshot.memory.execute(
            "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?)",
            (name, place, public_id, published, article["sequence"]),
        )


def _touch_list(snapshot: Snapshot, name: str, place: int) -> None:
    snapshot.lists.add(name)
    snapshot.derived.add(f"cards:{name}/{page_of(place)}")


def _derived_from_place(memory: sqlite3.Connection, name: str, place: int) -> list[str]:
    """What a taken or left place changes: its own look back, and that of the next few articles in the list."""
    if not name.startswith(("topic:", "section:")):
        return []
    rows = memory.execute(
        "SELECT place FROM place WHERE list = ? AND place > ? ORDER BY place LIMIT ?", (name, place, BEFORE)
    )
    return [f"before:{name}/{one}" for one in (place, *(row[0] for row in rows))]


def _compose_card(snapshot: Snapshot, public_id: str) -> None:
    article = snapshot.facts.value(f"article:{public_id}")
    value = canonical_json(compose_card(snapshot.facts, article)).decode() if article else None
    if not put_fact(snapshot.memory, f"card:{public_id}", fact_digest(value), value):
        return
    snapshot.changed.add(f"card:{public_id}")
    if article:
        snapshot.derived.add(f"translations:{article['group']}")
        if article["kind"] == "page":
            snapshot.derived.add(f"pages:{article['language']}")
    for name, place in snapshot.memory.execute("SELECT list, place FROM place WHERE article = ?", (public_id,)):
        _touch_list(snapshot, name, place)
