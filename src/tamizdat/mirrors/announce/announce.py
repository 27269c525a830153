"""The public pool: its list is a target of the edition, its addresses stand on the pages on ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.press.doors import announce_mirrors
from tamizdat.shell.home import Home, open_newsroom


@dataclass(frozen=True, slots=True)
class Announced:
    """What readers are told now. Version 0: there is no list, for there was never an address."""

    version: int
    addresses: tuple[str, ...]
    expires: datetime | None


def announce(home: Home, now: datetime) -> Announced:
    """Bring the public pool to readers now: a new edition where it changed, a new signature where its time asks."""
    found = announce_mirrors(home, now)
    return Announced(found.version, found.addresses, found.expires) if found else Announced(0, (), None)


def tell_newsroom(home: Home) -> bool:
    """After a change of the registry: the newsroom's facts follow, so whatever presses finds something to press.

    True when the public pool is another one. A folder without a database is told when it has one.
    """
    if not home.has_database():
        return False
    open_newsroom(home)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    return doors.refresh_mirrors(home)
