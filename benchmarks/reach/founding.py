"""How pools begin: so many readers each, so many addresses, and who of them reads along for the censor."""

from __future__ import annotations

from math import ceil, exp
from random import Random

from benchmarks.reach.assumptions import Group, Policy, Setting
from benchmarks.reach.mirrors import Version
from benchmarks.reach.pools import Pool, make_cohorts
from benchmarks.reach.supply import Shop


def found_pools(group: Group, setting: Setting, shop: Shop, chance: Random, expires: float) -> list[Pool]:
    """All of a group; of many that are alike a few are simulated, with weights."""
    people = setting.readers.count * group.share
    size, addresses = _size(group.kind, people, setting.policy)
    number = max(1, ceil(people / max(size, 1)))
    simulated = min(number, setting.sampled)
    pools = []
    for moles in _moles(group.moles * people / number / 1000, simulated, chance):
        listed = [shop.buy(group.kind, number / simulated) for _ in range(addresses)]
        first = Version(tuple(listed), expires)
        cohorts, workers, held = make_cohorts(group, people / number, setting.readers, first)
        pool = Pool(
            group, people / number, number / simulated, setting.readers.tries, cohorts, workers, first, first, listed,
            addresses, moles,
        )  # fmt: skip
        for one in listed:
            one.join(pool)
        pool.settle(held, pool.opens)
        pools.append(pool)
    return pools


def _size(kind: str, people: float, policy: Policy) -> tuple[float, int]:
    """Readers of one pool, and addresses in its list."""
    return {
        "public": (people, policy.public_addresses),
        "open": (people, policy.open_addresses),
        "subpools": (min(people, policy.subpool_readers), policy.subpool_addresses),
        "cells": (min(people, policy.cell_readers), policy.cell_addresses),
    }[kind]


def _moles(expected: float, pools: int, chance: Random) -> list[int]:
    """How many each pool has: Poisson, by its quantiles, so that few simulated pools stand well for many."""
    shift = chance.random()
    return [_poisson_quantile((one + shift) / pools, expected) for one in range(pools)]


def _poisson_quantile(share: float, expected: float) -> int:
    count, part = 0, exp(-expected)
    reached = part
    while reached < share and count < 1000:
        count += 1
        part *= expected / count
        reached += part
    return count
