"""Archives as bytes and lines, plain, gzip or xz; in bounded memory, whatever they unpack to."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from tamizdat.shell.errors import RefusedError

CHUNK = 1 << 18
XZ_MEMORY = 192 << 20
"""xz files say how much memory they need; ``xz -9`` needs 65 MB."""


class Reads(Protocol):
    """The one thing asked of an archive."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


@dataclass(slots=True)
class Archive:
    """An opened archive: unpacked bytes, and how much of the file is read."""

    name: str
    total: int
    _raw: BinaryIO
    _unpacked: Reads

    def read(self, size: int = CHUNK) -> bytes:
        """The next unpacked bytes; raises RefusedError where the packing is damaged."""
        try:
            return self._unpacked.read(size)
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise RefusedError(f"{self.name} cannot be unpacked to its end: {error}.") from None

    def done(self) -> int:
        """Bytes of the file that are read."""
        return self._raw.tell()

    def close(self) -> None:
        self._raw.close()


class _Xz:
    """xz in bounded memory: the standard reader sets no limit."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._unpack = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        data = b""
        while not data:
            rest = self._unpack.unused_data if self._unpack.eof else b""
            if self._unpack.eof:
                rest = (rest or self._raw.read(CHUNK)).lstrip(b"\0")
                if not rest:
                    return b""
                self._unpack = self._new()
            elif self._unpack.needs_input and not (rest := self._raw.read(CHUNK)):
                raise EOFError("it ends early")
            data = self._unpack.decompress(rest, size)
        return data


def open_archive(source: Path) -> Archive:
    """Open a file by what it is, not by what it is called."""
    if not source.is_file():
        raise RefusedError(f"{source} is not a file.")
    raw = source.open("rb")
    head = raw.read(6)
    raw.seek(0)
    unpacked: Reads = raw
    if head.startswith(b"\x1f\x8b"):
        unpacked = gzip.GzipFile(fileobj=raw)
    elif head.startswith(b"\xfd7zXZ\x00"):
        unpacked = _Xz(raw)
    elif head.startswith((b"PK\x03\x04", b"BZh", b"(\xb5/\xfd")):
        raw.close()
        raise RefusedError(f"{source.name} is packed as zip, bzip2 or zstd: unpack it first.")
    return Archive(source.name, source.stat().st_size, raw, unpacked)


def read_lines(
    archive: Archive, longest: int, most_skipped: int, progress: Callable[[int, int], None]
) -> Iterator[tuple[int, bytes | None]]:
    """(number, line); None for a line longer than ``longest``, which is never held in memory.

    A line that does not end within ``most_skipped`` bytes ends the archive: it has no lines.
    """
    number, held, skipped = 1, b"", 0
    while chunk := archive.read():
        progress(archive.done(), archive.total)
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            yield number, None if skipped or len(held) + len(line) > longest else held + line
            number, held, skipped = number + 1, b"", 0
        if skipped or len(held) + len(rest) > longest:
            skipped, held = skipped + len(held) + len(rest), b""
            if skipped > most_skipped:
                raise RefusedError(f"{archive.name}, line {number}: it does not end within {most_skipped:,} bytes.")
        else:
            held += rest
    if held or skipped:
        yield number, None if skipped else held
