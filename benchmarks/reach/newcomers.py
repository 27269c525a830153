"""People who search for the paper and know no address: they have what a search engine had a while ago."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.reach.assumptions import Readers
from benchmarks.reach.mirrors import Version
from benchmarks.reach.pools import Pool

CLICKS = 2
"""So many results does a person try."""


@dataclass(slots=True)
class Newcomers:
    """Visits an hour, and how many of them found something that opens."""

    readers: Readers
    rate: float
    public: Pool
    channel: Pool | None
    index: Version
    at: float = 0.0
    visits: float = 0.0
    by_mirror: float = 0.0
    by_bypass: float = 0.0
    unserved: float = 0.0

    def advance(self, now: float) -> None:
        visits = (now - self.at) * self.rate
        finds = self.readers.finds_channel * self.channel.posted.opens(CLICKS) if self.channel else 0.0
        opens = 1 - (1 - self.index.opens(CLICKS)) * (1 - finds)
        self.visits += visits
        self.by_mirror += visits * opens
        self.by_bypass += visits * (1 - opens) * self.readers.elsewhere
        self.unserved += visits * (1 - opens) * (1 - self.readers.elsewhere)
        self.at = now

    def crawl(self, now: float) -> None:
        """The search engine comes by."""
        self.advance(now)
        self.index = self.public.posted

    def start_counting(self) -> None:
        self.visits = self.by_mirror = self.by_bypass = self.unserved = 0.0
