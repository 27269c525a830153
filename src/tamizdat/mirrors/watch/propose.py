"""What should be done: another mirror in the place of one that is blocked, or word that a person is needed.

Pure: the registry and the history go in, proposals come out; nothing is changed (``decide.py`` does). What never
happens: a pool without an announced mirror, an address that moves from one pool to another, more changes a day than
the policy allows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.judge import Place, is_down
from tamizdat.mirrors.watch.look import Row, look
from tamizdat.mirrors.watch.observation import MAIN, Kind
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.shell.mirrors import PUBLIC, Registry

Deed = Literal["rotate", "replace", "add", "tell", "leak", "repair"]
"""``rotate``: it burns, a resting one wakes. ``replace``: it rests, another wakes. ``add``: none is resting. ``tell``:
the main address is blocked. ``leak``: whoever blocks reads this pool's list. ``repair``: a mirror needs a hand."""
CHANGING = ("rotate", "replace")
Held = Literal["", "pool", "all", "storm", "uncertain"]
DAY = timedelta(hours=24)
LEAST_STORM = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing to do, and why. The same trouble gives the same ``id`` until it is over."""

    id: str
    deed: Deed
    pool: str
    mirror: str
    woken: str = ""
    """The resting mirror that would be announced."""
    countries: tuple[str, ...] = ()
    since: datetime | None = None
    kind: Kind | None = None
    is_certain: bool = False
    held: Held = ""
    """Why it waits: the cap of the pool, the cap of all; or, for a policy that acts by itself, too much at once, or too
    few witnesses."""

    @property
    def changes_something(self) -> bool:
        return self.deed in CHANGING


def propose(registry: Registry, history: History, policy: Policy, now: datetime) -> list[Proposal]:
    """What follows from what was seen; the most certain first within a pool."""
    rows = look(registry, history, policy, now)
    dismissed = history.dismissed(now - timedelta(hours=policy.dismissed_hours))
    made = [one for one in history.changes(now - DAY) if one.kind in CHANGING]
    spent, storm = [one.pool for one in made], _is_storm(rows, policy, now)
    taken: set[str] = set()
    found = []
    for one in _find(registry, policy, now, rows, taken, history.canaries):
        if one.id in dismissed:
            continue
        held = _held(one, spent, storm, policy)
        if one.changes_something and held != "pool" and held != "all":
            spent.append(one.pool)
        found.append(replace(one, held=held))
    return found


def _held(proposal: Proposal, spent: list[str], storm: bool, policy: Policy) -> Held:
    """What was changed in the last day, and what is proposed before this one, counts."""
    if not proposal.changes_something:
        return ""
    if spent.count(proposal.pool) >= policy.changes_in_pool:
        return "pool"
    if len(spent) >= policy.changes_in_all:
        return "all"
    if storm:
        return "storm"
    return "" if proposal.is_certain else "uncertain"


def _is_storm(rows: Sequence[Row], policy: Policy, now: datetime) -> bool:
    """Many mirrors begin to fail together."""
    active = [one for one in rows if one.state == "active" and not one.is_main]
    failing = [[place for place in one.places if place.word in ("blocked", "not-readable")] for one in active]
    began = [since for places in failing if (since := _since(places)) and now - since <= DAY]
    together = [one for one in began if max(began) - one <= timedelta(minutes=policy.storm_minutes)]
    return len(together) >= LEAST_STORM and len(together) * 100 >= policy.storm_share * len(active)


def _find(
    registry: Registry, policy: Policy, now: datetime, rows: Sequence[Row], taken: set[str], canaries: frozenset[str]
) -> Iterator[Proposal]:
    known = {one.name: one for one in rows}
    if MAIN in known:
        yield from _main(known[MAIN])
    for pool in registry.pools:
        active = [one for one in rows if one.pool == pool.name and one.state == "active" and not one.is_main]
        if pool.name != PUBLIC and (leak := _leak(active, canaries, policy, now)):
            yield leak  # a new address would be read at once by the same eyes
            continue
        for row in sorted(active, key=lambda one: (not _is_certain(one), one.name)):
            yield from _mirror(row, registry, policy, now, known, taken)


def _main(row: Row) -> Iterator[Proposal]:
    """The main address cannot be exchanged; readers must know the other ways."""
    if blocked := _blocked(row):
        yield _proposal("tell", row, blocked)


def _leak(rows: list[Row], canaries: frozenset[str], policy: Policy, now: datetime) -> Proposal | None:
    """The pool's canary is blocked, or most of a closed pool within a day."""
    blocked = [one for one in rows if _blocked(one)]
    is_new = [one for one in blocked if (since := _since(_blocked(one))) and now - since <= DAY]
    canary = next((one for one in blocked if one.name in canaries), None)
    most = len(is_new) >= 2 and len(is_new) * 100 >= policy.leak_share * len(rows)
    if canary is None and not most:
        return None
    row = canary or is_new[0]
    return replace(_proposal("leak", row, _blocked(row)), mirror=canary.name if canary else "")


def _mirror(
    row: Row, registry: Registry, policy: Policy, now: datetime, known: dict[str, Row], taken: set[str]
) -> Iterator[Proposal]:
    if blocked := _blocked(row):
        woken = _choose_resting(registry, row.pool, known, taken)
        yield replace(_proposal("rotate" if woken else "add", row, blocked), woken=woken)
    elif since := is_down(row.places, policy, now):
        woken = _choose_resting(registry, row.pool, known, taken)
        proposal = _proposal("replace" if woken else "repair", row, row.places)
        yield replace(proposal, woken=woken, since=since, is_certain=True)
    elif faulty := [one for one in row.places if one.word == "faulty"]:
        yield _proposal("repair", row, faulty)


def _choose_resting(registry: Registry, pool: str, known: dict[str, Row], taken: set[str]) -> str:
    """A resting mirror of the same pool that is readable as far as anybody knows; nothing when there is none."""
    for one in registry.mirrors:
        if one.pool == pool and one.state == "resting" and one.address and one.name not in taken:
            words = {place.word for place in known[one.name].places} if one.name in known else set()
            if "readable" in words and not words & {"blocked", "not-readable", "faulty"}:
                taken.add(one.name)
                return one.name
    return ""


def _blocked(row: Row) -> list[Place]:
    return [one for one in row.places if one.word == "blocked"]


def _is_certain(row: Row) -> bool:
    return any(one.is_certain for one in _blocked(row))


def _since(places: Sequence[Place]) -> datetime | None:
    return min((one.since for one in places if one.since), default=None)


def _proposal(deed: Deed, row: Row, places: Sequence[Place]) -> Proposal:
    since = _since(places)
    name = "\n".join((row.pool, row.name, since.isoformat() if since else "", "leak" if deed == "leak" else ""))
    return Proposal(
        id=hashlib.sha256(name.encode()).hexdigest()[:6],
        deed=deed,
        pool=row.pool,
        mirror=row.name,
        countries=tuple(one.country for one in places),
        since=since,
        kind=next((one.kind for one in places if one.kind), None),
        is_certain=any(one.is_certain for one in places),
    )
