"""Time: what happens next. Of things that happen at once, the one that was planned first comes first."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from math import inf
from random import Random

Deed = Callable[[], None]


class Agenda:
    """Deeds in order of time; ``now`` is in hours."""

    def __init__(self, end: float) -> None:
        self.now, self.end = 0.0, end
        self._next: list[tuple[float, int, Deed]] = []
        self._count = 0

    def plan(self, after: float, deed: Deed) -> None:
        """What lies behind the end is not planned."""
        at = self.now + after
        if at < self.end:
            self._count += 1
            heapq.heappush(self._next, (at, self._count, deed))

    def run(self) -> None:
        while self._next:
            self.now, _, deed = heapq.heappop(self._next)
            deed()
        self.now = self.end

    def repeat(self, chance: Random, mean: float, deed: Deed) -> None:
        """Again and again, with exponential times between; a mean of infinity is never."""

        def again() -> None:
            deed()
            self.plan(chance.expovariate(1 / mean), again)

        if mean < inf:
            self.plan(chance.expovariate(1 / mean), again)
