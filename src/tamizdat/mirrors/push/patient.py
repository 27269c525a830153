"""A place that is asked with patience: again after a while where that may help, never past the end of its time."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from tamizdat.mirrors.backends.contract import Backend, BackendError, Listed
from tamizdat.mirrors.push.result import PushError

Got = TypeVar("Got")
FIRST_WAIT, LONGEST_WAIT = 0.25, 20.0
TRIES = {"throttled": 12, "unreachable": 4}


class Patient:
    """The deeds of a backend, counted. When it asks one of us to go slower, all do."""

    def __init__(self, backend: Backend, until: float) -> None:
        self._backend, self._until = backend, until
        self.where, self.at_once = backend.where, backend.at_once
        self.requests = self.sent = self.sent_bytes = 0
        self._count = threading.Lock()
        self._go_on_at = 0.0

    def read(self, name: str, limit: int) -> bytes:
        """Raises FileNotFoundError, BackendError, PushError("slow")."""
        return self._ask(lambda: self._backend.read(name, limit))

    def write(self, name: str, data: bytes, media_type: str) -> None:
        self._ask(lambda: self._backend.write(name, data, media_type))
        with self._count:
            self.sent += 1
            self.sent_bytes += len(data)

    def remove(self, names: Sequence[str]) -> None:
        self._ask(lambda: self._backend.remove(names))

    def names(self) -> Iterator[Listed]:
        """A list that breaks off is asked for again from its beginning."""
        yield from self._ask(lambda: list(self._backend.names()))

    def _ask(self, deed: Callable[[], Got]) -> Got:
        tries = 0
        while True:
            self._wait_for_turn()
            with self._count:
                self.requests += 1
            try:
                return deed()
            except BackendError as error:
                tries += 1
                if tries >= TRIES.get(error.kind, 1):
                    raise
                self._slow_down(error, tries)

    def _slow_down(self, error: BackendError, tries: int) -> None:
        """Twice as long each time, and by chance, so that many who were sent away do not come back together."""
        wait = random.uniform(0.5, 1) * min(LONGEST_WAIT, FIRST_WAIT * 2**tries)
        if error.kind == "throttled":
            with self._count:
                self._go_on_at = max(self._go_on_at, time.monotonic() + wait)
        else:
            self._sleep(wait)

    def _wait_for_turn(self) -> None:
        self._sleep(self._go_on_at - time.monotonic())
        if time.monotonic() >= self._until:
            raise self._too_slow()

    def _sleep(self, seconds: float) -> None:
        if time.monotonic() + seconds > self._until:
            raise self._too_slow()
        if seconds > 0:
            time.sleep(seconds * random.uniform(1, 1.1))

    def _too_slow(self) -> PushError:
        return PushError("slow", f"{self.where} was not done in the time that one mirror has.")
