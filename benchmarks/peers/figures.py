"""Medians and ratios of the runs in a results file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

OURS = "Tamizdat"
PEERS = (OURS, "Hugo", "Eleventy", "Pelican", "wagtail-bakery")
Record = dict[str, Any]


class Figures:
    """What tables and plots ask of the results."""

    def __init__(self, records: Iterable[Record], machine: Record) -> None:
        self.records, self.machine = list(records), machine
        self.good = [one for one in self.records if "error" not in one]

    @classmethod
    def read(cls, file: Path) -> Figures:
        results = json.loads(file.read_text())
        return cls(results["runs"], results["machine"])

    def sizes(self) -> list[int]:
        return sorted({one["size"] for one in self.good})

    def runs(self, size: int, what: str, peer: str) -> list[Record]:
        return [one for one in self.good if (one["size"], one["what"], one["peer"]) == (size, what, peer)]

    def of(self, size: int, what: str, peer: str, field: str) -> float | None:
        """The median over all runs that have this figure."""
        values = [one[field] for one in self.runs(size, what, peer) if field in one]
        return median(values) if values else None

    def ratio(self, size: int, what: str, peer: str, field: str = "wall") -> float | None:
        """How many times ours: the median over rounds in which both ran, one after the other."""
        mine = {(one["group"], one["round"]): one[field] for one in self.runs(size, what, OURS)}
        pairs = [
            one[field] / mine[one["group"], one["round"]]
            for one in self.runs(size, what, peer)
            if mine.get((one["group"], one["round"]))
        ]
        return median(pairs) if pairs else None

    def pages_a_second(self, size: int, peer: str) -> float | None:
        pages, wall = self.of(size, "clean", peer, "pages"), self.of(size, "clean", peer, "wall")
        return pages / wall if pages and wall else None

    def failures(self) -> list[Record]:
        """The first failure of each peer at each size and measurement."""
        found: dict[tuple[int, str, str], Record] = {}
        for one in self.records:
            if "error" in one:
                found.setdefault((one["size"], one["peer"], one["what"]), one)
        return list(found.values())
