"""What was withdrawn since a backup was made: only mirrors know, and until one has told nothing is pressed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tamizdat.backup.last_edition import NONE
from tamizdat.intake.copies import open_copies
from tamizdat.intake.newest_edition import find_editions, newest_retractions
from tamizdat.project.fill_restored import Filled, take_back
from tamizdat.project.restore_edition import restored_from
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import PUBLIC, read_registry
from tamizdat.shell.restored import Restored, look_at_restored

AHEAD = 1_000
"""Where nobody knows which versions readers saw last, the next ones are so many higher: never lower than those."""
NUMBER = re.compile(r"([1-9][0-9]*)\.root\.json\Z")


@dataclass(frozen=True, slots=True)
class Since:
    """What a rebuilt newsroom goes on from."""

    restored: Restored
    source: str = ""
    """The copy that told; empty: none did."""
    edition: int = 0
    is_stale: bool = False
    said: tuple[str, ...] = ()
    """Why copies were not believed."""


def ask_mirrors(
    home: Home, named: Sequence[str], proxy: str, now: datetime, work: Path, *, without: bool = False
) -> Since:
    """Ask the copies that were named; else the addresses that this newsroom's readers know."""
    before = look_at_restored(home.restored) or NONE
    root = newest_root(home)
    if root is None:
        return Since(replace(before, awaits=False))  # nothing was ever published
    sources = list(named) or known_addresses(home, has_proxy=bool(proxy))
    said: list[str] = []
    try:
        with open_copies(sources, proxy, work) as copies:
            found = find_editions(copies, root, now)
            said = [f"{name}: {why}" for name, why in found.refused]
            if found.judged and _is_as_new(found.newest.trust.versions.targets, before):
                restored = _not_below(restored_from(found, newest_retractions(found)[1]), before)
                newest = found.newest
                return Since(
                    restored, newest.copy.name, newest.trust.manifest.edition, bool(newest.trust.expired), tuple(said)
                )
            said += [f"{one.copy.name}: it is older than the backup" for one in found.judged]
    except RefusedError as error:
        if named:
            raise
        said.append(str(error))
    if without:
        return Since(_ahead(before), said=tuple(said))
    return Since(replace(before, awaits=True), said=tuple(said))


def settle(home: Home, since: Since, now: datetime) -> Filled:
    """Take back what was withdrawn, and remember where numbers go on; only then may anything be pressed."""
    return take_back(home.folder, now, since.restored)


def newest_root(home: Home) -> bytes | None:
    """The highest root file that came with the keys."""
    found = {int(match[1]): one for one in home.keys.glob("*.root.json") if (match := NUMBER.match(one.name))}
    return found[max(found)].read_bytes() if found else None


def known_addresses(home: Home, *, has_proxy: bool) -> list[str]:
    """The main address and the public mirrors; an onion address where there is a proxy for it."""
    settings = home.read_settings()
    found = [settings.address, settings.onion, *read_registry(home.mirrors).announced(PUBLIC)]
    return [one for one in dict.fromkeys(found) if one and (has_proxy or ".onion" not in one)]


def _is_as_new(targets: int, before: Restored) -> bool:
    return targets >= before.targets


def _not_below(restored: Restored, before: Restored) -> Restored:
    """A mirror may lag behind in what is signed again every few hours."""
    return replace(
        restored,
        snapshot=max(restored.snapshot, before.snapshot),
        timestamp=max(restored.timestamp, before.timestamp),
    )


def _ahead(before: Restored) -> Restored:
    return replace(
        before,
        targets=before.targets + AHEAD,
        snapshot=before.snapshot + AHEAD,
        timestamp=before.timestamp + AHEAD,
        awaits=False,
    )
