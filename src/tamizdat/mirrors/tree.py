"""A public tree as a server sees it: files by path, never anything outside, the slot that is current at this moment."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map import find_entry
from tamizdat.core.edition.paths import ENCODINGS, canonical_path
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.mirrors.pointer import read_pointer, read_targets
from tamizdat.shell.errors import RefusedError

SMALL = 1024 * 1024
"""Files up to this size are read whole; larger ones are streamed."""
UNKNOWN = "application/octet-stream"
BY_ENDING = {
    ".html": "text/html", ".txt": "text/plain", ".css": "text/css", ".js": "text/javascript",
    ".json": "application/json", ".jsonl": "application/jsonl", ".xml": "application/xml", ".svg": "image/svg+xml",
    ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif", ".gif": "image/gif",
    **ENCODINGS,
}  # fmt: skip
_forbidden = re.compile("[\x00-\x1f\x7f-\x9f\\\\\ud800-\udfff]")
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the tree: small ones with their bytes, large ones by where they lie."""

    etag: str
    length: int
    data: bytes | None
    file: str
    encoding: str = ""


def split_path(path: str) -> list[str] | None:
    """The segments of a decoded request path, the last one empty for a folder; None for what no edition can hold."""
    if not path.startswith("/"):
        return None
    if not path.isascii():
        path = normalize("NFC", path)
    if _forbidden.search(path):
        return None
    names = path[1:].split("/")
    if any(name in ("", ".", "..") for name in names[:-1]) or names[-1] in (".", ".."):
        return None
    return names


class PublicTree:
    """The folder of an edition, or the link that leads to the current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # not resolved: its last part is the link that switches
        self._pointer: tuple[object, str] = (None, "")
        self._type_of = lru_cache(4096)(self._read_type)
        self._node = lru_cache(512)(self._read_node)
        self._withdrawn = lru_cache(1)(self._read_withdrawn)

    @contextmanager
    def open_root(self) -> Iterator[int | None]:
        """The folder that is current now, held open: a switch during a request changes nothing in it."""
        try:
            root = os.open(self.folder, FOLDER & ~os.O_NOFOLLOW)
        except (FileNotFoundError, NotADirectoryError):
            yield None
            return
        try:
            yield root
        finally:
            os.close(root)

    def find(self, root: int, names: list[str], encodings: tuple[str, ...] = ()) -> Found | None:
        """The file of these segments, in the first of the encodings (``br``, ``gzip``) that it has, else plain."""
        with _open_folder(root, names[:-1]) as folder:
            if folder is None:
                return None
            for encoding in encodings:
                found = self._open(folder, names, {"br": ".br", "gzip": ".gz"}[encoding], encoding)
                if found:
                    return found
            return self._open(folder, names, "", "")

    def media_type(self, root: int, path: str) -> str:
        """What the map says this path is; else what its ending says."""
        try:
            name = canonical_path(path)
            said = self._type_of(self._map_root(root), name)
        except (EditionError, RefusedError, OSError):
            said = ""
        return said or BY_ENDING.get(PurePosixPath(path).suffix, UNKNOWN)

    def _open(self, folder: int, names: list[str], ending: str, encoding: str) -> Found | None:
        try:
            handle = os.open(names[-1] + ending, FILE, dir_fd=folder)
        except OSError:
            return None  # not there, a link, or a name that this disk cannot have
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                return None
            data = os.read(handle, SMALL) if state.st_size <= SMALL else None
        finally:
            os.close(handle)
        etag = digest(data)[:32] if data is not None else f"{state.st_ino:x}-{state.st_mtime_ns:x}-{state.st_size:x}"
        where = str(self.folder.joinpath(*names)) + ending
        return Found(f'"{etag}"', state.st_size if data is None else len(data), data, where, encoding)

    def is_withdrawn(self, path: str) -> bool:
        """Does the newsroom's signed list say that this path was withdrawn?"""
        try:
            name = read_targets(self.folder).get(RETRACTIONS, "")
            return bool(name) and self._withdrawn(name).hold(canonical_path(path))
        except (EditionError, RefusedError, OSError):
            return False

    def _read_withdrawn(self, name: str) -> Retractions:
        return parse_retractions(self._read_node(name))

    def _map_root(self, root: int) -> str:
        """The root of the map of pages, read again when the pointer was replaced."""
        state = os.stat("tuf/timestamp.json", dir_fd=root)
        seen = (state.st_ino, state.st_mtime_ns)
        if self._pointer[0] != seen:
            self._pointer = (seen, read_pointer(self.folder)[1].map_root)
        return self._pointer[1]

    def _read_type(self, map_root: str, path: str) -> str:
        entry = find_entry(map_root, path, self._node)
        return entry.media_type if entry else ""

    def _read_node(self, name: str) -> bytes:
        return (self.folder / "o" / name).read_bytes()


@contextmanager
def _open_folder(root: int, names: list[str]) -> Iterator[int | None]:
    """Go down one name at a time and follow no link, so that nothing outside can be reached."""
    folder = os.dup(root)
    try:
        for name in names:
            inner = os.open(name, FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
    except OSError:
        yield None
    else:
        yield folder
    finally:
        with suppress(OSError):
            os.close(folder)
