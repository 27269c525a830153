"""The press's own store of objects by digest; slots and mirrors hold hard links to them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import brotli
from isal import isal_zlib

from tamizdat.core.canonical import digest

COMPRESSED = (
    "text/", "application/json", "application/jsonl", "application/atom+xml", "application/rss+xml", "application/xml",
    "image/svg+xml", "application/javascript",
)  # fmt: skip
GZIP_LEVEL = 2
BROTLI_QUALITY = 11


class Store(Protocol):
    """Objects by digest. ``ObjectStore`` keeps them in a folder, ``press/grown/bucket.py`` in a bucket."""

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""

    def has(self, name: str) -> bool:
        """Is it there?"""

    def write(self, name: str, data: bytes) -> None:
        """Keep it, unless it is there."""

    def write_new(self, name: str, data: bytes) -> bool:
        """Keep it; False when it is there, and nothing was done."""

    def write_again(self, name: str, data: bytes) -> None:
        """Keep it, whatever is there."""

    def flush(self) -> None:
        """Come back when all that was written is there for others too."""

    def remove(self, name: str) -> None:
        """Take it away; gone already is as good."""

    def names(self) -> Iterator[str]:
        """Everything that the store holds."""


class ObjectStore:
    """Files named by what is in them: ``ab/abcd…`` and the compressed ``ab/abcd….gz`` beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def read(self, name: str) -> bytes:
        with open(self._path(name), "rb", buffering=0) as file:  # noqa: PTH123 - a hot path
            return file.readall()

    def has(self, name: str) -> bool:
        """Is it there?"""
        return self.file(name).exists()

    def remove(self, name: str) -> None:
        """Take it away; nothing happens when it is gone already."""
        self.file(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Every file of the store, also ``….part`` that a killed press left."""
        for folder in self.folder.iterdir() if self.folder.exists() else ():
            yield from (file.name for file in os.scandir(folder))

    def write(self, name: str, data: bytes) -> None:
        """Write once: a file that is there with this length is whole, for it is written from its beginning."""
        if not self.write_new(name, data) and os.stat(self._path(name)).st_size != len(data):  # noqa: PTH116 - hot
            self.write_again(name, data)

    def write_new(self, name: str, data: bytes) -> bool:
        """Write a file that is not there yet; False when it is, and nothing was done."""
        try:
            handle = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            return False
        except FileNotFoundError:
            self.file(name).parent.mkdir(parents=True, exist_ok=True)
            return self.write_new(name, data)
        with os.fdopen(handle, "wb", buffering=0) as new:
            new.write(data)
        return True

    def flush(self) -> None:
        """What was written is there; here it always is."""

    def write_again(self, name: str, data: bytes) -> None:
        """Write beside and rename: for a file that a killed press left half written, or that nobody can check later."""
        part = self.file(f"{name}.{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(self.file(name))

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name[:2]}/{name}"


def is_compressed(media_type: str) -> bool:
    """Texts are sent compressed; pictures are already."""
    return media_type.startswith(COMPRESSED)


def gzip_bytes(data: bytes) -> bytes:
    """Gzip without a time or a name in it."""
    return bytes(isal_zlib.compress(data, GZIP_LEVEL, 31))


def brotli_bytes(data: bytes) -> bytes:
    """The best brotli: slow, so only for pages that many read now."""
    return bytes(brotli.compress(data, quality=BROTLI_QUALITY))


def store_gzip(store: Store, name: str, data: bytes, made: bytes = b"") -> tuple[str, int]:
    """Keep the compressed bytes beside the object; returns their digest and length.

    Bytes that are there stay, though another version of the library would make others: an edition has them.
    ``made``: the compressed bytes, when somebody has made them already.
    """
    packed = made or gzip_bytes(data)
    if not store.write_new(f"{name}.gz", packed):
        there = store.read(f"{name}.gz")
        if there != packed and _unpacks_to(there, data):
            packed = there
        elif there != packed:
            store.write_again(f"{name}.gz", packed)
    return digest(packed), len(packed)


def _unpacks_to(packed: bytes, data: bytes) -> bool:
    try:
        return bytes(isal_zlib.decompress(packed, 31)) == data
    except isal_zlib.error:
        return False


def store_brotli(store: Store, name: str) -> tuple[str, int]:
    """The same with brotli, from the object itself."""
    try:
        packed = store.read(f"{name}.br")
    except FileNotFoundError:
        packed = brotli_bytes(store.read(name))
        store.write_again(f"{name}.br", packed)
    return digest(packed), len(packed)
