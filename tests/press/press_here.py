"""Pressing a newsroom that exists in memory, into a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press, PressReport
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def press(folder: Path, newsroom: MemoryNewsroom, now: datetime = NOW) -> PressReport:
    """One edition, or the finding that nothing changed."""
    home = Home(folder)
    home.renditions.mkdir(parents=True, exist_ok=True)
    for name, data in newsroom.renditions.items():
        (home.renditions / name).write_bytes(data)
    memory = open_memory(home.press / "press.sqlite3")
    return Press(home, memory).press(Newsroom(newsroom.rows, ()), now)
