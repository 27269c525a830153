"""How often something may be tried in a while. Counters live in memory and are forgotten when the while is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

MOST_COUNTERS = 100_000
"""Beyond that the oldest are forgotten: memory must not be the way to bring the site down."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``Limit("gifts", 30, 600)``: thirty in ten minutes."""

    name: str
    most: int
    seconds: int


@dataclass
class Counters:
    """Counts by limit and by whom; a second process has counters of its own."""

    _counts: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, limit: Limit, who: str, now: datetime) -> int:
        """0 when it is allowed, and counted; else after how many seconds it is allowed again."""
        moment = now.timestamp()
        with self._lock:
            start, count = self._counts.pop((limit.name, who), (moment, 0))
            if moment >= start + limit.seconds:
                start, count = moment, 0
            self._counts[limit.name, who] = start, min(count + 1, limit.most + 1)
            while len(self._counts) > MOST_COUNTERS:
                del self._counts[next(iter(self._counts))]
        return 0 if count < limit.most else max(int(start + limit.seconds - moment), 1)

    def forget(self, now: datetime, longest: int) -> None:
        """Throw away what is older than the longest while."""
        with self._lock:
            for key, (start, _) in list(self._counts.items()):
                if now.timestamp() >= start + longest:
                    del self._counts[key]
