"""Presses of an invented newsroom, near (SQLite, disk) and far (PostgreSQL, a bucket)."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.press.places import find_places, open_memory_at
from tamizdat.press.press_edition import Newsroom, Press, PressReport
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tests.grown.servers import Bucket
from tests.press.paper import MemoryNewsroom

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def make_room(deeds: int, seed: int = 1) -> MemoryNewsroom:
    room = MemoryNewsroom(seed=seed)
    for _ in range(deeds):
        room.edit()
    return room


def press(folder: Path, room: MemoryNewsroom) -> PressReport:
    """An edition of what the room has published now."""
    home = Home(folder)
    folder.mkdir(exist_ok=True)
    with closing(open_memory_at(find_places(home).memory)) as memory:
        return Press(home, memory).press(Newsroom(room.rows, ()), NOW)


def verdict(tree: Path) -> tuple[str, list[str]]:
    """What a reader finds who checks every file, and finds no other."""
    check = check_folder(tree, (tree / "tuf" / "1.root.json").read_bytes(), NOW)
    return check.verdict, [f"{one.file}: {one.rule}" for one in check.failures]


def public_tree(bucket: Bucket) -> Path:
    return bucket.folder / "lamp" / "public"
