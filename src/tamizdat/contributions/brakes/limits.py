"""How often something may be tried in a while. Counters live in memory and are forgotten when the while is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

MOST_COUNTERS = 100_000
"""Beyond that the oldest are forgotten: memory must not be the way to bring the site down."""
SWEEPS_EVERY = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``Limit("gifts", 30, 600)``: thirty in ten minutes."""

    name: str
    most: int
    seconds: int


@dataclass
class Counters:
    """Counts by limit and by whom; a second process has counters of its own."""

    _counts: dict[tuple[str, str], tuple[float, float, int]] = field(default_factory=dict, repr=False)
    """When it began, until when it counts, how much."""
    _lock: Lock = field(default_factory=Lock, repr=False)
    _swept: float = 0

    def take(self, limit: Limit, who: str, now: datetime) -> int:
        """0 when it is allowed, and counted; else after how many seconds it is allowed again."""
        moment = now.timestamp()
        with self._lock:
            self._sweep(moment)
            start, until, count = self._counts.pop((limit.name, who), (moment, moment + limit.seconds, 0))
            if moment >= until:
                start, until, count = moment, moment + limit.seconds, 0
            self._counts[limit.name, who] = start, until, min(count + 1, limit.most + 1)
            while len(self._counts) > MOST_COUNTERS:
                del self._counts[next(iter(self._counts))]
        return 0 if count < limit.most else max(int(until - moment), 1)

    def _sweep(self, moment: float) -> None:
        """What no longer counts is thrown away, whether anybody comes again or not."""
        if abs(moment - self._swept) < SWEEPS_EVERY:
            return
        self._swept = moment
        for key in [key for key, (_, until, _) in self._counts.items() if moment >= until]:
            del self._counts[key]
