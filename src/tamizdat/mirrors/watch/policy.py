"""The numbers of the watch: when what was seen counts, and how much may be changed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import HomeError


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number in one place. The ones that stand here are the default policy: docs/decisions/35 says why.

    Hysteresis: it takes little to doubt, more to call a mirror blocked, and most to call it readable again. A line that
    is bad for ten minutes changes nothing, and a censor who blocks and unblocks cannot make a newsroom show all it has.
    """

    probes: int = 6
    """Of the last so many probes from a vantage point …"""
    failed: int = 4
    """… so many have failed, the newest among them, …"""
    minutes: int = 45
    """… over at least so many minutes: then readers there are cut off."""
    back_probes: int = 6
    """So many probes in a row are well …"""
    back_minutes: int = 180
    """… over at least so many minutes: then it is readable again."""
    vantages: int = 2
    """From so many vantage points of a country: then it is certain. From fewer a person has to decide."""
    fresh_minutes: int = 180
    """What is older than this is "no data": neither readable nor blocked."""
    down_minutes: int = 720
    """Readable from nowhere for so long: then another takes its place, and it rests."""
    old_editions: int = 3
    """A mirror that is more editions behind than this is old."""
    changes_in_pool: int = 4
    """In any twenty-four hours, in one pool."""
    changes_in_all: int = 30
    """In any twenty-four hours."""
    storm_share: int = 25
    """When so many per cent of all announced mirrors, and three at least, begin to fail …"""
    storm_minutes: int = 60
    """… within so many minutes, nothing is done by itself for a day: a whole cloud, or our own mistake."""
    leak_share: int = 60
    """When so many per cent of a closed pool are blocked within a day, its list is read by whoever blocks."""
    dismissed_hours: int = 24
    """What a person dismissed is not proposed again for so long."""
    ooni_networks: int = 3
    """OONI has to confirm a block of the main address in so many networks of a country; anomalies alone are nothing."""
    ooni_days: int = 7
    """Measurements of so many days are asked for."""
    keep_days: int = 90
    """Single probes are kept for so long, then their sums by day."""


DEFAULT = Policy()


def read_policy(table: Mapping[str, Any], file: Path) -> Policy:
    """``[mirrors.numbers]``: any of them, as a whole number from 1; raises HomeError."""
    known = {one.name for one in fields(Policy)}
    for name, value in table.items():
        if name not in known:
            raise HomeError(f"{file}: [mirrors.numbers] knows no {name}; it knows {', '.join(sorted(known))}.")
        if type(value) is not int or value < 1:
            raise HomeError(f"{file}: [mirrors.numbers] {name} has to be a whole number from 1.")
    policy = replace(DEFAULT, **table)
    if policy.failed > policy.probes:
        raise HomeError(f"{file}: [mirrors.numbers] failed is more than probes: that can never be.")
    return policy
