"""The newsroom's mirrors and pools, as ``mirrors/registry.json`` of the home keeps them: private, for its owner alone.

Changed only by `tamizdat mirror …` and by the desk's page on mirrors. Rooms below read it: the press, so that no
private address is ever printed; the newsroom, for the page on ways.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from tamizdat.shell.errors import HomeError

PUBLIC = "public"
"""The pool that editions print."""
Kind = Literal["folder", "bucket", "rclone", "pull"]
State = Literal["active", "resting", "burned"]
"""``active``: announced and kept up to date. ``resting``: kept up to date, announced later. ``burned``: blocked,
or known to the censor; neither announced nor fed, and its address stays private if it was."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A place that carries editions, and how they get there."""

    name: str
    """What commands call it, such as ``riga``."""
    kind: Kind
    where: str
    """Of a folder its path, of a bucket ``s3://bucket/prefix``, for rclone ``remote:path``; nothing where it pulls."""
    address: str = ""
    """Its top as readers reach it, such as ``https://m.example/lamp/``; empty for a copy that no reader reaches."""
    pool: str = PUBLIC
    state: State = "active"
    added: str = ""
    """The day, such as 2026-11-26."""
    options: dict[str, str] = field(default_factory=dict)
    """What its backend needs besides, such as ``endpoint``; keys and passwords lie in a file that is named here."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Addresses that are known to the same readers: when one leaks, all of them are lost, and no others."""

    name: str
    kind: Literal["public", "channel", "private"]
    note: str = ""
    version: int = 0
    """Of the list that was signed last."""


@dataclass(frozen=True, slots=True)
class Registry:
    """All mirrors and pools of a newsroom."""

    mirrors: tuple[Mirror, ...] = ()
    pools: tuple[Pool, ...] = (Pool(PUBLIC, "public"),)

    def mirror(self, name: str) -> Mirror:
        """Raises HomeError for a name that nobody has."""
        for one in self.mirrors:
            if one.name == name:
                return one
        raise HomeError(f"There is no mirror {name!r}. `tamizdat mirror list` names them all.")

    def pool(self, name: str) -> Pool:
        """Raises HomeError for a name that nobody has."""
        for one in self.pools:
            if one.name == name:
                return one
        raise HomeError(f"There is no pool {name!r}. `tamizdat mirror pool` names them all.")

    def announced(self, pool: str) -> tuple[str, ...]:
        """The addresses that this pool's readers may know now."""
        return tuple(one.address for one in self.mirrors if one.pool == pool and one.state == "active" and one.address)

    def private_addresses(self) -> tuple[str, ...]:
        """What no edition may hold: every address that was ever in another pool than the public one."""
        return tuple(one.address for one in self.mirrors if one.pool != PUBLIC and one.address)

    def without(self, name: str) -> Registry:
        """Without the mirror of this name."""
        return replace(self, mirrors=tuple(one for one in self.mirrors if one.name != name))

    def put(self, mirror: Mirror) -> Registry:
        """With this mirror, in the place of the one of its name."""
        others = [one for one in self.mirrors if one.name != mirror.name]
        at = next((i for i, one in enumerate(self.mirrors) if one.name == mirror.name), len(others))
        return replace(self, mirrors=(*others[:at], mirror, *others[at:]))

    def put_pool(self, pool: Pool) -> Registry:
        """With this pool, in the place of the one of its name."""
        others = [one for one in self.pools if one.name != pool.name]
        at = next((i for i, one in enumerate(self.pools) if one.name == pool.name), len(others))
        return replace(self, pools=(*others[:at], pool, *others[at:]))


def has_registry(folder: Path) -> bool:
    """Was a mirror ever noted here?"""
    return (folder / "registry.json").exists()


def read_registry(folder: Path) -> Registry:
    """``folder`` is ``home.mirrors``; without one there are no mirrors. Raises HomeError when it cannot be read."""
    file = folder / "registry.json"
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        return Registry(tuple(Mirror(**one) for one in value["mirrors"]), tuple(Pool(**one) for one in value["pools"]))
    except FileNotFoundError:
        return Registry()
    except (ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{file} cannot be read: {error}. Bring it back from a backup; nothing was changed.") from None


@contextmanager
def change_registry(folder: Path) -> Iterator[list[Registry]]:
    """A list of one registry: put another in its place and it is kept, at once and whole; one change at a time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "registry.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = [read_registry(folder)]
        before = held[0]
        yield held
        if held[0] != before:
            _write(folder / "registry.json", held[0])


def _write(file: Path, registry: Registry) -> None:
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    value = {"mirrors": [asdict(one) for one in registry.mirrors], "pools": [asdict(one) for one in registry.pools]}
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as new:
        json.dump(value, new, ensure_ascii=False, indent=1)
        new.flush()
        os.fsync(new.fileno())
    part.replace(file)
