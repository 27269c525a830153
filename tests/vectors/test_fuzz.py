"""Python and JavaScript never differ, whatever they are handed."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.vectors.fuzz_cases import manifests, metadata, nodes, pages, paths, texts
from tests.vectors.fuzz_copies import composed, copies, links, lists
from tests.vectors.sides import Case, run_node, run_python

SEED = int(os.environ.get("TAMIZDAT_SEED", "1"))
KINDS: list[Callable[[random.Random], Case]] = [paths, texts, nodes, metadata, manifests, pages, lists, links]
SELDOM: list[Callable[[random.Random], Case]] = [copies, copies, composed]
"""Those that take long; ``composed`` signs an edition for each case."""


def cases(count: int, seed: int) -> Iterator[Case]:
    chance = random.Random(seed)
    for number in range(count):
        kinds = SELDOM if number % 60 == 59 else KINDS
        yield kinds[number // 60 % len(SELDOM) if kinds is SELDOM else number % len(KINDS)](chance)


def hold_together(count: int, seed: int, folder: Any) -> dict[str, tuple[int, int]]:
    """Both sides on every case; returns how many of each kind were accepted and refused."""
    made = list(cases(count, seed))
    tally: dict[str, list[int]] = {}
    with ThreadPoolExecutor(1) as beside:
        theirs = beside.submit(run_node, made, folder)
        ours = [run_python(case) for case in made]
    for case, mine, other in zip(made, ours, theirs.result(), strict=True):
        assert mine == other, case
        refused = mine is None or (isinstance(mine, dict) and ("rule" in mine or mine.get("verdict") == "refused"))
        tally.setdefault(case["kind"], [0, 0])[refused] += 1
    return {kind: (good, bad) for kind, (good, bad) in tally.items()}


def test_a_few_thousand_cases_have_the_same_verdict_in_both(tmp_path):
    tally = hold_together(4_000, SEED, tmp_path / "js")
    seldom = {"copy", "compose"}
    assert all(min(both) > (2 if kind in seldom else 20) for kind, both in tally.items()), tally
    assert len(tally) == 11


MANY = int(os.environ.get("TAMIZDAT_FUZZ", "100000"))
"""So many cases the long suite plays: a hundred thousand, or as many as are asked for."""
PARTS_OF_ALL = 10


@pytest.mark.long
@pytest.mark.timeout(300 + MANY // 100)
@pytest.mark.parametrize("part", range(PARTS_OF_ALL))
def test_a_hundred_thousand_cases_have_the_same_verdict_in_both(part, tmp_path):
    for number, begin in enumerate(range(0, MANY // PARTS_OF_ALL, 10_000)):
        count = min(10_000, MANY // PARTS_OF_ALL - begin)
        hold_together(count, SEED + 1000 + part + 100_000 * number, tmp_path / "js")
