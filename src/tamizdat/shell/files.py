"""Files of the newsroom by name, wherever they lie: in its folder, or in the storage that ``tamizdat.toml`` names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tamizdat.shell.bucket import open_private
from tamizdat.shell.grown import Storage

Place = Path | Storage
"""Where things lie. A value that another process understands."""


class Files(Protocol):
    """Named bytes; ``shell/bucket.py`` has the same verbs."""

    def read(self, name: str) -> bytes:
        """The bytes of this name; raises FileNotFoundError."""

    def write(self, name: str, data: bytes) -> None:
        """Put it there, whole or not at all."""

    def length(self, name: str) -> int | None:
        """How many bytes it has, None when it is not there."""

    def remove(self, names: Sequence[str]) -> None:
        """Take these away; what is not there is gone already."""

    def names(self, below: str = "") -> Iterator[tuple[str, int]]:
        """Everything that lies below, with its length."""


class Folder:
    """Files below a folder of this machine, for the newsroom's own user alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes:
        """The bytes of this name; raises FileNotFoundError, also for a name that leads outside."""
        return self._file(name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Beside, then renamed: whole or not at all."""
        file = self._file(name)
        for one in reversed([parent for parent in file.parents if parent.is_relative_to(self.folder)]):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(data)
        half.replace(file)

    def length(self, name: str) -> int | None:
        """How many bytes it has, None when it is not there."""
        with suppress(FileNotFoundError):
            return self._file(name).stat().st_size
        return None

    def remove(self, names: Sequence[str]) -> None:
        """Take these away; what is not there is gone already."""
        for name in names:
            self._file(name).unlink(missing_ok=True)

    def names(self, below: str = "") -> Iterator[tuple[str, int]]:
        """Everything that lies below, with its length; halves of files are nothing yet."""
        for folder, _, files in os.walk(self.folder / below):
            for name in files:
                file = Path(folder, name)
                if not name.startswith("."):
                    yield file.relative_to(self.folder).as_posix(), file.stat().st_size

    def _file(self, name: str) -> Path:
        if "\0" in name or any(part in ("", ".", "..") for part in name.split("/")):
            raise FileNotFoundError(name)
        return self.folder / name


def open_files(place: Place, below: str) -> Files:
    """``originals`` or ``renditions``, of this newsroom."""
    return Folder(place) if isinstance(place, Path) else open_private(place, below)
