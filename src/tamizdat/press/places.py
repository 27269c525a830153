"""Where a press keeps its things: in the newsroom's folder, or where ``tamizdat.toml`` says. Opens each of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from tamizdat.press.memory import open_memory
from tamizdat.press.objects import ObjectStore, Store
from tamizdat.press.slots import Slots
from tamizdat.shell.bucket import open_private, open_public
from tamizdat.shell.files import Place
from tamizdat.shell.grown import Database, Workers
from tamizdat.shell.home import Home


@dataclass(frozen=True, slots=True)
class Places:
    """Values, not connections: another process opens the same."""

    memory: Path | Database
    objects: Place
    tree: Place
    renditions: Place
    workers: Workers | None = None

    def memory_file(self) -> Path | None:
        """The memory's file, where both it and the objects lie on this machine's disk."""
        return self.memory if isinstance(self.memory, Path) and isinstance(self.objects, Path) else None


def find_places(home: Home, memory: Path | None = None) -> Places:
    """What this newsroom's settings say; a folder without settings is all there is. ``memory`` takes another file."""
    settings = home.read_settings() if home.settings_file.exists() else None
    database, storage = (settings.database, settings.storage) if settings else (None, None)
    return Places(
        memory=memory or database or home.press / "press.sqlite3",
        objects=storage or home.editions / "objects",
        tree=storage or home.editions,
        renditions=storage or home.renditions,
        workers=settings.workers if settings else None,
    )


def open_memory_at(place: Path | Database, *, read_only: bool = False) -> Any:
    """What the press remembers (``press/memory.py``): a connection that speaks its SQL."""
    if isinstance(place, Path):
        return open_memory(place, read_only=read_only)
    return import_module("tamizdat.press.grown.memory_postgres").open_memory(place, read_only=read_only)


def has_memory(place: Path | Database) -> bool:
    """Has there been a press yet?"""
    if isinstance(place, Path):
        return place.exists()
    return bool(import_module("tamizdat.press.grown.memory_postgres").has_memory(place))


def open_store(place: Place) -> Store:
    """Objects by digest."""
    if isinstance(place, Path):
        return ObjectStore(place)
    return cast(Store, import_module("tamizdat.press.grown.bucket").BucketStore(open_private(place, "objects")))


def open_tree(places: Places, store: Store) -> Slots:
    """The public tree; one in a bucket has the same deeds as slots on a disk."""
    if isinstance(places.tree, Path):
        return Slots(places.tree, cast(ObjectStore, store))
    tree = import_module("tamizdat.press.grown.bucket_tree").BucketTree
    return cast(Slots, tree(open_public(places.tree), open_private(places.tree, "press"), store))
