"""Processors, opened once and used again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tamizdat.contributions.providers.contract import Provider
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.shell.home import Home


def open_cached(home: Home, name: str | None = None) -> Provider:
    """The same one until tamizdat.toml changes: opening one costs more than taking a notice."""
    return _open(home.folder, name, home.settings_file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _open(folder: Path, name: str | None, _: int) -> Provider:
    return open_provider(Home(folder), name)
