"""A folder of this machine, also one that another machine lends: a web server's, a memory stick."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tamizdat.mirrors.backends.contract import BackendError, Fault, Listed, check_name
from tamizdat.shell.mirrors import Mirror

FAULTS: dict[int | None, Fault] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EACCES: "refused", errno.EPERM: "refused", errno.EROFS: "refused",
}  # fmt: skip


class FolderBackend:
    """Files below a folder, for all to read. Written beside and renamed."""

    at_once = 4
    is_atomic = True

    def __init__(self, folder: Path) -> None:
        self.folder, self.where = folder, str(folder)

    def read(self, name: str, limit: int) -> bytes:
        with self._in_words(name), self._file(name).open("rb") as file:
            return file.read(limit + 1)

    def write(self, name: str, data: bytes, media_type: str) -> None:
        file = self._file(name)
        part = file.with_name(f".{file.name[:200]}.part")
        with self._in_words(name):
            file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(file)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            with self._in_words(name):
                self._file(name).unlink(missing_ok=True)
            self._remove_empty(self._file(name).parent)

    def names(self, below: str = "") -> Iterator[Listed]:
        for folder, _, files in os.walk(self.folder / below):
            for name in files:
                file = Path(folder, name)
                if not name.endswith(".part"):
                    yield Listed(file.relative_to(self.folder).as_posix(), file.lstat().st_size)

    def close(self) -> None:
        """Nothing is held."""

    def _file(self, name: str) -> Path:
        return self.folder / check_name(name)

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.folder:
            try:
                folder.rmdir()
            except OSError:  # not empty, or gone already
                return
            folder = folder.parent

    @contextmanager
    def _in_words(self, name: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise FileNotFoundError(name) from None
        except OSError as error:
            kind = FAULTS.get(error.errno, "unreachable")
            raise BackendError(kind, f"{self.where}/{name} cannot be used: {error.strerror}.") from None


def open_mirror(mirror: Mirror, home: Path) -> FolderBackend:
    """The folder of this mirror."""
    return FolderBackend(home / Path(mirror.where).expanduser())
