"""The questions that are asked: each is a row of settings, which differ from the default in what the question names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.reach.assumptions import Group, Setting

BASE = Setting()
SHORT_DETECTION = (1.0, 3.0, 12.0, 21.0, 72.0)


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
        *_our_side(),
        *_detection(),
        _of("stress", _stress()),
    )


def _our_side() -> Iterable[Experiment]:
    yield _of(
        "default", [("default", BASE), ("no rotation", policy(cap=0, turn=0.0)), ("only replacing", policy(turn=0.0))]
    )
    yield _of("mirrors", [(4 + n, policy(resting=n)) for n in (0, 4, 8, 16, 24, 36, 60)])
    yield _of("addresses", [(n, policy(public_addresses=n, open_addresses=n)) for n in (1, 2, 3, 4, 6, 8)])
    yield _of("turn", [("never" if not n else f"{n:g} h", policy(turn=n)) for n in (0.0, 24.0, 12.0, 6.0, 3.0)])
    yield _of("hysteresis", [(f"{k} of {n}", policy(fails=k, window=n)) for k, n in HYSTERESIS])
    yield _of(
        "hysteresis-alone",
        [(f"{k} of {n}", policy(fails=k, window=n, outside=False, storm=False)) for k, n in HYSTERESIS[1:]],
    )
    yield _of("confirm", [("a policy", BASE), ("a person", policy(confirm=True))])
    yield _of("cap", [(n, policy(cap=n)) for n in (1, 2, 4, 8, 16)])
    yield _of(
        "subpools", [(f"{n:,}", policy(subpool_readers=n)) for n in (700_000, 100_000, 30_000, 10_000, 3_000, 1_000)]
    )
    yield _of("cells", [(f"{n:,}", policy(cell_readers=n)) for n in (20_000, 5_000, 2_000, 1_000, 500, 200)])
    yield _of(
        "divide",
        [("divided", BASE), ("never divided", policy(split_after=0)), ("whole list at once", policy(whole=True))],
    )
    yield _of("expiry", [(n, policy(expiry_days=n)) for n in (7, 14, 30, 60)])
    yield _of("joined", [(f"{n:.0%}", joined(n)) for n in (0.0, 0.25, 0.5, 0.75, 1.0)])
    yield _of("worker", [(f"{n:.0%}", readers(worker=n)) for n in (0.0, 0.3, 0.6, 0.9)])


HYSTERESIS = ((2, 2), (2, 3), (3, 5), (4, 6), (6, 8), (8, 10))


def _detection() -> Iterable[Experiment]:
    for turn, name in ((0.0, "only replacing"), (6.0, "turn 6 h"), (3.0, "turn 3 h")):
        yield _of(
            f"detection, {name}", [(f"{n:g} h", censor(policy(turn=turn), looks_every=n)) for n in SHORT_DETECTION]
        )


def _stress() -> Iterable[tuple[str, Setting]]:
    yield "default", BASE
    yield "8.5 blocks a day", censor(a_day=8.5)
    yield "300 blocks a day", censor(a_day=300.0)
    yield "block 30 min after detection", censor(blocks_after=0.5)
    yield "ten times the leaks", leakier(10)
    yield "ten times the moles", more_moles(10)
    yield "every pool leaks daily", censor(daily_leak=True)
    often = places(cloud_blocked_days=30.0)
    yield "each cloud blocked monthly", often
    yield "the same, all in one cloud", replace(often, policy=replace(often.policy, spread=False))
    yield "half of the clouds cut", places(cut_from_day=0.0, cut_clouds=3)
    yield "all clouds cut", places(cut_from_day=0.0)
    yield "the same, pages over budget", places(cut_from_day=0.0, survives_cut=0.05)
    yield "four names a machine", policy(per_host=4)
    yield "no service worker", readers(worker=0.0)
