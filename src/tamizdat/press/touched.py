"""Paths whose entry in the map may have changed, until the map is brought up to date."""

from __future__ import annotations

from collections.abc import Iterable

from tamizdat.core.edition.map import path_key
from tamizdat.press.memory import Memory


def touch_paths(memory: Memory, paths: Iterable[str]) -> None:
    """Note these paths, with the slices of the two maps (the first five bits of the keys) that they lie in."""
    memory.executemany(
        "INSERT INTO touched (path, slice, gz_slice) VALUES (?, ?, ?) ON CONFLICT (path) DO NOTHING",
        [(path, path_key(path)[0] >> 3, path_key(f"{path}.gz")[0] >> 3) for path in paths],
    )
