"""Mirrors, the lists that name them, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.reach.pools import Pool


@dataclass(slots=True)
class Cloud:
    """A provider: open, cut after 16 kB, or blocked whole."""

    number: int
    works: float = 1.0
    blocked: bool = False

    def opens(self) -> float:
        return 0.0 if self.blocked else self.works


@dataclass(slots=True, eq=False)
class Mirror:
    """One address."""

    number: int
    cloud: Cloud
    host: int
    """The machine, by its IP address."""
    bought: float
    kind: str
    """Of the pools it is for."""
    weight: float
    """So many real mirrors this one stands for."""
    known: bool = False
    """To the censor."""
    blocked: bool = False
    given_up: float | None = None
    """When the newsroom stopped feeding it."""
    down: int = 0
    """Outages of its own that go on now."""
    listed_at: float = 0.0
    lists: list[Version] = field(default_factory=list)
    """Those that name it."""
    pools: list[Pool] = field(default_factory=list)
    """Whose readers may know it; a pool that was divided makes two."""

    def join(self, pool: Pool) -> None:
        if pool not in self.pools:
            self.pools.append(pool)

    def is_gone(self) -> bool:
        """For ever."""
        return self.blocked

    def opens(self) -> float:
        return 0.0 if self.blocked or self.down else self.cloud.opens()


@dataclass(slots=True, eq=False)
class Version:
    """A signed list."""

    mirrors: tuple[Mirror, ...]
    expires: float

    def __post_init__(self) -> None:
        for one in self.mirrors:
            one.lists.append(self)

    def is_gone(self) -> bool:
        return all(one.blocked for one in self.mirrors)

    def opens(self, tries: int) -> float:
        """Chance that one of the first addresses shows the page."""
        fails = 1.0
        for one in self.mirrors[:tries]:
            fails *= 1.0 - one.opens()
        return 1.0 - fails
