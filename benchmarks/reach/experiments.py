"""The questions that are asked: each is a row of settings, which differ from the default in what the question names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from benchmarks.reach.assumptions import Group, Setting

BASE = Setting()
DETECTION = (1.0, 3.0, 12.0, 21.0, 72.0)
HYSTERESIS = ((2, 3), (3, 5), (4, 6), (8, 10))


@dataclass(frozen=True, slots=True)
class Experiment:
    """``points`` are labels with what is simulated for each, in order; of ``lines`` there may be several."""

    name: str
    points: tuple[tuple[str, Setting], ...]


def policy(**other: Any) -> Setting:
    return replace(BASE, policy=replace(BASE.policy, **other))


def censor(setting: Setting = BASE, **other: Any) -> Setting:
    return replace(setting, censor=replace(setting.censor, **other))


def places(setting: Setting = BASE, **other: Any) -> Setting:
    return replace(setting, places=replace(setting.places, **other))


def readers(**other: Any) -> Setting:
    return replace(BASE, readers=replace(BASE.readers, **other))


def groups(change: Any) -> Setting:
    return readers(groups=tuple(map(change, BASE.readers.groups)))


def leakier(times: float) -> Setting:
    return groups(lambda one: replace(one, leaks=one.leaks * times))


def more_moles(times: float) -> Setting:
    return groups(lambda one: replace(one, moles=one.moles * times))


def joined(share: float) -> Setting:
    """So many of the regulars and of the messenger's readers take a list of a subpool instead."""
    move = {"regulars": 0.50 * share, "messenger": 0.20 * share}

    def change(one: Group) -> Group:
        if one.kind == "subpools":
            return replace(one, share=one.share + sum(move.values()))
        return replace(one, share=one.share - move.get(one.name, 0.0))

    return groups(change)


def _of(name: str, points: Iterable[tuple[object, Setting]]) -> Experiment:
    return Experiment(name, tuple((str(label), setting) for label, setting in points))


def experiments() -> tuple[Experiment, ...]:
    """All of them; a setting that stands in several is simulated once."""
    return (
        *_open_pools(),
        *_only_replacing(),
        *_watching(),
        *_closed_pools(),
        *_readers(),
        *_detection(),
        _of("stress", _stress()),
    )


def _open_pools() -> Iterable[Experiment]:
    yield _of(
        "default",
        [
            ("default", BASE),
            ("only replacing", policy(turn=0.0)),
            ("no rotation", policy(cap=0, turn=0.0)),
        ],
    )
    yield _of("mirrors", [(2 + n, policy(resting=n)) for n in (0, 4, 10, 24, 40, 80)])
    yield _of("addresses", [(n, policy(public_addresses=n, open_addresses=n)) for n in (1, 2, 3, 4, 6)])
    yield _of("turn", [(f"{n:g} h" if n else "never", policy(turn=n)) for n in (0.0, 24.0, 6.0, 3.0, 1.0)])
    yield _of("cap", [(n, policy(cap=n)) for n in (1, 2, 4, 8)])


def _only_replacing() -> Iterable[Experiment]:
    """The same questions where no address changes before it is blocked: so `tamizdat mirror` works today."""
    yield _of("cap, only replacing", [(n, policy(turn=0.0, cap=n)) for n in (1, 2, 4, 8)])
    lists = [(n, policy(turn=0.0, public_addresses=n, open_addresses=n)) for n in (1, 2, 3, 4, 6)]
    yield _of("addresses, only replacing", lists)
    yield _of("mirrors, only replacing", [(2 + n, policy(turn=0.0, resting=n)) for n in (0, 4, 10, 24, 40)])
    asleep = policy(turn=0.0, confirm=True)
    yield _of("who decides, only replacing", [("a policy", policy(turn=0.0)), ("a person", asleep)])


def _watching() -> Iterable[Experiment]:
    yield _of("hysteresis", [(f"{k} of {n}", policy(fails=k, window=n)) for k, n in HYSTERESIS])
    alone = [(f"{k} of {n}", policy(fails=k, window=n, outside=False, storm=False)) for k, n in HYSTERESIS]
    yield _of("hysteresis, probes alone", alone)
    yield _of("who decides", [("a policy", BASE), ("a person", policy(confirm=True))])


def _closed_pools() -> Iterable[Experiment]:
    subpools, cells = (700_000, 100_000, 30_000, 10_000, 3_000), (20_000, 5_000, 1_000, 500, 200)
    yield _of("subpools", [(f"{n:,}", policy(subpool_readers=n)) for n in subpools])
    yield _of("cells", [(f"{n:,}", policy(cell_readers=n)) for n in cells])
    yield _of(
        "division",
        [
            ("divided", BASE),
            ("never divided", policy(split_after=0)),
            ("whole list at once", policy(whole=True)),
        ],
    )
    yield _of("expiry", [(f"{n} days", policy(expiry_days=n)) for n in (7, 14, 30, 60)])
    yield _of("expiry of cells", [(f"{n} days", policy(cell_expiry_days=n)) for n in (14, 30, 60)])


def _readers() -> Iterable[Experiment]:
    yield _of("joined", [(f"{n:.0%}", joined(n)) for n in (0.0, 0.25, 0.5, 0.75, 0.95)])
    yield _of("worker", [(f"{n:.0%}", readers(worker=n)) for n in (0.0, 0.3, 0.6, 0.9)])


def _detection() -> Iterable[Experiment]:
    for turn, name in ((0.0, "only replacing"), (1.0, "with turns")):
        points = [(f"{n:g} h", censor(policy(turn=turn), looks_every=n)) for n in DETECTION]
        yield _of(f"detection, {name}", points)


def _stress() -> Iterable[tuple[str, Setting]]:
    yield "default", BASE
    yield "8.5 blocks a day", censor(a_day=8.5)
    yield "blocked half an hour after", censor(blocks_after=0.5)
    yield "blocks without limit", censor(a_day=inf)
    yield "so, and ten times the leaks", censor(leakier(10), a_day=inf)
    yield "so, and ten times the moles", censor(more_moles(10), a_day=inf)
    yield "every pool leaks daily, 300 blocks", censor(a_day=300.0, daily_leak=True)
    often = places(cloud_blocked_days=30.0)
    yield "each cloud blocked monthly", often
    yield "the same, all in one cloud", replace(often, policy=replace(often.policy, spread=False))
    yield "half of the clouds cut", places(cut_from_day=0.0, cut_clouds=3)
    yield "all clouds cut", places(cut_from_day=0.0)
    yield "the same, pages over budget", places(cut_from_day=0.0, survives_cut=0.05)
    yield "four names a machine", policy(per_host=4)
    yield "no service worker", readers(worker=0.0)
