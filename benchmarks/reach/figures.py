"""Means over seeds, with 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Any

Outcome = dict[str, Any]
Bar = tuple[float, float]
"""A mean, and half of its interval."""


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's distribution (Cornish and Fisher's expansion; to 0.005 from 8 on)."""
    z = NormalDist().inv_cdf(0.975)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def bar(values: Sequence[float]) -> Bar:
    if len(values) < 2:
        return values[0], 0.0
    return fmean(values), student(len(values) - 1) * stdev(values) / sqrt(len(values))


def ask(outcome: Outcome, what: str) -> float:
    """``served`` and other figures; ``of:regulars`` is the share served of one group."""
    if what.startswith("of:"):
        return float(outcome["groups"][what[3:]])
    for many in ("mirrors_of", "dollars_of"):
        if what.startswith(f"{many}:"):
            return float(outcome[many][what[len(many) + 1 :]])
    return float(outcome[what])


FIGURES = ("served", "mirrors", "burned", "mistakes", "blocked_a_day", "gigabytes", "hosting", "names", "dollars")


def summary(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    """All figures of one setting."""
    names = [*FIGURES, *(f"of:{one}" for one in outcomes[0]["groups"])]
    names += [f"{many}:{kind}" for many in ("mirrors_of", "dollars_of") for kind in outcomes[0][many]]
    found = {name: bar([ask(one, name) for one in outcomes]) for name in names}
    return {name: [float(f"{one:.5g}") for one in value] for name, value in found.items()}
