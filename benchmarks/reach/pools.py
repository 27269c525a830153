"""A pool: the readers who know the same addresses, the lists that were signed for them, and who reads along."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.reach.assumptions import Group, Readers
from benchmarks.reach.mirrors import Mirror, Version
from benchmarks.reach.readers import NOTHING, Cohort, Key, Offer, Works

BY_HAND = 3
"""So many links of a message does a person try."""


@dataclass(slots=True, eq=False)
class Pool:
    """Addresses that are lost together."""

    group: Group
    readers: float
    """Of the real pool."""
    weight: float
    """So many real pools this one stands for."""
    tries: int
    cohorts: list[Cohort]
    workers: list[bool]
    """Which of the cohorts keep lists."""
    current: Version
    posted: Version
    listed: list[Mirror] = field(default_factory=list)
    wanted: int = 0
    """Addresses that its list should name."""
    moles: int = 0
    burns: deque[float] = field(default_factory=deque)
    changes: deque[float] = field(default_factory=deque)
    waiting: list[Mirror] = field(default_factory=list)
    """Listed, known to be lost, not replaced yet."""
    sleeps: bool = False
    """Until the day's cap is over."""
    lost: bool = False
    """Too small to divide and burned again: its readers are told the public list."""
    at: float = 0.0
    """Until when its readers are reckoned."""
    settled: float = 0.0
    """When expired lists were last looked for."""
    stale: bool = True
    """Its cohorts must be settled anew."""
    changed: dict[Mirror, None] = field(default_factory=dict)
    """What opens better or worse than when its readers were reckoned last."""

    def advance(self, now: float) -> None:
        """Before anything changes that its readers would notice."""
        hours = now - self.at
        if hours <= 0:
            return
        works = _remembering(self.opens)
        if self.stale:
            self.settle([one.held() for one in self.cohorts], works)
        elif self.changed:
            self._move(works)
        for cohort in self.cohorts:
            cohort.advance(hours, works)
        self.at = now

    def _move(self, works: Works) -> None:
        keys: list[Key] = [*self.changed]
        for one in self.changed:
            keys += one.lists
        for cohort in self.cohorts:
            for key in keys:
                cohort.move(key, works)
        self._turn(works)

    def _turn(self, works: Works) -> None:
        offers = {True: self._list_offer(), False: self._link_offer()}
        for cohort, worker in zip(self.cohorts, self.workers, strict=True):
            cohort.turn_to(works, offers[worker])
        self.changed = {}

    def settle(self, held: Sequence[Mapping[Key, float]], works: Works) -> None:
        """Who of its cohorts holds what, reckoned anew."""
        offers = {True: self._list_offer(), False: self._link_offer()}
        for cohort, worker, what in zip(self.cohorts, self.workers, held, strict=True):
            cohort.settle(what, works, offers[worker])
        self.stale, self.changed = False, {}

    def post(self, version: Version) -> None:
        """It stands in the channel. Once a day, lists that have expired are noticed."""
        self.posted = version
        if self.stale or self.at - self.settled > 24:
            self.stale, self.settled = True, self.at
        elif self.changed:
            self._move(_remembering(self.opens))
        else:
            self._turn(_remembering(self.opens))

    def join(self, other: Pool) -> None:
        """Readers of both know the same from now on."""
        weight, together = other.weight / self.weight, []
        for mine, its in zip(self.cohorts, other.cohorts, strict=True):
            held = mine.held()
            for key, mass in its.held().items():
                held[key] = held.get(key, 0.0) + mass * weight
            mine.join(its, weight)
            together.append(held)
        self.settle(together, self.opens)

    def halve(self) -> list[Cohort]:
        """The cohorts of half of its readers; the other half stays."""
        held = [{key: mass / 2 for key, mass in one.held().items()} for one in self.cohorts]
        halves = [one.scaled(0.5) for one in self.cohorts]
        for one in self.cohorts:
            one.readers /= 2
        offers = {True: self._list_offer(), False: self._link_offer()}
        self.settle(held, self.opens)
        for half, worker, what in zip(halves, self.workers, held, strict=True):
            half.settle(what, self.opens, offers[worker])
        return halves

    def opens(self, key: Key) -> float:
        if key is None:
            return 0.0
        if isinstance(key, Mirror):
            return key.opens()
        return key.opens(self.tries) if key.expires > self.at else 0.0

    def _list_offer(self) -> Offer:
        opens = self.opens(self.posted)
        return Offer({self.posted: 1.0}, opens, opens)

    def _link_offer(self) -> Offer:
        """Whoever keeps no list goes on with the link that worked."""
        good = [one for one in self.posted.mirrors[: self.tries] if one.opens() > 0]
        kept = good or list(self.posted.mirrors[: self.tries])
        if not kept:
            return NOTHING
        after = sum(one.opens() for one in kept) / len(kept)
        return Offer({one: 1 / len(kept) for one in kept}, self.posted.opens(BY_HAND), after, is_link=True)


def _remembering(opens: Works) -> Works:
    """Asks once for each."""
    known: dict[Key, float] = {}

    def works(key: Key) -> float:
        if key not in known:
            known[key] = opens(key)
        return known[key]

    return works


def make_cohorts(
    group: Group, people: float, readers: Readers, first: Version
) -> tuple[list[Cohort], list[bool], list[dict[Key, float]]]:
    """Readers by habit and browser, and what they hold: all begin with the first list."""
    cohorts, workers, held = [], [], []
    for worker, part in ((True, readers.worker), (False, 1 - readers.worker)):
        for days, share in readers.habits:
            number = people * part * share
            if number <= 0:
                continue
            # Whoever keeps no list and comes by the public pool has a bookmark: it changes when it fails.
            sees = group.sees if worker or group.kind != "public" else 0.0
            rate, forgets = 1 / 24 / days, readers.forgets / 24
            cohorts.append(Cohort(number, rate, sees, group.looks, readers.elsewhere, forgets))
            workers.append(worker)
            known: tuple[Key, ...] = (first,) if worker else first.mirrors or (None,)
            held.append({one: number / len(known) for one in known})
    return cohorts, workers, held
