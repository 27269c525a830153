"""Pictures and objects, copied into the bucket: what is there already, with the same bytes, is not sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.shell.bucket import at_once, open_private
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.files import Folder
from tamizdat.shell.grown import Storage
from tamizdat.shell.home import Home

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """How much there is, and how much of it was sent now."""

    files: int
    sent: int


def count_files(home: Home) -> dict[str, int]:
    """What would be copied."""
    return {below: sum(1 for _ in Folder(place).names()) for below, place in places(home).items()}


def places(home: Home) -> dict[str, Path]:
    """Folders of a home that have a counterpart in the bucket."""
    return {"originals": home.originals, "renditions": home.renditions, "objects": home.editions / "objects"}


def copy_files(home: Home, storage: Storage, show: Progress) -> dict[str, Moved]:
    """All of them; each is read back and compared before it counts."""
    return {below: _copy(Folder(place), storage, below, show) for below, place in places(home).items()}


def _copy(source: Folder, storage: Storage, below: str, show: Progress) -> Moved:
    target = open_private(storage, below)
    there = dict(target.names())
    wanted = [(name, length) for name, length in source.names() if not name.endswith(".part")]

    def send(one: tuple[str, int]) -> bool:
        name, length = one
        data = source.read(name)
        if there.get(name) == length and target.read(name) == data:
            return False
        target.write(name, data)
        if digest(target.read(name)) != digest(data):
            raise RefusedError(f"{target.where}/{name} came out otherwise than it was sent. Run the command again.")
        return True

    sent = 0
    for done, was_sent in enumerate(at_once(send, wanted), 1):
        sent += was_sent
        show(f"copying {below}", done, len(wanted))
    return Moved(len(wanted), sent)
