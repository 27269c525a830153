"""Mirrors, noted without a command."""

from __future__ import annotations

from typing import Any

from tamizdat.mirrors.change_registry import add_mirror, add_pool
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, Pool, Registry, change_registry


def note(home: Home, name: str, address: str, pool: str = "public", **more: Any) -> Mirror:
    """A mirror that pulls; its pool is made where it is missing."""
    mirror = Mirror(name, "pull", "", address=address, pool=pool, added="2026-11-26", **more)
    with change_registry(home.mirrors) as held:
        if all(one.name != pool for one in held[0].pools):
            held[0] = add_pool(held[0], Pool(pool, "channel"))
        held[0] = add_mirror(held[0], mirror)
    return mirror


def change(home: Home, deed: Any, *arguments: Any, **more: Any) -> Registry:
    """Do something to the registry."""
    with change_registry(home.mirrors) as held:
        held[0] = deed(held[0], *arguments, **more)
        return held[0]
