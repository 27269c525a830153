"""The files of an edition that lies in a folder; never through a link, never outside the folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tamizdat.core.edition.paths import file_name
from tamizdat.core.trust.errors import TrustError, UnreachableError

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that lies in the folder."""

    name: str
    """From the top of the folder, with ``/``: ``en/2026/03/quay.html``."""
    kind: str
    """``file``, ``empty`` (a folder with nothing in it), ``folder``, or ``other`` (a link, a pipe, a device)."""
    length: int = 0
    same: tuple[int, int] | None = None
    """Names of one file (hard links) share this."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An edition in a folder."""

    top: Path

    def read(self, path: str, limit: int) -> bytes:
        """The file of a path of the tree, at most one byte more than the limit; KeyError when it is not there."""
        name = place_of(path)
        self._refuse_links(path, name)
        return self._read(path, name, limit)

    def read_found(self, name: str, limit: int) -> bytes:
        """The same for a name that ``list_all`` gave."""
        return self._read(path_of(name), name, limit)

    def list_all(self) -> Iterator[Found]:
        """Everything in the folder; links are never followed."""
        waiting = [""]
        while waiting:
            inside = waiting.pop()
            count = 0
            try:
                for found in self._list(inside):
                    count += 1
                    if found.kind == "folder":
                        waiting.append(f"{found.name}/")
                    yield found
            except OSError:  # closed to us, gone meanwhile, or nested deeper than the disk lets us follow
                yield Found(inside[:-1], "other")
                continue
            if not count and inside:
                yield Found(inside[:-1], "empty")

    def _list(self, inside: str) -> Iterator[Found]:
        with os.scandir(self.top / inside) as items:
            for item in items:
                yield _describe(item, inside)

    def _refuse_links(self, path: str, name: str) -> None:
        """A link on the way could lead out of the folder."""
        parts = name.split("/")
        for end in range(1, len(parts)):
            if (self.top / "/".join(parts[:end])).is_symlink():
                raise TrustError(path, "path", f"{'/'.join(parts[:end])} is a link.")

    def _read(self, path: str, name: str, limit: int) -> bytes:
        try:
            handle = os.open(f"{self.top}/{name}", _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            raise KeyError(path) from None
        except OSError as error:
            if (self.top / name).is_symlink():
                raise TrustError(path, "path", "it is a link, not a file.") from None
            raise UnreachableError(path, f"it cannot be read: {error.strerror}.") from None
        try:
            return _read_all(path, handle, limit)
        finally:
            os.close(handle)


def path_of(name: str) -> str:
    """How a failure names what lies in a folder; the path of the map, if it could have one."""
    return "/" + quote(os.fsencode(name), safe="/~")


def place_of(path: str) -> str:
    """Where the file of a path lies below the top."""
    if path.startswith(("/o/", "/tuf/")):
        return path[1:]
    return file_name(path + "index.html" if path.endswith("/") else path)


def _describe(item: os.DirEntry[str], inside: str) -> Found:
    name = inside + item.name
    if item.is_symlink():
        return Found(name, "other")
    if item.is_dir(follow_symlinks=False):
        return Found(name, "folder")
    about = item.stat(follow_symlinks=False)
    if not stat.S_ISREG(about.st_mode):
        return Found(name, "other")
    return Found(name, "file", about.st_size, (about.st_dev, about.st_ino) if about.st_nlink > 1 else None)


def _read_all(path: str, handle: int, limit: int) -> bytes:
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise TrustError(path, "path", "it is not a file.")
        parts, left = [], limit + 1
        while left and (part := os.read(handle, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    except OSError as error:
        raise UnreachableError(path, f"it cannot be read: {error.strerror}.") from None
