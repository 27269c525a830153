"""One world from its beginning to its end: the main address is blocked, and readers go on coming."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import isinf
from random import Random
from typing import Any

from benchmarks.reach.assumptions import Setting
from benchmarks.reach.censor import Hunt
from benchmarks.reach.events import Agenda
from benchmarks.reach.mirrors import Cloud, Mirror
from benchmarks.reach.newcomers import Newcomers
from benchmarks.reach.newsroom import MONTH, Newsroom
from benchmarks.reach.pools import Pool
from benchmarks.reach.readers import COUNTS
from benchmarks.reach.supply import Shop
from benchmarks.reach.watch import Watch

Outcome = dict[str, Any]


class World:
    """Everyone, wired together. Each has a chance of their own, so that two policies meet the same censor."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = setting
        self.agenda = Agenda(setting.days * 24.0)
        self.clouds = [Cloud(number, 1 - setting.places.false_alarm) for number in range(setting.places.clouds)]
        self.shop = Shop(self.agenda, setting.policy, self.clouds, self._bought)
        self.watch = Watch(setting.policy, setting.places, Random(f"{seed}:watch"))
        self.hunt = Hunt(
            setting.censor, setting.places, self.agenda, Random(f"{seed}:censor"), self._changing, self._changed,
            self._reopened,
        )  # fmt: skip
        self.newsroom = Newsroom(
            setting, self.agenda, Random(f"{seed}:newsroom"), self.watch, self.shop, self.hunt.divided
        )
        self.accidents = Random(f"{seed}:accidents")
        self.newsroom.open()
        self.newcomers = self._newcomers()

    def run(self) -> Outcome:
        """What came of it, counted from the end of the warm days."""
        for pool in list(self.newsroom.pools):
            self.hunt.read_along(pool)
        self.hunt.threaten(self.clouds, self.shop.mirrors)
        self._plan_accidents()
        self.agenda.plan(self.setting.warm_days * 24.0, self._start_counting)
        if self.newcomers:
            lag = self.setting.readers.index_lag
            self.agenda.repeat(Random(f"{self.accidents.random()}"), lag, self._index)
        self.agenda.run()
        self._advance_all()
        return self._outcome()

    # Before and after an address changes.

    def _bought(self, mirror: Mirror) -> None:
        self.hunt.notice(mirror)

    def _changing(self, mirrors: Iterable[Mirror]) -> None:
        for one in mirrors:
            for pool in one.pools:
                self._touch(pool)
                pool.changed[one] = None
                if pool.group.kind == "public":
                    for lost in self.newsroom.lost.values():
                        lost.changed[one] = None

    def _touch(self, pool: Pool) -> None:
        self.newsroom.touch(pool)
        if self.newcomers and pool.group.kind in ("public", "open"):
            self.newcomers.advance(self.agenda.now)

    def _changed(self, mirror: Mirror) -> None:
        if mirror.given_up is None:
            self.newsroom.suspect(mirror)

    def _reopened(self, cloud: Cloud) -> None:
        self.newsroom.reopened(cloud)

    def _advance_all(self) -> None:
        for pool in self._all_pools():
            pool.advance(self.agenda.now)
        if self.newcomers:
            self.newcomers.advance(self.agenda.now)

    def _all_pools(self) -> list[Pool]:
        return [*self.newsroom.pools, *self.newsroom.lost.values()]

    # Machines fail too.

    def _plan_accidents(self) -> None:
        places, listed = self.setting.places, self._listed()
        if places.outage_days < float("inf") and listed:
            self.agenda.repeat(self.accidents, places.outage_days * 24 / len(listed), self._outage)
        self.agenda.repeat(self.accidents, places.vantage_days * 24, self._blind)
        alarms = self.watch.false_alarms() * len(listed)
        if alarms:
            self.agenda.repeat(self.accidents, 1 / alarms, self._false_alarm)

    def _listed(self) -> list[Mirror]:
        return [one for pool in self.newsroom.pools for one in pool.listed if one.number >= 0]

    def _outage(self) -> None:
        one = self.accidents.choice(self._listed())
        self._changing([one])
        one.down += 1
        self._changed(one)
        self.agenda.plan(self.accidents.expovariate(1 / self.setting.places.outage_hours), lambda: self._back(one))

    def _back(self, mirror: Mirror) -> None:
        self._changing([mirror])
        mirror.down -= 1

    def _blind(self) -> None:
        """The watch sees nothing for a while; unless a control site tells it so, everything looks blocked."""
        lasts = self.accidents.expovariate(1 / self.setting.places.vantage_hours)
        policy = self.setting.policy
        if policy.confirm or policy.storm or self.accidents.random() < self.setting.places.control:
            return
        for one in self._listed():
            after = self.watch.notices_after()
            if after < lasts:
                self.agenda.plan(after, partial(self.newsroom.replace, one))

    def _false_alarm(self) -> None:
        self.newsroom.replace(self.accidents.choice(self._listed()))

    # Newcomers and counting.

    def _newcomers(self) -> Newcomers | None:
        readers, pools = self.setting.readers, self.newsroom.pools
        public = next((one for one in pools if one.group.kind == "public"), None)
        if not public or not readers.newcomers:
            return None
        channel = next((one for one in pools if one.group.kind == "open"), None)
        rate = self._visits_an_hour() * readers.newcomers / (1 - readers.newcomers)
        return Newcomers(readers, rate, public, channel, public.posted)

    def _index(self) -> None:
        if self.newcomers:
            self.newcomers.crawl(self.agenda.now)

    def _visits_an_hour(self) -> float:
        """Of all who know the paper."""
        readers = self.setting.readers
        known = readers.bypass + sum(one.share for one in readers.groups)
        return readers.count * known * sum(share / days / 24 for days, share in readers.habits)

    def _start_counting(self) -> None:
        self._advance_all()
        for pool in self._all_pools():
            for cohort in pool.cohorts:
                cohort.start_counting()
        if self.newcomers:
            self.newcomers.start_counting()
        self.newsroom.replaced = self.newsroom.mistakes = self.hunt.found = self.hunt.blocks = 0.0

    def _outcome(self) -> Outcome:
        groups = self._groups()
        visits = sum(one["visits"] for one in groups.values())
        served = sum(one["served"] for one in groups.values())
        known = [one for name, one in groups.items() if name != "newcomers"]
        by_mirror = sum(one["by_mirror"] for one in groups.values())
        return {
            "served": served / visits,
            "known": sum(one["served"] for one in known) / sum(one["visits"] for one in known),
            "groups": {name: one["served"] / one["visits"] for name, one in groups.items() if one["visits"]},
            "visits": visits,
            "unserved": sum(one["unserved"] for one in groups.values()),
            **self._costs(by_mirror),
        }

    def _groups(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for pool in self._all_pools():
            group = found.setdefault(pool.group.name, dict.fromkeys(COUNTS, 0.0))
            for cohort in pool.cohorts:
                for name in COUNTS:
                    group[name] += getattr(cohort, name) * pool.weight
        if self.newcomers:
            found["newcomers"] = {name: getattr(self.newcomers, name) for name in COUNTS}
        readers = self.setting.readers
        hours = (self.setting.days - self.setting.warm_days) * 24
        share = readers.bypass / (readers.bypass + sum(one.share for one in readers.groups))
        if share:
            visits = self._visits_an_hour() * share * hours
            found["bypass"] = {
                "visits": visits, "by_mirror": 0.0, "by_bypass": visits * readers.bypass_works,
                "unserved": visits * (1 - readers.bypass_works),
            }  # fmt: skip
        for one in found.values():
            one["served"] = one["by_mirror"] + one["by_bypass"]
        return found

    def _costs(self, by_mirror: float) -> Outcome:
        """A month of the counted time."""
        places, start, end = self.setting.places, self.setting.warm_days * 24.0, self.agenda.end
        months = (end - start) / MONTH
        running, forfeited = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, 0.0)
        for one in self.shop.mirrors:
            gone = end if one.given_up is None else one.given_up
            running[one.kind] += one.weight * max(0.0, gone - max(one.bought, start)) / MONTH
            if one.given_up is not None and gone > start:
                forfeited[one.kind] += one.weight * max(0.0, 1 - (gone - one.bought) / MONTH / 12)
        traffic = by_mirror * places.visit_kilobytes / 1e6
        hosting = (sum(running.values()) * places.hosting + traffic * places.gigabyte) / months
        names = {kind: (running[kind] / 12 + forfeited[kind]) * places.domain / months for kind in KINDS}
        return {
            "mirrors": sum(running.values()) / months,
            "mirrors_of": {kind: running[kind] / months for kind in KINDS},
            "dollars_of": {kind: running[kind] * places.hosting / months + names[kind] for kind in KINDS},
            "burned": self.newsroom.replaced / months,
            "mistakes": self.newsroom.mistakes / months,
            "blocked_a_day": self.hunt.blocks / months / 30,
            "gigabytes": traffic / months,
            "hosting": hosting,
            "names": sum(names.values()),
            "dollars": hosting + sum(names.values()),
        }


KINDS = ("public", "open", "subpools", "cells")


def simulate(setting: Setting, seed: int) -> Outcome:
    """The same setting and seed give the same outcome to the last digit."""
    outcome: Outcome = _rounded(World(setting, seed).run())
    return outcome


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return value if isinf(value) else float(f"{value:.9g}")
