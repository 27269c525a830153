"""The newsroom's facts as they are now, brought into the press's memory; whoever read a changed one is stale.

Many facts at a time: what one chunk changes is settled with it, so a snapshot that was cut short goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.trust.corrections import page_of_line
from tamizdat.press.chain import refuse_rewritten
from tamizdat.press.editions.mentions import note_withdrawals
from tamizdat.press.lists import BEFORE, IN_A_PACK, Facts, compose_card, derive, page_of
from tamizdat.press.memory import Memory, NewFact, in_chunks, put_facts, select_in, transaction, write_state
from tamizdat.press.search import search_facts
from tamizdat.press.stale import mark_readers_stale, mark_stale
from tamizdat.press.which_units import need_units, units_of_articles, units_of_fact, units_of_list
from tamizdat.press.window import move_window

CHUNK = 2_000

FactRow = tuple[int, str, str | None, str]
Article = dict[str, Any]


@dataclass(slots=True)
class Snapshot:
    """What one chunk of facts changed, while it is being taken."""

    memory: Memory
    edition: int
    """The edition that these facts change for."""
    facts: Facts
    articles: dict[str, Article | None] = field(default_factory=dict)
    """The articles of this chunk, None when withdrawn."""
    changed: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    """Articles whose card has to be composed again."""
    derived: set[str] = field(default_factory=set)
    """Names of list facts that have to be derived again."""
    lists: set[str] = field(default_factory=set)
    members: set[tuple[str, int]] = field(default_factory=set)
    """Places that an article took or left."""

    def put(self, facts: Sequence[NewFact]) -> list[NewFact]:
        """Remember facts, and which of them changed."""
        changed = put_facts(self.memory, facts, self.edition)
        self.changed.update(name for name, _, _ in changed)
        return changed


def take_snapshot(memory: Memory, rows: Iterable[FactRow], edition: int = 0) -> int:
    """Bring facts in; returns how many facts changed, derived ones included."""
    changed = 0
    facts = Facts(memory)
    for chunk in in_chunks(rows, CHUNK):
        refuse_rewritten(facts, chunk)
        with transaction(memory):
            note_withdrawals(memory, [name for _, name, value, _ in chunk if value is None])
            snapshot = Snapshot(memory, edition, facts)
            _take_facts(
                snapshot, [(name, digest if value is not None else "", value) for _, name, value, digest in chunk]
            )
            _settle(snapshot)
            write_state(memory, "change", str(chunk[-1][0]))
        changed += len(snapshot.changed)
    return changed


def suppress_articles(memory: Memory, articles: Iterable[str], edition: int = 0) -> None:
    """Articles that have no page fit to print yet leave the lists, so that no list links to nothing."""
    with transaction(memory):
        snapshot = Snapshot(memory, edition, Facts(memory))
        ids = sorted(articles)
        _change_places(snapshot, dict.fromkeys(ids))
        snapshot.put([(f"card:{one}", "", None) for one in ids])
        for group, language in select_in(memory, "SELECT grp, language FROM article WHERE id IN {}", ids):
            snapshot.derived.update((f"translations:{group}", f"pages:{language}"))
        _settle(snapshot)


def _settle(snapshot: Snapshot) -> None:
    memory = snapshot.memory
    _compose_cards(snapshot)
    _count_months(snapshot)
    for name in snapshot.lists:
        snapshot.derived.update((f"newest:{name}", f"extent:{name}"))
    names = sorted(snapshot.derived)
    for chunk in in_chunks(names):
        values = [(name, derive(memory, name)) for name in chunk]
        snapshot.put([(name, digest(value.encode()) if value else "", value) for name, value in values])
    for name in sorted(snapshot.lists):
        units_of_list(memory, name)
    for name in sorted(snapshot.lists):
        if name.startswith("latest:"):
            move_window(memory, name.partition(":")[2])
    mark_readers_stale(memory, sorted(snapshot.changed))
    _mark_later_readers(snapshot)


def _take_facts(snapshot: Snapshot, facts: Sequence[NewFact]) -> None:
    """Articles last, for their cards are composed of the others."""
    changed = snapshot.put(facts)
    for name, _, value in changed:
        kind, _, public_id = name.partition(":")
        if kind == "article":
            snapshot.articles[public_id] = json.loads(value) if value else None
        else:
            snapshot.facts.forget(name)
            _take_other(snapshot, kind, public_id, name, value)
    if snapshot.articles:
        _take_articles(snapshot)


def _take_other(snapshot: Snapshot, kind: str, public_id: str, name: str, value: str | None) -> None:
    memory = snapshot.memory
    if kind in ("byline", "section"):
        rows = memory.execute("SELECT article FROM place WHERE list = ?", (name,))
        snapshot.cards.update(row[0] for row in rows)
        # Standing pages are in no list; there are few of them, and a card that comes out the same stops there.
        snapshot.cards.update(row[0] for row in memory.execute("SELECT id FROM article WHERE kind = 'page'"))
    elif kind == "picture":
        rows = memory.execute("SELECT id FROM article WHERE picture = ?", (public_id,))
        snapshot.cards.update(row[0] for row in rows)
    if kind in ("picture", "topic", "byline"):
        snapshot.derived.add(f"pack:{kind}s/{public_id[:2]}")
        need_units(memory, [f"facts:{kind}s/{public_id[:2]}"])
    elif kind in ("settings", "paper", "front", "section", "series"):
        snapshot.derived.add("pack:newsroom/all")
    elif kind in ("campaign", "offer", "statement"):
        snapshot.derived.add("pack:support/all")
        need_units(memory, ["facts:support/all"])
    elif kind == "correction":
        language, _, number = public_id.rpartition("/")
        page = page_of_line(int(number))
        snapshot.derived.update((f"lines:{language}", f"pack:corrections/{language}/{page}"))
        need_units(memory, [f"facts:corrections/{language}/{page}", f"corrections-archive:{language}/{page}"])
    elif kind == "mirrors":
        snapshot.derived.add("pack:mirrors/all")
        need_units(memory, ["facts:mirrors/all"])
    units_of_fact(memory, name, json.loads(value) if value else None)


def _take_articles(snapshot: Snapshot) -> None:
    memory, articles = snapshot.memory, snapshot.articles
    known = {
        row[0]: row[1:]
        for row in select_in(memory, "SELECT id, grp, language, sequence, kind FROM article WHERE id IN {}", articles)
    }
    for row in known.values():
        _touch_relations(snapshot, *row)
    for one in articles.values():
        if one:
            _touch_relations(snapshot, one["group"], one["language"], one["sequence"], one["kind"])
    _change_places(snapshot, {key: one["places"] if one else None for key, one in articles.items()})
    memory.executemany("DELETE FROM article WHERE id = ?", [(key,) for key in known if articles[key] is None])
    memory.executemany(
        "INSERT INTO article (id, sequence, language, kind, grp, picture, published) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, language = excluded.language,"
        " kind = excluded.kind, grp = excluded.grp, picture = excluded.picture, published = excluded.published",
        [_article_row(one) for one in articles.values() if one],
    )
    snapshot.cards.update(articles)
    units_of_articles(memory, articles, set(known))


def _article_row(article: Article) -> tuple[Any, ...]:
    lead = article["picture"]["picture"] if article["picture"] else None
    return (
        article["id"], article["sequence"], article["language"], article["kind"], article["group"], lead,
        article["published"] or "",
    )  # fmt: skip


def _touch_relations(snapshot: Snapshot, group: str, language: str, sequence: int, kind: str) -> None:
    pack = f"articles/{(sequence - 1) // IN_A_PACK + 1}"
    derived = (f"translations:{group}", f"months:{language}", f"pack:{pack}")
    if f"pack:{pack}" not in snapshot.derived:
        need_units(snapshot.memory, [f"facts:{pack}"])
    snapshot.derived.update(derived)
    if kind == "page":
        snapshot.derived.add(f"pages:{language}")


def _change_places(snapshot: Snapshot, wanted: dict[str, dict[str, int] | None]) -> None:
    """Articles take the places that they want in lists, and leave all others."""
    memory = snapshot.memory
    had: dict[str, dict[str, int]] = {}
    for article, name, place in select_in(memory, "SELECT article, list, place FROM place WHERE article IN {}", wanted):
        had.setdefault(article, {})[name] = place
    left, taken = [], []
    for key, places in wanted.items():
        before, after = had.get(key, {}), places or {}
        for name, place in (*before.items(), *after.items()):
            _touch_list(snapshot, name, place)
            if before.get(name) != after.get(name):
                snapshot.members.add((name, place))
        left += [(name, place, key) for name, place in before.items() if after.get(name) != place]
        article = snapshot.articles.get(key)
        if article:
            published, sequence = article["published"] or "", article["sequence"]
            taken += [(name, place, key, published, sequence) for name, place in after.items()]
    memory.executemany("DELETE FROM place WHERE list = ? AND place = ? AND article = ?", left)
    memory.executemany(
        "INSERT INTO place (list, place, article, published, sequence) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (list, place) DO UPDATE SET article = excluded.article, published = excluded.published,"
        " sequence = excluded.sequence",
        taken,
    )


def _touch_list(snapshot: Snapshot, name: str, place: int) -> None:
    snapshot.lists.add(name)
    snapshot.derived.add(f"cards:{name}/{page_of(place)}")
    snapshot.derived.update(search_facts(name, page_of(place)))


def _count_months(snapshot: Snapshot) -> None:
    """How many articles each month has that lost or won one."""
    memory = snapshot.memory
    for name in sorted({name for name, _ in snapshot.members if name.startswith("month:")}):
        (members,) = memory.execute("SELECT count(*) FROM place WHERE list = ?", (name,)).fetchone()
        memory.execute(
            "INSERT INTO month (list, members) VALUES (?, ?)"
            " ON CONFLICT (list) DO UPDATE SET members = excluded.members",
            (name, members),
        )


def _mark_later_readers(snapshot: Snapshot) -> None:
    """A place that was taken or left changes the look back of the next few articles in the list."""
    causes: dict[str, str] = {}
    query = "SELECT article FROM place WHERE list = ? AND place > ? ORDER BY place LIMIT ?"
    for name, place in sorted(snapshot.members):
        # Of places that follow each other only the last need be asked: those between are in this chunk, or empty.
        if name.startswith(("topic:", "section:")) and (name, place + 1) not in snapshot.members:
            later = snapshot.memory.execute(query, (name, place, BEFORE)).fetchall()
            causes.update((f"article:{one}", f"before:{name}/{place}") for (one,) in later)
    rows = select_in(snapshot.memory, "SELECT id, name FROM unit WHERE name IN {}", sorted(causes))
    mark_stale(snapshot.memory, [(unit, causes[name]) for unit, name in rows])


def _compose_cards(snapshot: Snapshot) -> None:
    """The cards of articles that changed, or that show something that did."""
    for chunk in in_chunks(sorted(snapshot.cards), CHUNK):
        articles = {key: snapshot.articles[key] for key in chunk if key in snapshot.articles}
        missing = [f"article:{key}" for key in chunk if key not in articles]
        for name, value in select_in(snapshot.memory, "SELECT name, value FROM fact WHERE name IN {}", missing):
            articles[name.partition(":")[2]] = json.loads(value) if value else None
        cards = [_card(snapshot, key, articles.get(key)) for key in chunk]
        changed = [name.partition(":")[2] for name, _, _ in snapshot.put(cards)]
        for key in changed:
            article = articles.get(key)
            if article:
                snapshot.derived.add(f"translations:{article['group']}")
                if article["kind"] == "page":
                    snapshot.derived.add(f"pages:{article['language']}")
        for name, place in select_in(snapshot.memory, "SELECT list, place FROM place WHERE article IN {}", changed):
            _touch_list(snapshot, name, place)


def _card(snapshot: Snapshot, key: str, article: Article | None) -> NewFact:
    data = canonical_json(compose_card(snapshot.facts, article)) if article else b""
    return f"card:{key}", digest(data) if data else "", data.decode() if data else None
