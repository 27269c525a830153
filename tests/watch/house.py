"""A newsroom's registry and a history that is made up, probe by probe, with a clock that is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.look import Row, look
from tamizdat.mirrors.watch.observation import Kind, Observation
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.propose import Proposal, propose
from tamizdat.mirrors.watch.vantage import Vantage
from tamizdat.shell.mirrors import PUBLIC, Mirror, Pool, Registry, change_registry, read_registry

START = datetime(2026, 11, 1, tzinfo=UTC)
HERE, XX_ONE, XX_TWO, YY = Vantage("here"), Vantage("xx-1", "XX"), Vantage("xx-2", "XX"), Vantage("yy-1", "YY")
POLICY = Policy(
    probes=6,
    failed=4,
    minutes=45,
    back_probes=6,
    back_minutes=180,
    changes_in_pool=1,
    changes_in_all=3,
    storm_share=101,
)


def mirror(name: str, pool: str = PUBLIC, state: str = "active") -> Mirror:
    return Mirror(name, "folder", f"/{name}", f"https://{name}.example/", pool, state, "2026-11-01")  # type: ignore[arg-type]


@dataclass
class House:
    """What time it is, and what is done."""

    folder: Path
    policy: Policy = POLICY
    vantages: Sequence[Vantage] = (HERE, XX_ONE, XX_TWO)
    now: datetime = START
    main: str = ""
    every: int = 15
    canaries: Sequence[str] = ()
    history: History = field(init=False)

    def __post_init__(self) -> None:
        self.history = History(self.folder)

    def keep(self, *mirrors: Mirror, pools: Sequence[Pool] = ()) -> House:
        with change_registry(self.folder) as held:
            registry = Registry()
            for pool in pools:
                registry = registry.put_pool(pool)
            for one in mirrors:
                registry = registry.put(one)
            held[0] = registry
        return self

    @property
    def registry(self) -> Registry:
        return read_registry(self.folder)

    def states(self) -> dict[str, str]:
        return {one.name: one.state for one in self.registry.mirrors}

    def watch(self, rounds: int, kinds: Mapping[str, Mapping[str, Kind]] | None = None) -> House:
        """``kinds``: mirror → vantage point (or ``*``) → what is found; else everything is ok everywhere."""
        names = [one.name for one in self.registry.mirrors if one.state != "burned"]
        found = []
        for _ in range(rounds):
            self.now += timedelta(minutes=self.every)
            found += [self._one(name, at, kinds or {}) for name in names for at in self.vantages]
        self.history.put_round(self.vantages, self.main, self.now, self.canaries)
        self.history.add(found, self.policy)
        return self

    def _one(self, name: str, vantage: Vantage, kinds: Mapping[str, Mapping[str, Kind]]) -> Observation:
        found = kinds.get(name, {})
        kind = found.get(vantage.name, found.get("*", "ok"))
        return Observation(self.now, name, vantage.name, kind, {}, 7)

    def rows(self) -> dict[str, Row]:
        return {one.name: one for one in look(self.registry, self.history, self.policy, self.now)}

    def word(self, name: str, country: str = "XX") -> str:
        place = self.rows()[name].in_country(country)
        assert place is not None
        return place.word

    def proposals(self) -> list[Proposal]:
        return propose(self.registry, self.history, self.policy, self.now)

    def with_policy(self, **numbers: int) -> House:
        self.policy = replace(self.policy, **numbers)
        return self
