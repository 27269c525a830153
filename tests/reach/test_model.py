"""The model of reach keeps its books, agrees with what can be reckoned by hand, and gives the same twice."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from math import exp, inf
from statistics import fmean

import pytest
from benchmarks.reach.assumptions import Censor, Group, Places, Policy, Readers, Setting
from benchmarks.reach.figures import bar, student
from benchmarks.reach.mirrors import Cloud, Mirror, Version
from benchmarks.reach.readers import Cohort, Key, Offer
from benchmarks.reach.simulate import World, simulate

CALM = Places(
    cloud_blocked_days=inf, outage_days=inf, vantage_days=inf, false_alarm=0.0, misses=0.0, hosting=0.0, gigabyte=0.0
)
BLIND = Censor(looks_every=inf, mole_reads=inf, scan_days=1e12, by_host=0.0)
SHORT = Setting(days=20, warm_days=5, sampled=6)
ALONE = Readers(
    groups=(Group("regulars", "public", 1.0, sees=1.0, looks=0.0),), bypass=0.0, newcomers=0.0, elsewhere=0.0,
    forgets=0.0, habits=((1.0, 1.0),), worker=1.0,
)  # fmt: skip
OPEN_ONLY = replace(SHORT.readers, groups=SHORT.readers.groups[:1])


def test_every_visit_is_served_or_not_served() -> None:
    outcome = simulate(SHORT, 1)
    a_day = 10_000_000 * (0.5 / 1 + 0.3 / 7 + 0.2 / 30) / 0.98
    assert outcome["visits"] == pytest.approx(15 * a_day)
    assert outcome["served"] * outcome["visits"] + outcome["unserved"] == pytest.approx(outcome["visits"])


def test_readers_neither_vanish_nor_multiply() -> None:
    world = World(SHORT, 2)
    world.run()
    held = sum(
        sum(cohort.held().values()) * pool.weight for pool in world._all_pools() for cohort in pool.cohorts
    )  # fmt: skip
    assert held == pytest.approx(10_000_000 * (1 - 0.18))


def test_a_censor_that_finds_nothing_leaves_every_visit_served() -> None:
    readers = replace(SHORT.readers, bypass=0.0, forgets=0.0, groups=tuple(
        replace(one, moles=0.0, leaks=0.0, sees=1.0, looks=1.0) for one in SHORT.readers.groups
    ))  # fmt: skip
    outcome = simulate(replace(SHORT, censor=BLIND, places=CALM, readers=readers), 1)
    assert outcome["served"] == pytest.approx(1.0)
    assert outcome["blocked_a_day"] == 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = (json.dumps(simulate(SHORT, seed)) for seed in (3, 3, 4))
    assert first == again != other


@pytest.mark.parametrize("addresses", [1, 3])
def test_without_rotation_the_served_share_falls_as_reckoned(addresses: int) -> None:
    """Each address lives an exponential time; a reader is served while one of them lives."""
    days, life = 30, 12.0
    censor = replace(BLIND, scan_days=life, blocks_after=0.0, a_day=inf)
    setting = Setting(
        ALONE, censor, CALM, Policy(public_addresses=addresses, cap=0, turn=0.0, resting=0, expiry_days=90.0),
        days=days, warm_days=0,
    )  # fmt: skip
    mean, half = bar([simulate(setting, seed)["served"] for seed in range(400)])
    steps = 20_000
    expected = fmean(1 - (1 - exp(-days * (one + 0.5) / steps / life)) ** addresses for one in range(steps))
    assert mean == pytest.approx(expected, abs=1.7 * half)
    assert half < 0.04


def test_readers_whose_list_died_come_back_at_the_rate_at_which_they_look() -> None:
    cloud = Cloud(0)
    old = Version((Mirror(0, cloud, 0, 0.0, "public", 1.0, blocked=True),), inf)
    new = Version((Mirror(1, cloud, 1, 0.0, "public", 1.0),), inf)
    readers, rate, looks, hours = 1000.0, 0.5, 0.2, 30.0
    cohort = Cohort(readers, rate, sees=1.0, looks=looks, elsewhere=0.0, forgets=0.0)

    def works(key: Key) -> float:
        return key.opens(6) if isinstance(key, Version) else 0.0

    cohort.settle({old: readers}, works, Offer({new: 1.0}, 1.0, 1.0))
    for _ in range(10):
        cohort.advance(hours / 10, works)
    lost = readers * exp(-rate * looks * hours)
    assert cohort.held()[new] == pytest.approx(readers - lost)
    assert cohort.unserved == pytest.approx((readers - lost) / looks * (1 - looks))
    assert cohort.served + cohort.unserved == pytest.approx(readers * rate * hours)


def test_a_list_that_expired_opens_nothing() -> None:
    pool = World(SHORT, 1).newsroom.pools[0]
    held = Version(pool.posted.mirrors, expires=100.0)
    pool.at = 99.0
    assert pool.opens(held) > 0.99
    pool.at = 100.0
    assert pool.opens(held) == 0.0


def test_whoever_comes_once_a_month_needs_a_list_that_lasts() -> None:
    rare = replace(ALONE, habits=((30.0, 1.0),))
    setting = Setting(rare, BLIND, CALM, Policy(turn=0.0), days=60, warm_days=20)
    weeks, months = (
        simulate(replace(setting, policy=replace(setting.policy, expiry_days=days)), 1)["served"]
        for days in (7.0, 60.0)
    )  # fmt: skip
    assert weeks < 0.5 < 0.8 < months


def test_more_resting_mirrors_never_serve_fewer_visits() -> None:
    shares = []
    for resting in (0, 4, 16, 48):
        setting = replace(SHORT, readers=OPEN_ONLY, policy=replace(SHORT.policy, resting=resting))
        shares.append(bar([simulate(setting, seed)["groups"]["regulars"] for seed in range(6)]))
    for (fewer, noise), (more, its) in pairwise(shares):
        assert more > fewer - noise - its
    assert shares[-1][0] > shares[0][0] + 0.1


def test_a_leak_burns_the_pool_that_leaked_and_no_other() -> None:
    tight = tuple(replace(one, moles=0.0, leaks=0.0) for one in SHORT.readers.groups)
    setting = replace(SHORT, censor=BLIND, places=CALM, readers=replace(SHORT.readers, groups=tight))
    world = World(setting, 1)
    leaked, *others = [one for one in world.newsroom.pools if one.group.kind == "cells"]
    known = leaked.posted.mirrors
    safe = [one for pool in others for one in pool.listed]
    world.agenda.plan(24.0, lambda: world.hunt.find(known))
    world.run()
    assert all(one.blocked for one in known)
    assert not any(one.blocked for one in safe)
    assert leaked.posted.opens(6) == 1.0, "it was given others"


def test_intervals_are_students() -> None:
    assert student(19) == pytest.approx(2.093, abs=0.002)
    assert bar([1.0, 2.0, 3.0])[0] == 2.0
