"""What the project wants of its press, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.peers.figures import OURS, Figures

TOPICS = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise, in words."""

    what: str
    wanted: str
    measured: str
    reached: bool


def goals(figures: Figures) -> list[Goal]:
    """Only what the results have figures for; small archives are left out where starting a program is all there is."""
    sizes = figures.sizes()
    large = [goal for size in sizes if size >= 10_000 for goal in _against_hugo(figures, size)]
    return [*large, *(goal for size in sizes for goal in _of_one(figures, size)), *_grows(figures)]


def _against_hugo(figures: Figures, size: int) -> Iterator[Goal]:
    ours, hugo = (figures.pages_a_second(size, one) for one in (OURS, "Hugo"))
    if ours and hugo:
        yield _at_least(f"{size:,}: clean build, pages a second against Hugo's", ours / hugo, 5)
    pressed, seen = (figures.of(size, "watch", OURS, one) for one in ("press", "wall"))
    again, hugo_seen = figures.of(size, "edit", "Hugo", "wall"), figures.of(size, "watch", "Hugo", "wall")
    if pressed and seen and again:
        yield _at_least(f"{size:,}: Hugo's rerun after one edit against our warm press", again / pressed, 100)
        yield _at_least(f"{size:,}: the same against all the time until readers see it", again / seen, 100)
    if seen and hugo_seen:
        yield _at_least(f"{size:,}: one edit until it is seen, Hugo watching against ours", hugo_seen / seen, 1)
    memory = figures.ratio(size, "clean", "Hugo", "memory")
    if memory:
        yield _at_least(f"{size:,}: Hugo's memory in a clean build against ours", memory, 5)


def _at_least(what: str, value: float, wanted: float) -> Goal:
    return Goal(what, f"≥ {wanted:g} ×", f"{value:,.1f} ×", value >= wanted)


def _of_one(figures: Figures, size: int) -> Iterator[Goal]:
    most = 25 + TOPICS
    for what, name in (("edit", "one edit"), ("publish", f"one new article with {TOPICS} topics")):
        written = figures.of(size, what, OURS, "written")
        if written is not None:
            yield Goal(f"{size:,}: {name}, objects written", f"≤ {most}", f"{written:,.0f}", written <= most)
    if size < 100_000:
        return
    for what, field, name, unit, below in (
        ("clean", "memory", "clean build, memory", "MB", 1000.0),
        ("watch", "press", "one edit in the warm press", "s", 1.0),
        ("watch", "wall", "one edit until readers see it", "s", 2.0),
    ):
        value = figures.of(size, what, OURS, field)
        if value is not None:
            yield Goal(f"{size:,}: {name}", f"≤ {below:,.0f} {unit}", f"{value:,.2f} {unit}", value <= below)


def _grows(figures: Figures) -> Iterator[Goal]:
    took = {size: value for size in figures.sizes() if (value := figures.of(size, "watch", OURS, "press"))}
    if len(took) > 1:
        ratio = max(took.values()) / min(took.values())
        what = f"{min(took):,} to {max(took):,}: one edit in the warm press, slowest against fastest"
        yield Goal(what, "≤ 2 ×", f"{ratio:.1f} ×", ratio <= 2)
