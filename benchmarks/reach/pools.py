"""A pool: the readers who know the same addresses, the lists that were signed for them, and who reads along."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from benchmarks.reach.assumptions import Group, Readers
from benchmarks.reach.mirrors import Mirror, Version
from benchmarks.reach.readers import Cohort, Key, Offer

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

    def advance(self, now: float) -> None:
        """Before anything changes that its readers would notice."""
        hours = now - self.at
        if hours <= 0:
            return
        opens: dict[Key, float] = {}

        def works(key: Key) -> float:
            if key not in opens:
                opens[key] = self._opens(key)
            return opens[key]

        offers = {True: self._list_offer(), False: self._link_offer()}
        for cohort, worker in zip(self.cohorts, self.workers, strict=True):
            cohort.advance(hours, works, offers[worker])
        self.at = now

    def post(self, version: Version) -> None:
        """It stands in the channel. What nobody holds any more is forgotten."""
        self.posted = version
        for cohort in self.cohorts:
            cohort.drop_dead(self._dead)

    def join(self, other: Pool) -> None:
        """Readers of both know the same from now on."""
        for mine, its in zip(self.cohorts, other.cohorts, strict=True):
            mine.join(its, other.weight / self.weight)

    def _opens(self, key: Key) -> float:
        if key is None:
            return 0.0
        if isinstance(key, Mirror):
            return key.opens()
        return key.opens(self.tries) if key.expires > self.at else 0.0

    def _dead(self, key: Key) -> bool:
        if isinstance(key, Version):
            return key is not self.posted and key.is_dead(self.at)
        return isinstance(key, Mirror) and key.blocked

    def _list_offer(self) -> Offer:
        opens = self._opens(self.posted)
        return Offer({self.posted: 1.0}, opens, opens)

    def _link_offer(self) -> Offer:
        """Whoever keeps no list goes on with the link that worked."""
        good = [one for one in self.posted.mirrors[: self.tries] if one.opens() > 0]
        kept = good or list(self.posted.mirrors[: self.tries])
        if not kept:
            return Offer({None: 1.0}, 0.0, 0.0)
        after = sum(one.opens() for one in kept) / len(kept)
        return Offer({one: 1 / len(kept) for one in kept}, self.posted.opens(BY_HAND), after)


def make_cohorts(group: Group, people: float, readers: Readers, first: Version) -> tuple[list[Cohort], list[bool]]:
    """Readers by habit and browser; all begin with the first list."""
    cohorts, workers = [], []
    for worker, part in ((True, readers.worker), (False, 1 - readers.worker)):
        for days, share in readers.habits:
            number = people * part * share
            if number <= 0:
                continue
            held: dict[Key, float] = {first: number}
            if not worker and first.mirrors:
                held = {one: number / len(first.mirrors) for one in first.mirrors}
            # Whoever keeps no list and comes by the public pool has a bookmark: it changes when it fails.
            sees = group.sees if worker or group.kind != "public" else 0.0
            cohorts.append(
                Cohort(
                    number, 1 / 24 / days, sees, group.looks, readers.elsewhere, readers.forgets / 24, held
                )  # fmt: skip
            )
            workers.append(worker)
    return cohorts, workers
