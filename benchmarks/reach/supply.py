"""Mirrors that rest, filled and unannounced; and those on order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.reach.assumptions import Policy
from benchmarks.reach.events import Agenda
from benchmarks.reach.mirrors import Cloud, Mirror


@dataclass(slots=True)
class Shop:
    """All mirrors that ever were, and the clouds they stand in."""

    agenda: Agenda
    policy: Policy
    clouds: list[Cloud]
    bought: Callable[[Mirror], None]
    mirrors: list[Mirror] = field(default_factory=list)

    def buy(self, kind: str, weight: float) -> Mirror:
        """In the next cloud that is not blocked, on a machine with as many others as the policy allows."""
        number = len(self.mirrors)
        good = [one for one in self.clouds if not one.blocked] or self.clouds
        cloud = good[number % len(good)] if self.policy.spread else self.clouds[0]
        mirror = Mirror(number, cloud, number // self.policy.per_host, self.agenda.now, kind, weight)
        self.mirrors.append(mirror)
        self.bought(mirror)
        return mirror


@dataclass(slots=True)
class Reserve:
    """What rests for one kind of pools."""

    shop: Shop
    kind: str
    restock: float
    weight: float
    size: int
    """So many should rest; with none, each is ordered when it is needed."""
    arrived: Callable[[], None]
    resting: list[Mirror] = field(default_factory=list)
    ordered: int = 0
    owed: int = 0
    """Places in lists that wait for a mirror."""

    def fill(self) -> None:
        """Before the world begins."""
        self.resting = [self.shop.buy(self.kind, self.weight) for _ in range(self.size)]

    def take(self, beside: list[Mirror]) -> Mirror | None:
        """One that opens, in a cloud that the list does not stand in yet if there is one."""
        good = [one for one in self.resting if not one.blocked and not one.cloud.blocked]
        if not good:
            return None
        clouds = [one.cloud for one in beside]
        best = min(good, key=lambda one: clouds.count(one.cloud))
        self.resting.remove(best)
        return best

    def order(self) -> None:
        """As many as are missing."""
        for _ in range(self.size + self.owed - len(self.resting) - self.ordered):
            self.ordered += 1
            self.shop.agenda.plan(self.restock, self._deliver)

    def _deliver(self) -> None:
        self.ordered -= 1
        self.resting.append(self.shop.buy(self.kind, self.weight))
        self.arrived()
