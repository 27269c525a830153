"""An edition that somebody saved as one file: a ``.tar`` (also packed) or ``.zip`` of a public tree.

No name in it is ever a name on this disk. A ``.zip`` is looked into where it lies. Of a ``.tar`` every file is kept
under its own SHA-256, metadata alone by its name, and never more than a public tree of that size can hold.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tamizdat.core.trust.errors import UnreachableError
from tamizdat.core.trust.metadata import LONGEST
from tamizdat.core.trust.verdict import ReadFile
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError

RATIO, SPARE = 100, 50_000_000
"""Text packs to a tenth, pictures hardly. What unpacks to a hundred times its size, and 50 MB, is no edition."""
HEADER = 512
PIECE = 1 << 20
BROKEN = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
"""RuntimeError: a ``.zip`` under a password, or packed in a way that Python does not know."""

_metadata = re.compile(
    r"(?P<top>(?:[^/]+/)*)tuf/(?P<name>timestamp\.json|[1-9][0-9]{0,9}\.(?:root|snapshot|targets)\.json)\Z"
)
_pointer = re.compile(r"((?:[^/]+/)*)tuf/timestamp\.json\Z")


def is_saved(path: Path) -> bool:
    """Is this a file that can be looked into?"""
    try:
        return path.is_file() and (zipfile.is_zipfile(path) or tarfile.is_tarfile(path))
    except OSError:
        return False


@contextmanager
def open_saved(path: Path, work: Path) -> Iterator[ReadFile]:
    """Read files of the edition in it; ``work`` is an own folder, in which it may be unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as saved:
            yield _Zip(path, saved).read
        return
    about = path.stat()
    seen = f"{path.resolve()} {about.st_size} {about.st_mtime_ns}"
    folder = work / f"saved-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"
    _unpack(path, folder)
    yield Folder(folder.resolve()).read


class _Zip:
    """A ``.zip`` where it lies."""

    def __init__(self, path: Path, saved: zipfile.ZipFile) -> None:
        self._saved = saved
        tops = [found[1] for name in saved.namelist() if (found := _pointer.match(name))]
        if not tops:
            raise RefusedError(f"{path} holds no edition: there is no tuf/timestamp.json in it.")
        self._top = min(tops, key=len)

    def read(self, path: str, limit: int) -> bytes:
        """At most one byte more than the limit; KeyError when it is not there."""
        name = self._top + path.removeprefix("/")
        self._saved.getinfo(name)
        try:
            with self._saved.open(name) as file:
                return file.read(limit + 1)
        except BROKEN as error:
            raise UnreachableError(path, f"it cannot be unpacked: {error}.") from None


def _unpack(path: Path, folder: Path) -> None:
    """Each file under its digest; what was unpacked before, whole, is not unpacked again."""
    done = folder / "done"
    if done.exists():
        return
    for below in ("o", "tuf"):
        (folder / below).mkdir(mode=0o700, parents=True, exist_ok=True)
    left = path.stat().st_size * RATIO + SPARE
    top: str | None = None
    try:
        with tarfile.open(path) as saved:
            for member in saved:
                left -= HEADER + (member.size if member.isreg() else 0)
                if left < 0:
                    raise RefusedError(f"{path} unpacks to far more than an edition of its size can hold. Not used.")
                file = saved.extractfile(member) if member.isreg() else None
                if file is None:
                    continue
                found = _metadata.match(member.name.removeprefix("./"))
                if found and (top is None or top == found["top"]) and member.size <= LONGEST:
                    top = found["top"]
                    (folder / "tuf" / found["name"]).write_bytes(file.read(LONGEST + 1))
                elif not found and not member.name.endswith((".gz", ".br")):
                    _keep(file, folder / "o")
    except BROKEN as error:
        raise RefusedError(f"{path} cannot be unpacked: {error}.") from None
    if top is None:
        raise RefusedError(f"{path} holds no edition: there is no tuf/timestamp.json in it.")
    done.touch()


def _keep(file: IO[bytes], objects: Path) -> None:
    part, seen = objects / ".part", hashlib.sha256()
    with part.open("wb") as out:
        while piece := file.read(PIECE):
            seen.update(piece)
            out.write(piece)
    part.replace(objects / seen.hexdigest())
