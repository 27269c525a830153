"""Pictures beside an archive (``--media DIR``): found by the end of their address, never outside the folder."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from tamizdat.intake.archive import FindMedia
from tamizdat.shell.errors import RefusedError

LARGEST = 60_000_000
RESIZED = re.compile(r"[-_]\d{2,5}x\d{2,5}(?=\.\w+$)")
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a picture does; a page that says "not found" does not."""
    if data.startswith(b"RIFF"):
        return data[8:12] == b"WEBP"
    return data.startswith(SIGNATURES) or data[4:12] in (b"ftypavif", b"ftypheic", b"ftypmif1", b"ftypheix")


def no_media(key: str) -> bytes | None:
    """Nothing lies beside the archive."""
    return None


def first_of(finders: Sequence[FindMedia]) -> FindMedia:
    """Ask one after another."""

    def find(key: str) -> bytes | None:
        return next((data for finder in finders if (data := finder(key)) is not None), None)

    return find


class MediaFolder:
    """The files of a folder, by name. Links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise RefusedError(f"{folder} is not a folder: --media names the folder in which the pictures lie.")
        self.folder = folder.resolve()
        self._by_name: dict[str, list[PurePosixPath]] = {}
        for place, _, names in os.walk(self.folder):
            inside = PurePosixPath(Path(place).relative_to(self.folder).as_posix())
            for name in names:
                self._by_name.setdefault(name.casefold(), []).append(inside / name)

    def __call__(self, key: str) -> bytes | None:
        """The picture whose path ends most like this address; None when two are equally like it."""
        parts = path_of(key)
        if not parts:
            return None
        return self._read(parts) or self._read([*parts[:-1], RESIZED.sub("", parts[-1])])

    def _read(self, parts: list[str]) -> bytes | None:
        found = self._by_name.get(parts[-1].casefold(), [])
        likeness = sorted(((_common_end(parts, one.parts), str(one)) for one in found), reverse=True)
        if not likeness or (len(likeness) > 1 and likeness[0][0] == likeness[1][0]):
            return None
        return read_inside(self.folder, likeness[0][1])


def path_of(key: str) -> list[str]:
    """The parts of an address's path; empty when it tries to climb."""
    try:
        path = urlsplit(key).path if re.match(r"https?://", key, re.I) else key
    except ValueError:
        return []
    parts = [part for part in unquote(path).replace("\\", "/").split("/") if part not in ("", ".")]
    is_odd = any(part == ".." or "\0" in part or len(part.encode("utf-8", "replace")) > 255 for part in parts)
    return [] if is_odd or len(parts) > 64 else parts


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts, counted from the end, are the same."""
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left.casefold() != right.casefold():
            break
        count += 1
    return count


def read_inside(folder: Path, name: str) -> bytes | None:
    """A picture of the folder, never of a place outside it, however it is linked."""
    file = (folder / name).resolve()
    if not file.is_relative_to(folder) or not file.is_file() or file.stat().st_size > LARGEST:
        return None
    data = file.read_bytes()
    return data if is_picture(data) else None
