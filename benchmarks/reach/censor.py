"""The other side: it reads what anyone may read, has moles, gets leaks, scans; three hours later it blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from benchmarks.reach.assumptions import Censor, Places
from benchmarks.reach.events import Agenda
from benchmarks.reach.mirrors import Cloud, Mirror
from benchmarks.reach.pools import Pool

YEAR = 365 * 24.0


@dataclass(slots=True)
class Mole:
    """A reader of the censor, in the pool into which it was put."""

    pool: Pool


@dataclass(slots=True)
class Hunt:
    """What it knows and does. ``changing`` is called before an address changes for readers, ``changed`` after."""

    censor: Censor
    places: Places
    agenda: Agenda
    chance: Random
    changing: Callable[[Iterable[Mirror]], None]
    changed: Callable[[Mirror], None]
    reopened: Callable[[Cloud], None]
    moles: list[Mole] = field(default_factory=list)
    hosts: dict[int, list[Mirror]] = field(default_factory=dict)
    free_at: dict[bool, float] = field(default_factory=lambda: {True: 0.0, False: 0.0})
    """When the queue of blocks is done: of what anyone may read, and of the rest."""
    found: float = 0.0
    blocks: float = 0.0

    def notice(self, mirror: Mirror) -> None:
        """A new address exists: some day somebody finds it even if no list leaks."""
        self.hosts.setdefault(mirror.host, []).append(mirror)
        self.agenda.plan(self.chance.expovariate(1 / self.censor.scan_days / 24), lambda: self.find([mirror]))

    def read_along(self, pool: Pool) -> None:
        """Everything by which it learns this pool's lists."""
        if pool.group.kind in ("public", "open"):
            self.agenda.repeat(self.chance, self.censor.looks_every, lambda: self.find(pool.posted.mirrors))
        if self.censor.daily_leak:
            self.agenda.repeat(self.chance, 24.0, lambda: self.find(_own(pool)))
        for _ in range(pool.moles):
            self._plant(pool)
        self._leak_later(pool)

    def divided(self, pool: Pool, half: Pool, moles: int) -> None:
        """So many of its moles went with the new half."""
        for mole in [one for one in self.moles if one.pool is pool][:moles]:
            mole.pool = half
        if self.censor.daily_leak:
            self.agenda.repeat(self.chance, 24.0, lambda: self.find(_own(half)))
        self._leak_later(half)

    def _plant(self, pool: Pool) -> None:
        mole = Mole(pool)
        self.moles.append(mole)
        self.agenda.repeat(self.chance, self.censor.mole_reads, lambda: self.find(_own(mole.pool)))

    def _leak_later(self, pool: Pool) -> None:
        rate = pool.group.leaks * pool.readers / 1000 / YEAR
        if rate <= 0:
            return

        def leak() -> None:
            # A pool that was halved since leaks half as often.
            if self.chance.random() < pool.group.leaks * pool.readers / 1000 / YEAR / rate:
                self.find(_own(pool))

        self.agenda.repeat(self.chance, 1 / rate, leak)

    def find(self, mirrors: Iterable[Mirror]) -> None:
        """Known from now on; blocked when it comes to it."""
        for one in mirrors:
            if not one.known and not one.blocked:
                one.known = True
                self.found += one.weight
                wait = self.chance.gammavariate(2.0, self.censor.blocks_after / 2) if self.censor.blocks_after else 0.0
                self.agenda.plan(wait, partial(self._queue, one))

    def _queue(self, mirror: Mirror) -> None:
        """It makes so many blocks a day and no more; blocks of small pools never delay those of public lists."""
        if mirror.blocked:
            return
        is_open = any(pool.group.kind in ("public", "open") for pool in mirror.pools)
        start = max(self.agenda.now, self.free_at[is_open])
        self.free_at[is_open] = start + mirror.weight * 24 / self.censor.a_day
        self.agenda.plan(start - self.agenda.now, lambda: self._block(mirror))

    def _block(self, mirror: Mirror) -> None:
        by_host = self.chance.random() < self.censor.by_host
        for one in self.hosts[mirror.host] if by_host else [mirror]:
            if not one.blocked:
                self.changing([one])
                one.blocked = one.known = True
                self.blocks += one.weight
                self.changed(one)

    # Whole clouds.

    def threaten(self, clouds: list[Cloud], mirrors: list[Mirror]) -> None:
        """Each cloud for itself is blocked now and then, and comes back when the damage is too great."""
        for cloud in clouds:
            mean = self.places.cloud_blocked_days * 24
            self.agenda.repeat(self.chance, mean, partial(self._close, cloud, mirrors))
        cut = [one for one in clouds if one.number < self.places.cut_clouds]
        self.agenda.plan(self.places.cut_from_day * 24, lambda: self._cut(cut, mirrors))

    def _close(self, cloud: Cloud, mirrors: list[Mirror]) -> None:
        if cloud.blocked:
            return
        inside = [one for one in mirrors if one.cloud is cloud and not one.blocked]
        self.changing(inside)
        cloud.blocked = True
        for one in inside:
            self.changed(one)
        self.agenda.plan(
            self.chance.expovariate(1 / self.places.cloud_back_days / 24), lambda: self._reopen(cloud, mirrors)
        )

    def _reopen(self, cloud: Cloud, mirrors: list[Mirror]) -> None:
        self.changing([one for one in mirrors if one.cloud is cloud])
        cloud.blocked = False
        self.reopened(cloud)

    def _cut(self, clouds: list[Cloud], mirrors: list[Mirror]) -> None:
        self.changing(mirrors)
        for cloud in clouds:
            cloud.works *= self.places.survives_cut


def _own(pool: Pool) -> tuple[Mirror, ...]:
    """What a reader of this pool could pass on that is not public anyway."""
    return () if pool.lost else pool.posted.mirrors
