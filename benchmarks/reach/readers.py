"""Readers as cohorts: how many hold which list, and which of their visits are served.

Ten million readers decide independently, so shares of them are what is expected to within some 0.0002, and the model computes
shares: chance is in mirrors and censor alone. Between two events nothing changes, so what readers do has a closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp

from benchmarks.reach.mirrors import Mirror, Version

COUNTS = ("visits", "by_mirror", "by_bypass", "unserved")
Key = Version | Mirror | None
"""What a reader knows: a list, one address, or nothing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest list in a channel: what whoever sees it then knows, and the chance that it opens a page."""

    keys: Mapping[Key, float]
    works: float
    """For whoever has the whole list before them."""
    after: float
    """Later, with what they keep of it."""


@dataclass(slots=True)
class Cohort:
    """Readers of one pool who come equally often and have the same kind of browser."""

    readers: float
    rate: float
    """Visits an hour."""
    sees: float
    looks: float
    elsewhere: float
    forgets: float
    """An hour."""
    held: dict[Key, float]
    visits: float = 0.0
    by_mirror: float = 0.0
    """Visits that an address of ours served."""
    by_bypass: float = 0.0
    unserved: float = 0.0

    @property
    def served(self) -> float:
        return self.by_mirror + self.by_bypass

    def advance(self, hours: float, works: Callable[[Key], float], offer: Offer) -> None:
        """These hours go by; nothing else happens in them."""
        if hours <= 0:
            return
        after: dict[Key, float] = dict.fromkeys(offer.keys, 0.0)
        arrived = all_together = opened = 0.0
        for key, mass in self.held.items():
            opens = works(key)
            if key in offer.keys:
                after[key] += mass
                all_together += mass * hours
                opened += mass * hours * opens
                continue
            left, together = _decay(mass, self.rate * (opens * self.sees + (1 - opens) * self.looks), hours)
            after[key] = left
            arrived += mass - left
            all_together += mass * hours
            opened += together * (opens + (1 - opens) * self.looks * offer.works)
            opened += (mass * hours - together) * offer.after
        for key, part in offer.keys.items():
            after[key] += arrived * part
        self.visits += self.readers * self.rate * hours
        self._count(opened * self.rate, (all_together - opened) * self.rate)
        self._forget(after, 1 - exp(-self.forgets * hours))

    def _count(self, opened: float, failed: float) -> None:
        """Visits that found an address that opens, and those that did not."""
        self.by_mirror += opened
        self.by_bypass += failed * self.elsewhere
        self.unserved += failed * (1 - self.elsewhere)

    def _forget(self, after: dict[Key, float], share: float) -> None:
        gone = 0.0
        for key in after:
            if key is not None:
                gone += after[key] * share
                after[key] *= 1 - share
        after[None] = after.get(None, 0.0) + gone
        self.held = after

    def drop_dead(self, dead: Callable[[Key], bool]) -> None:
        """What will never open again is worth as much as nothing; so is what one reader in ten thousand holds."""
        few = self.readers / 10_000
        for key in [one for one, mass in self.held.items() if one is not None and (mass < few or dead(one))]:
            self.held[None] = self.held.get(None, 0.0) + self.held.pop(key)

    def join(self, other: Cohort, weight: float) -> None:
        """So many times the other's readers are reckoned here from now on."""
        self.readers += other.readers * weight
        for key, mass in other.held.items():
            self.held[key] = self.held.get(key, 0.0) + mass * weight
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name) * weight)

    def halve(self) -> Cohort:
        """Half of these readers, counted for themselves from now on."""
        self.readers /= 2
        self.held = {key: mass / 2 for key, mass in self.held.items()}
        return replace(self, held=dict(self.held), visits=0.0, by_mirror=0.0, by_bypass=0.0, unserved=0.0)

    def start_counting(self) -> None:
        self.visits = self.by_mirror = self.by_bypass = self.unserved = 0.0


def _decay(mass: float, rate: float, hours: float) -> tuple[float, float]:
    """What is left of it, and its sum over these hours."""
    if rate * hours < 1e-12:
        return mass, mass * hours
    left = mass * exp(-rate * hours)
    return left, (mass - left) / rate
