"""What there is to know of a newsroom's keys, and what somebody should do: a value, without words for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.keys import resign
from tamizdat.keys.clock import check_clock, check_root_clock, signed_at
from tamizdat.keys.drills import DRILL_EVERY, last_drill
from tamizdat.keys.files import ONLINE, TARGETS_OF, TRIALS, file_of, read_keys
from tamizdat.keys.key_file import read_public_key
from tamizdat.keys.names import read_names
from tamizdat.keys.passphrase import find_passphrase_file, is_outside
from tamizdat.keys.resign import ReadTuf
from tamizdat.keys.roots import check_chain, keys_of, newest_root, read_roots, threshold_of
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

SOON, NOW = timedelta(days=60), timedelta(days=14)
"""A root that expires within these days."""
Urgency = Literal["now", "soon"]


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that somebody should do."""

    urgency: Urgency
    text: str


@dataclass(frozen=True, slots=True)
class HeldKey:
    """One key that the newest root names."""

    role: str
    """``root``, ``edition`` or ``timestamp``."""
    name: str
    public: str
    since: str
    """A day; empty where nobody noted it."""
    place: str
    """``here`` (in this home), ``elsewhere``."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """Of the root, and of what the public tree holds."""

    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """All of it."""

    root: int
    """The newest root's number; 0 before the first press."""
    threshold: int
    keys: tuple[HeldKey, ...]
    expiries: tuple[Expiry, ...]
    waiting: tuple[str, ...]
    """Online keys that wait for a root which names them."""
    passphrase_file: Path
    last_drill: datetime | None
    warnings: tuple[Advice, ...]

    @property
    def is_urgent(self) -> bool:
        return any(one.urgency == "now" for one in self.warnings)


def read_status(home: Home, now: datetime) -> Status:
    """Look at everything, change nothing but what an interrupted change has left to do."""
    read = _tree_reader(home)
    root = newest_root(home)
    return Status(
        root=root.version if root else 0,
        threshold=threshold_of(root) if root else 0,
        keys=tuple(_keys(home, root)) if root else (),
        expiries=tuple(_expiries(root, read)),
        waiting=tuple(role for role in ONLINE if file_of(home, f"{role}.next").exists()),
        passphrase_file=find_passphrase_file(home),
        last_drill=last_drill(home),
        warnings=tuple(_warn(home, root, read, now)),
    )


def _tree_reader(home: Home) -> ReadTuf | None:
    folder = home.public_tree / "tuf"
    return (lambda name: (folder / name).read_bytes()) if (folder / resign.POINTER).exists() else None


def _keys(home: Home, root: SignedFile) -> Iterator[HeldKey]:
    names = read_names(home)
    here = {read_public_key(file).public: read_public_key(file) for file in _files_here(home)}
    for role, listed in (("root", "root"), ("edition", "targets"), ("timestamp", "timestamp")):
        for public in keys_of(root, listed):
            known, own = names.get(public), here.get(public)
            name = known.name if known else own.holder if own else ""
            since = known.since if known else f"{own.made:%Y-%m-%d}" if own else ""
            yield HeldKey(role, name, public, since, "here" if own else "elsewhere")


def _files_here(home: Home) -> list[Path]:
    names = (*TRIALS, *ONLINE, *(f"{one}.next" for one in ONLINE))
    return [file for name in names if (file := file_of(home, name)).exists()]


def _expiries(root: SignedFile | None, read: ReadTuf | None) -> Iterator[Expiry]:
    if root is not None:
        yield Expiry("root", root.expires)
    if read is not None:
        yield Expiry("targets", resign.read_targets(read).expires)
        yield Expiry("snapshot", resign.read_snapshot(read).expires)
        yield Expiry("timestamp", resign.read_timestamp(read).expires)


def _warn(home: Home, root: SignedFile | None, read: ReadTuf | None, now: datetime) -> Iterator[Advice]:
    if root is None:
        yield Advice("soon", "There is no root yet. The first press makes trial keys; better hold the ceremony before.")
        return
    yield from _refusals(home, root, read, now)
    yield from _root_expiry(root, now)
    yield from _trials(home, root)
    yield from _tree(root, read, now)
    yield from _places(home, root)
    drilled = last_drill(home)
    if drilled is None or now - drilled > DRILL_EVERY:
        yield Advice("soon", "Nobody has rehearsed a loss for half a year: `tamizdat keys drill`.")


def _refusals(home: Home, root: SignedFile, read: ReadTuf | None, now: datetime) -> Iterator[Advice]:
    """What would stop the press."""
    try:
        check_chain(read_roots(home))
        read_keys(home)
        check_root_clock(home, now, root.expires)
        if read is not None:
            at = signed_at("timestamp", resign.read_timestamp(read).expires)
            check_clock(home, now, at, "it signed last")
    except RefusedError as error:
        yield Advice("now", str(error))


def _root_expiry(root: SignedFile, now: datetime) -> Iterator[Advice]:
    left = root.expires - now
    if left <= timedelta(0):
        yield Advice("now", "The root has EXPIRED: readers refuse everything. `tamizdat keys rotate root`, at once.")
    elif left <= SOON:
        text = f"The root expires in {left.days} days: let the holders renew it, `tamizdat keys rotate root`."
        yield Advice("now" if left <= NOW else "soon", text)


def _trials(home: Home, root: SignedFile) -> Iterator[Advice]:
    here = [name for name in TRIALS if file_of(home, name).exists()]
    asked = [name for name in here if read_public_key(file_of(home, name)).public in keys_of(root, "root")]
    if len(asked) == len(keys_of(root, "root")):
        yield Advice("soon", "All root keys lie on this machine: whoever takes it is the newsroom. Hold the ceremony.")
    elif asked:
        yield Advice(
            "soon", f"{len(asked)} root keys lie on this machine. Hold the ceremony: `tamizdat keys ceremony`."
        )


def _tree(root: SignedFile, read: ReadTuf | None, now: datetime) -> Iterator[Advice]:
    if read is None:
        return
    if resign.has_other_signers(read, root):
        yield Advice("now", "The public tree is signed by other keys than the newest root names: `tamizdat press`.")
    if resign.read_timestamp(read).expires <= now:
        yield Advice("now", "Readers see a stale edition: nothing has refreshed the timestamp. `tamizdat press`.")
    soon = now + timedelta(days=14)
    if min(resign.read_snapshot(read).expires, resign.read_targets(read).expires) <= soon:
        yield Advice("now", "Snapshot and targets expire within 14 days: `tamizdat press` renews them.")


def _places(home: Home, root: SignedFile) -> Iterator[Advice]:
    if not is_outside(home):
        yield Advice("soon", "The passphrase of the online keys lies inside the home: a copy of the home opens them.")
    for role in ONLINE:
        file = file_of(home, f"{role}.next")
        if file.exists() and read_public_key(file).public not in keys_of(root, TARGETS_OF[role]):
            yield Advice(
                "soon", f"A new {role} key waits until the holders have signed its root (`tamizdat keys accept`)."
            )
    if threshold_of(root) == 1:
        yield Advice("soon", "One root key alone can be the newsroom. Two of three is safer: hold the ceremony.")
    elif threshold_of(root) == len(keys_of(root, "root")):
        yield Advice("soon", "Nobody may lose a root key: all of them must sign. One holder more is safer.")
