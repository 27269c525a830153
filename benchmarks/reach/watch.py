"""How long until the newsroom knows, and how often it is wrong: probes, and "k of the newest n failed"."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import comb
from random import Random

from benchmarks.reach.assumptions import Places, Policy

NIGHT, MORNING = 23.0, 7.0


@dataclass(slots=True)
class Watch:
    """Probes of one mirror after another, and whoever decides upon them."""

    policy: Policy
    places: Places
    chance: Random

    def notices_after(self) -> float:
        """Hours from a block until rotation is proposed."""
        minutes = self.chance.uniform(0, self.policy.probe_minutes)
        newest: deque[bool] = deque(maxlen=self.policy.window)
        while True:
            newest.append(self.chance.random() >= self.places.misses)
            if sum(newest) >= self.policy.fails:
                return minutes / 60
            minutes += self.policy.probe_minutes

    def decides_after(self, now: float) -> float:
        """Hours from the proposal until it is confirmed: none where a policy does."""
        if not self.policy.confirm:
            return 0.0
        hour = now % 24
        asleep = (MORNING - hour) % 24 if hour >= NIGHT or hour < MORNING else 0.0
        return asleep + self.chance.expovariate(1.0)

    def tells_outage(self) -> bool:
        """It fails from outside as well, so nobody blocked it."""
        return self.policy.outside and self.chance.random() < self.places.outside

    def false_alarms(self) -> float:
        """So many an hour for one healthy mirror: the newest probe fails, and k - 1 of the n - 1 before it."""
        k, n, wrong = self.policy.fails, self.policy.window, self.places.false_alarm
        if self.policy.confirm:
            return 0.0
        one = comb(n - 1, k - 1) * wrong**k * (1 - wrong) ** (n - k)
        return one * 60 / self.policy.probe_minutes
