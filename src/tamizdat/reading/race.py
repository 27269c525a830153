"""Ask several places at once and take the first good answer; a place that dawdles does not hold up the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from tamizdat.core.trust.errors import TrustError

T = TypeVar("T")


class Race(Generic[T]):
    """Jobs in waves: the next wave starts when all before it have failed, or have had their head start."""

    def __init__(self, waves: Sequence[Sequence[Callable[[], T]]], *, head_start: float, until: float) -> None:
        self._waves = [list(wave) for wave in waves if wave]
        self._head_start, self._until = head_start, until
        self._results: SimpleQueue[tuple[int, T | TrustError]] = SimpleQueue()
        self._started = 0
        self._running = 0

    def outcomes(self) -> Iterator[tuple[int, T | TrustError]]:
        """(number of the job, what came of it) as they come; ends when all did, or when the time is over.

        Whoever has what they need stops asking; what still runs ends at its own time limit, in threads of its own.
        """
        while self._waves or self._running:
            if not self._running:
                self._start()
            left = self._until - time.monotonic()
            if left <= 0:
                return
            try:
                found = self._results.get(timeout=min(left, self._head_start) if self._waves else left)
            except Empty:
                if self._waves:
                    self._start()
                continue
            self._running -= 1
            yield found

    def _start(self) -> None:
        for job in self._waves.pop(0):
            threading.Thread(target=self._run, args=(self._started, job), daemon=True).start()
            self._started += 1
            self._running += 1

    def _run(self, number: int, job: Callable[[], T]) -> None:
        outcome: T | TrustError = TrustError("", "unreachable", "it broke off.")
        try:
            outcome = job()
        except TrustError as error:
            outcome = error
        finally:
            self._results.put((number, outcome))
