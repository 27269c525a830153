"""What is measured, in which order, how often, and for how long at most."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GROUPS = (("Tamizdat", "Hugo"), ("Tamizdat", "Eleventy", "Pelican", "wagtail-bakery"))
"""Those of a group take turns. Tamizdat is in both, so each peer is compared with runs beside its own."""
WHATS = ("clean", "edit", "nothing", "watch", "publish", "footer")
WATCHERS = ("Tamizdat", "Hugo", "Eleventy")
WHOLE = ("wagtail-bakery",)
"""Builds everything each time: a clean build and one edit say all."""
PAIRED = ("clean", "edit")
"""What Tamizdat is measured on again in the second group."""
ONLY_OURS = 1_000_000
BUDGET = 2_400.0
"""Seconds of measured runs of one peer at one size; no further run is begun after them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One run of one peer (watching: several changes in one run)."""

    group: int
    what: str
    peer: str
    round: int

    @property
    def budget(self) -> float:
        return float("inf") if self.peer == "Tamizdat" else BUDGET

    def key(self) -> dict[str, object]:
        return {"group": self.group, "what": self.what, "peer": self.peer, "round": self.round}


def steps_of(count: int, group: int, names: Sequence[str]) -> Iterator[Step]:
    """In order; in each round everyone has one turn."""
    if count >= ONLY_OURS:
        names = names[:1] if group == 0 else ()
    for what in WHATS:
        chosen = [name for name in names if is_measured(count, group, what, name)]
        for number in range(rounds_of(count, group, what) if chosen else 0):
            for name in chosen:
                yield Step(group, what, name, number)


def is_measured(count: int, group: int, what: str, name: str) -> bool:
    """Is there something to learn from it?"""
    if name in WHOLE or (group == 1 and name == "Tamizdat"):
        return what in PAIRED
    if what == "watch":
        return name in WATCHERS
    return what != "footer" or count < ONLY_OURS


def rounds_of(count: int, group: int, what: str) -> int:
    """More where runs are short. Watching is one run of several changes."""
    if what == "watch":
        return 1
    if os.environ.get("ROUNDS"):
        return int(os.environ["ROUNDS"])
    if count >= ONLY_OURS:
        return 1 if what in ("clean", "nothing") else 3
    if group == 1:
        return 3 if count <= 1_000 else 1
    return 5 if count <= 1_000 else 3


def edits_of(count: int) -> int:
    """Changes while watching."""
    return 7 if count <= 10_000 else 5


def limit_of(count: int) -> float:
    """Seconds after which one run is given up."""
    return {1_000: 300.0, 10_000: 900.0, 100_000: 2_400.0}.get(count, 4 * 3600.0 if count > 100_000 else 900.0)
