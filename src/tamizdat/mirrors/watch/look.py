"""What is probed, and all that is known of it now: mirrors by pool, country by country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.judge import Place, judge_mirror, with_ooni
from tamizdat.mirrors.watch.observation import MAIN
from tamizdat.mirrors.watch.ooni import judge_measured
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.probe import Target
from tamizdat.mirrors.watch.vantage import Vantage
from tamizdat.shell.home import Settings
from tamizdat.shell.mirrors import PUBLIC, Mirror, Registry


@dataclass(frozen=True, slots=True)
class Row:
    """One mirror of the grid, or the main address."""

    name: str
    address: str
    pool: str
    state: str
    places: tuple[Place, ...]

    @property
    def is_main(self) -> bool:
        return self.name == MAIN

    def in_country(self, country: str) -> Place | None:
        return next((one for one in self.places if one.country == country), None)


def list_targets(registry: Registry, settings: Settings, names: Sequence[str] = ()) -> list[Target]:
    """The main address and all mirrors that readers reach; burned ones only when they are named."""
    main = [Target(MAIN, f"{settings.address}/", PUBLIC)] if settings.address and not names else []
    if names:
        return main + [_target(registry.mirror(name)) for name in names if registry.mirror(name).address]
    return main + [_target(one) for one in registry.mirrors if one.address and one.state != "burned"]


def _target(mirror: Mirror) -> Target:
    return Target(mirror.name, mirror.address, mirror.pool)


def may_look(target: Target, vantage: Vantage, registry: Registry) -> bool:
    """Whoever watches a vantage point learns what is looked at from there, so little is.

    Through a proxy only announced mirrors, and only of pools that it was given; an onion address only through Tor.
    """
    is_onion = (urlsplit(target.address).hostname or "").endswith(".onion")
    if is_onion and not vantage.tor:
        return False
    if vantage.is_direct or target.name == MAIN:
        return True
    return target.pool in vantage.pools and registry.mirror(target.name).state == "active"


def look(registry: Registry, history: History, policy: Policy, now: datetime) -> list[Row]:
    """Everything that the grid shows; nothing is probed for it."""
    standings, confirmed = history.standings(), judge_measured(history.measured(), policy, now)
    vantages, main = history.vantages(), history.main
    rows = [_row(MAIN, f"{main}/", PUBLIC, "active")] if main else []
    rows += [_row(one.name, one.address, one.pool, one.state) for one in registry.mirrors if one.address]
    found = []
    for row in rows:
        places = judge_mirror(row.name, standings, vantages, policy, now)
        if main and urlsplit(row.address).hostname == urlsplit(main).hostname:
            places = with_ooni(places, confirmed, row.name)
        found.append(replace(row, places=tuple(places)))
    return found


def _row(name: str, address: str, pool: str, state: str) -> Row:
    return Row(name, address, pool, state, ())
