"""The places where a reader may find an edition: the site itself, then mirrors, three at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import httpx

from tamizdat.core.edition.errors import Rule
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.reading.fetch import Leash, Site
from tamizdat.reading.race import Race

T = TypeVar("T")
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a reader waits, in seconds: as long as the service worker (docs/decisions/30-worker.md)."""

    head_start: float = 3
    """For the site itself, before mirrors are asked as well; then for each three of them."""
    request: float = 10
    """For one file, and a second more for each ``bytes_a_second``."""
    bytes_a_second: int = 4_000
    total: float = 60
    """For all that one question needs."""


class Places:
    """Addresses, and what is known of them."""

    def __init__(self, transport: httpx.BaseTransport | None, limits: Limits) -> None:
        self.marked: dict[str, Rule] = {}
        """Places that broke a rule: asked last."""
        self._transport, self._limits = transport, limits
        self._leash = Leash(redirects=0, seconds=limits.request, bytes_a_second=limits.bytes_a_second)
        self._sites: dict[str, Site] = {}
        self._until = time.monotonic() + limits.total

    def begin(self) -> None:
        """A new question: its time begins."""
        self._until = time.monotonic() + self._limits.total

    def ask(self, addresses: Sequence[str], job: Callable[[Site], T]) -> Iterator[tuple[str, T | TrustError]]:
        """What each place answers, as it comes: the first of them, then three at once. Stop when you have enough."""
        waves = [addresses[:1], *(addresses[at : at + AT_ONCE] for at in range(1, len(addresses), AT_ONCE))]
        jobs = [[partial(job, self._site(one)) for one in wave] for wave in waves]
        silent = dict(enumerate(addresses))
        for number, found in Race(jobs, head_start=self._limits.head_start, until=self._until).outcomes():
            yield silent.pop(number), found
        for address in silent.values():
            yield address, UnreachableError("", "it had not answered when the time was over.")

    def mark(self, address: str, error: TrustError) -> None:
        """Remember who broke a rule; not to answer is no such thing."""
        if error.rule not in ("unreachable", "missing"):
            self.marked[address] = error.rule

    def _site(self, address: str) -> Site:
        if address not in self._sites:
            self._sites[address] = Site(address, self._transport, self._leash)
        return self._sites[address]
