"""Readers as cohorts: how many hold which list, and which of their visits are served.

Ten million readers decide independently, so shares of them are what is expected to within some 0.0002, and the model
computes shares: chance is in mirrors and censor alone. Between two events nothing changes, so what readers do has a
closed form; and whatever opens equally well fades equally fast, so it is reckoned together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp

from benchmarks.reach.mirrors import Mirror, Version

COUNTS = ("visits", "by_mirror", "by_bypass", "unserved")
Key = Version | Mirror | None
"""What a reader knows: a list, one address, or nothing."""
Works = Callable[[Key], float]
"""The chance that it shows the page."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest list in a channel: what whoever sees it then knows, and the chance that it opens a page."""

    keys: Mapping[Key, float]
    works: float
    """For whoever has the whole list before them."""
    after: float
    """Later, with what they keep of it."""
    is_link: bool = False
    """They keep one address of it, so that when it fails the channel has more."""


NOTHING = Offer({None: 1.0}, 0.0, 0.0)


@dataclass(slots=True)
class Equal:
    """All that opens equally well; each mass is to be multiplied with ``scale``."""

    scale: float = 1.0
    total: float = 0.0
    masses: dict[Key, float] = field(default_factory=dict)

    def put(self, key: Key, mass: float) -> None:
        if self.scale < 1e-100:
            self.scale, self.total, self.masses = 1.0, 0.0, {}
        self.masses[key] = self.masses.get(key, 0.0) + mass / self.scale
        self.total += mass

    def take(self, key: Key) -> float:
        mass = self.masses.pop(key, 0.0) * self.scale
        self.total = max(0.0, self.total - mass) if self.masses else 0.0
        return mass

    def shrink(self, factor: float) -> None:
        self.scale *= factor
        self.total *= factor


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
    equals: dict[float, Equal] = field(default_factory=dict)
    newest: dict[Key, float] = field(default_factory=dict)
    """How many hold what the channel offers now."""
    offer: Offer = NOTHING
    visits: float = 0.0
    by_mirror: float = 0.0
    """Visits that an address of ours served."""
    by_bypass: float = 0.0
    unserved: float = 0.0

    @property
    def served(self) -> float:
        return self.by_mirror + self.by_bypass

    def held(self) -> dict[Key, float]:
        """How many hold what."""
        found = {key: mass for key, mass in self.newest.items() if mass}
        for one in self.equals.values():
            for key, mass in one.masses.items():
                found[key] = found.get(key, 0.0) + mass * one.scale
        return found

    def settle(self, held: Mapping[Key, float], works: Works, offer: Offer) -> None:
        """Begin with this; what one in a hundred thousand holds is worth nothing."""
        self.equals, self.newest, self.offer = {0.0: Equal()}, dict.fromkeys(offer.keys, 0.0), offer
        few = self.readers / 100_000
        for key, mass in held.items():
            if key in self.newest:
                self.newest[key] += mass
                continue
            if key is None or mass < few or key.is_gone():
                self.equals[0.0].put(None, mass)
                continue
            opens = works(key)
            self.equals.setdefault(opens, Equal()).put(key, mass)

    def move(self, key: Key, works: Works) -> None:
        """It opens better or worse than before."""
        for equal in self.equals.values():
            if key in equal.masses:
                mass = equal.take(key)
                if key is None or key.is_gone():
                    self.equals[0.0].put(None, mass)
                else:
                    self.equals.setdefault(works(key), Equal()).put(key, mass)
                return

    def turn_to(self, works: Works, offer: Offer) -> None:
        """The channel offers something else; all opens as well as before."""
        for key, mass in self.newest.items():
            self.equals.setdefault(works(key), Equal()).put(key, mass)
        self.newest = {key: self.equals.get(works(key), Equal()).take(key) for key in offer.keys}
        self.offer = offer

    def advance(self, hours: float, works: Works) -> None:
        """These hours go by; nothing else happens in them."""
        offer, arrived, all_together, opened = self.offer, 0.0, 0.0, 0.0
        more = self.looks * offer.works if offer.is_link else 0.0
        for key, mass in self.newest.items():
            all_together += mass * hours
            opens = works(key)
            opened += mass * hours * (opens + (1 - opens) * more)
        for opens, equal in self.equals.items():
            mass = equal.total
            if mass <= 0:
                continue
            left, together = _decay(mass, self.rate * (opens * self.sees + (1 - opens) * self.looks), hours)
            equal.shrink(left / mass)
            arrived += mass - left
            all_together += mass * hours
            opened += together * (opens + (1 - opens) * self.looks * offer.works)
            opened += (mass * hours - together) * (offer.after + (1 - offer.after) * more)
        for key, part in offer.keys.items():
            self.newest[key] += arrived * part
        self.visits += self.readers * self.rate * hours
        self._count(opened * self.rate, (all_together - opened) * self.rate)
        self._forget(exp(-self.forgets * hours))

    def _count(self, opened: float, failed: float) -> None:
        """Visits that found an address that opens, and those that did not."""
        self.by_mirror += opened
        self.by_bypass += failed * self.elsewhere
        self.unserved += failed * (1 - self.elsewhere)

    def _forget(self, kept: float) -> None:
        if kept == 1.0:
            return
        gone = 0.0
        for key in [one for one in self.newest if one is not None]:
            gone += self.newest[key] * (1 - kept)
            self.newest[key] *= kept
        nothing = self.equals[0.0].take(None)
        for equal in self.equals.values():
            gone += equal.total * (1 - kept)
            equal.shrink(kept)
        self.equals[0.0].put(None, nothing + gone)

    def scaled(self, factor: float) -> Cohort:
        """So many times these readers, who hold nothing yet and have counted nothing."""
        return Cohort(self.readers * factor, self.rate, self.sees, self.looks, self.elsewhere, self.forgets)

    def join(self, other: Cohort, weight: float) -> None:
        """So many times the other's readers and visits are reckoned here from now on; ``settle`` afterwards."""
        self.readers += other.readers * weight
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name) * weight)

    def start_counting(self) -> None:
        self.visits = self.by_mirror = self.by_bypass = self.unserved = 0.0


def _decay(mass: float, rate: float, hours: float) -> tuple[float, float]:
    """What is left of it, and its sum over these hours."""
    if rate * hours < 1e-12:
        return mass, mass * hours
    left = mass * exp(-rate * hours)
    return left, (mass - left) / rate
