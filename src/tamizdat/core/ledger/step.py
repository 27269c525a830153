"""The law of what is published: no figure ever changes by fewer than ten gifts.

So that the difference of two statements shows nobody. Why and how: docs/formats/support-v1.md, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tamizdat.core.ledger.parts import Part
from tamizdat.core.ledger.statement import FIGURES, Figures

FEWEST = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What a month's figures of one currency change by, and how many gifts stand behind each change."""

    figures: Figures
    counted: Mapping[str, int]
    parts: tuple[Part, ...]


def step(parts: Sequence[Part]) -> Step | None:
    """None while there are fewer than ten gifts.

    A figure other than income changes only with ten gifts of its own. What has fewer is counted within income, so
    that it moves the meter and yet stands nowhere by itself; where income would then stand on fewer than ten, all is
    counted within income.
    """
    if count_gifts(parts) < FEWEST:
        return None
    own = {one for one in FIGURES[1:] if count_gifts(part for part in parts if part.figure == one) >= FEWEST}
    rest = [part for part in parts if part.figure not in own]
    if rest and count_gifts(rest) < FEWEST:
        own = set()
    return _sum(parts, own)


def _sum(parts: Sequence[Part], own: set[str]) -> Step:
    sums, gifts = dict.fromkeys(FIGURES, 0), {one: set[str]() for one in FIGURES}
    for part in parts:
        figure = part.figure if part.figure in own else "income"
        costs = figure == "income" and part.figure != "income"
        sums[figure] += -part.amount if costs else part.amount
        gifts[figure].add(part.gift)
    return Step(Figures(**sums), {one: len(some - {""}) for one, some in gifts.items() if some}, tuple(parts))


def count_gifts(parts: Iterable[Part]) -> int:
    """Different gifts: one that is paid and paid back is one."""
    return len({part.gift for part in parts if part.gift})


def may_show(pledges: Mapping[str, int], shown: Iterable[Mapping[str, int]]) -> bool:
    """May the sum of these recurring gifts (id → amount) be told, after all that were told before?

    Beside each earlier one, and beside none at all, it has to differ by ten recurring gifts, or by none.
    """
    for before in ({}, *shown):
        changed = sum(pledges.get(one, 0) != before.get(one, 0) for one in {*pledges, *before})
        if 0 < changed < FEWEST:
            return False
    return True
