"""Our side: pools are filled, lists are signed and posted, what is lost is replaced, pools are divided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from random import Random

from benchmarks.reach.assumptions import Setting
from benchmarks.reach.events import Agenda
from benchmarks.reach.founding import found_pools
from benchmarks.reach.mirrors import Cloud, Mirror, Version
from benchmarks.reach.pools import Pool
from benchmarks.reach.supply import Reserve, Shop
from benchmarks.reach.watch import Watch

OPEN = ("public", "open")
"""Pools that stand even where nobody is told by them alone: whoever searches finds them."""
MONTH = 30 * 24.0
DAY = 24.01
"""After which the cap lets go for certain."""


@dataclass(slots=True)
class Newsroom:
    """What it knows and does. ``touch`` reckons readers up to now, before anything changes for them."""

    setting: Setting
    agenda: Agenda
    chance: Random
    watch: Watch
    shop: Shop
    divided: Callable[[Pool, Pool, int], None]
    pools: list[Pool] = field(default_factory=list)
    reserves: dict[str, Reserve] = field(default_factory=dict)
    lost: dict[str, Pool] = field(default_factory=dict)
    """Of each group, those whose pools were too small to divide and burned again."""
    replaced: float = 0.0
    mistakes: float = 0.0

    def open(self) -> None:
        """All pools stand, all readers hold their first list."""
        for group in self.setting.readers.groups:
            if group.share > 0 or group.kind in OPEN:
                pools = found_pools(group, self.setting, self.shop, self.chance, self._expires(group.kind))
                self.pools += pools
                self.reserves[group.kind] = self._reserve(group.kind, pools)
        for reserve in self.reserves.values():
            reserve.fill()
        policy = self.setting.policy
        self._every(policy.expiry_days * 12, lambda: self._sign_again(cells=False))
        self._every(policy.cell_expiry_days * 12, lambda: self._sign_again(cells=True))
        if policy.turn:
            self._every(policy.turn, self._turn)

    def _every(self, hours: float, deed: Callable[[], None]) -> None:
        def again() -> None:
            deed()
            self.agenda.plan(hours, again)

        self.agenda.plan(hours, again)

    def _reserve(self, kind: str, pools: list[Pool]) -> Reserve:
        policy = self.setting.policy
        listed = sum(len(one.listed) for one in pools)
        size = policy.resting if kind in OPEN else ceil(policy.resting_share * listed)
        restock, weight = self.setting.places.restock, pools[0].weight
        return Reserve(self.shop, kind, restock, weight, size, lambda: self._arrived(kind))

    def _expires(self, kind: str) -> float:
        policy = self.setting.policy
        return self.agenda.now + 24 * (policy.cell_expiry_days if kind == "cells" else policy.expiry_days)

    def touch(self, pool: Pool) -> None:
        pool.advance(self.agenda.now)
        if pool.group.kind == "public":
            for one in self.lost.values():
                one.advance(self.agenda.now)

    # What is lost is replaced.

    def suspect(self, mirror: Mirror) -> None:
        """It does not open: the watch will see it, and looks whether it still is so when somebody decides."""
        if mirror.down and self.watch.tells_outage():
            return
        seen = self.watch.notices_after()
        seen += self.watch.decides_after(self.agenda.now + seen)
        self.agenda.plan(seen, lambda: None if mirror.opens() > 0 else self.replace(mirror))

    def replace(self, mirror: Mirror) -> None:
        """It counts as burned, whether it is or not."""
        if mirror.given_up is not None:
            return
        for reserve in self.reserves.values():
            if mirror in reserve.resting:
                reserve.resting.remove(mirror)
                self._give_up(mirror)
                reserve.order()
        pool = next((one for one in self.pools if mirror in one.listed), None)
        if pool is None or mirror in pool.waiting:
            return
        gone = pool.listed if self.setting.policy.whole else [mirror]
        pool.waiting += [one for one in gone if one not in pool.waiting]
        if mirror.blocked and self.setting.policy.cap and self._is_burned(pool):
            self._divide(pool)
        self._serve_waiting(pool)

    def _give_up(self, mirror: Mirror) -> None:
        mirror.given_up = self.agenda.now
        self.replaced += mirror.weight
        if not mirror.blocked and not mirror.cloud.blocked:
            self.mistakes += mirror.weight

    def _serve_waiting(self, pool: Pool) -> None:
        """As many as the day's cap and the reserve allow; the rest waits for the morrow or for the shop."""
        reserve, changed, policy = self.reserves[pool.group.kind], False, self.setting.policy
        while pool.changes and self.agenda.now - pool.changes[0] > 24:
            pool.changes.popleft()
        while pool.waiting and len(pool.changes) < policy.cap and not pool.lost:
            fresh = reserve.take(pool.listed)
            if fresh is None:
                break
            self._swap(pool, pool.waiting.pop(0), fresh)
            changed = True
        if changed:
            self.publish(pool)
        if pool.waiting and pool.changes and len(pool.changes) >= policy.cap and not pool.sleeps:
            pool.sleeps = True
            self.agenda.plan(pool.changes[0] + DAY - self.agenda.now, lambda: self._wake(pool))
        self._order(reserve, pool.group.kind)

    def _wake(self, pool: Pool) -> None:
        pool.sleeps = False
        self._serve_waiting(pool)

    def _order(self, reserve: Reserve, kind: str) -> None:
        if self.setting.policy.cap:
            reserve.owed = sum(len(one.waiting) for one in self.pools if one.group.kind == kind and not one.lost)
            reserve.order()

    def _swap(self, pool: Pool, old: Mirror, fresh: Mirror) -> None:
        pool.listed[pool.listed.index(old)] = fresh
        fresh.join(pool)
        fresh.listed_at = self.agenda.now
        pool.changes.append(self.agenda.now)
        self._give_up(old)

    def _arrived(self, kind: str) -> None:
        for pool in self.pools:
            if pool.group.kind == kind and pool.waiting and not pool.lost:
                self._serve_waiting(pool)

    def reopened(self, cloud: Cloud) -> None:
        """What was given up with its cloud, and the censor never knew, rests again."""
        for one in self.shop.mirrors:
            if one.cloud is cloud and one.given_up is not None and not (one.known or one.blocked):
                home = self.reserves[one.pools[0].group.kind] if one.pools else None
                if home:
                    one.given_up = None
                    home.resting.append(one)

    # Lists are signed and posted.

    def publish(self, pool: Pool) -> None:
        """A new list; its channel carries it a while later, sooner when nothing on the old one opens."""
        if pool.lost:
            return
        pool.current = Version(tuple(pool.listed), self._expires(pool.group.kind))
        group = pool.group
        dead = pool.posted.opens(pool.tries) == 0
        self.agenda.plan(group.alarm if dead else group.posts, lambda: self._post(pool))

    def _post(self, pool: Pool) -> None:
        if pool.lost:
            return
        self.touch(pool)
        pool.post(pool.current)
        if pool.group.kind == "public":
            for one in self.lost.values():
                one.post(pool.posted)

    def _sign_again(self, *, cells: bool) -> None:
        for pool in self.pools:
            if (pool.group.kind == "cells") is cells:
                self.publish(pool)

    def _turn(self) -> None:
        """The address that has stood longest in a list that anyone may read rests, and one that rested comes back."""
        for pool in self.pools:
            if pool.group.kind not in OPEN:
                continue
            reserve = self.reserves[pool.group.kind]
            fresh = reserve.take(pool.listed)
            if fresh is None:
                continue
            oldest = min(pool.listed, key=lambda one: one.listed_at)
            if oldest in pool.waiting:
                self._swap(pool, oldest, fresh)
                pool.waiting.remove(oldest)
            else:
                pool.listed[pool.listed.index(oldest)] = fresh
                fresh.join(pool)
                fresh.listed_at = self.agenda.now
                reserve.resting.append(oldest)
            self.publish(pool)
            self._order(reserve, pool.group.kind)

    # Pools are divided.

    def _is_burned(self, pool: Pool) -> bool:
        """A list leaked again, for the so-manieth time within a month; what falls within a day is one leak."""
        now, policy = self.agenda.now, self.setting.policy
        if pool.group.kind in OPEN or (pool.burns and pool.burns[-1] > now - 24):
            return False
        pool.burns.append(now)
        while pool.burns[0] < now - MONTH:
            pool.burns.popleft()
        return 0 < policy.split_after <= len(pool.burns)

    def _divide(self, pool: Pool) -> None:
        """Half of its readers get a list of their own; a pool that is too small for that is given up."""
        self.touch(pool)
        pool.burns.clear()
        if pool.readers / 2 < self.setting.policy.floor:
            self._lose(pool)
            return
        pool.readers /= 2
        moved = sum(self.chance.random() < 0.5 for _ in range(pool.moles))
        pool.moles -= moved
        half = self._half(pool, moved)
        self.pools.append(half)
        self.divided(pool, half, moved)
        self._serve_waiting(half)

    def _half(self, pool: Pool, moles: int) -> Pool:
        half = Pool(
            pool.group, pool.readers, pool.weight, pool.tries, pool.halve(), pool.workers,
            pool.current, pool.posted, [], pool.wanted, moles, at=self.agenda.now,
        )  # fmt: skip
        known = {one for cohort in pool.cohorts for key in cohort.held() if key for one in _addresses(key)}
        for one in sorted(known | set(pool.listed), key=lambda one: one.number):
            one.join(half)
        half.listed = [self._vacant(pool) for _ in range(half.wanted)]
        half.waiting = list(half.listed)
        return half

    def _vacant(self, pool: Pool) -> Mirror:
        """A place in a list that no mirror has taken yet."""
        cloud = self.shop.clouds[0]
        return Mirror(-1, cloud, -1, self.agenda.now, pool.group.kind, 0.0, known=True, blocked=True)

    def _lose(self, pool: Pool) -> None:
        """Its readers are told the public list from now on."""
        for one in pool.listed:
            if one.given_up is None and one.number >= 0:
                self._give_up(one)
        pool.lost, pool.listed, pool.waiting = True, [], []
        self.pools.remove(pool)
        public = next((one for one in self.pools if one.group.kind == "public"), None)
        if public:
            self.touch(public)
            pool.post(public.posted)
        if pool.group.name in self.lost:
            self.lost[pool.group.name].join(pool)
        else:
            self.lost[pool.group.name] = pool


def _addresses(key: Version | Mirror) -> tuple[Mirror, ...]:
    return key.mirrors if isinstance(key, Version) else (key,)
