"""The press's own store of objects by digest; slots and mirrors hold hard links to them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import brotli
from isal import isal_zlib

from tamizdat.core.edition.canonical import digest

COMPRESSED = (
    "text/", "application/json", "application/jsonl", "application/atom+xml", "application/xml", "image/svg+xml",
    "application/javascript",
)  # fmt: skip
GZIP_LEVEL = 2
BROTLI_QUALITY = 11


class ObjectStore:
    """Files named by what is in them: ``ab/abcd…`` and the compressed ``ab/abcd….gz`` beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def read(self, name: str) -> bytes:
        return self.file(name).read_bytes()

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
        """Write once: a file that is there is whole, because it arrives by renaming."""
        target = f"{self.folder}/{name[:2]}/{name}"
        if os.path.exists(target):  # noqa: PTH110 - a hot path
            return
        part = f"{target}.{os.getpid()}.part"
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            self.file(name).parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(handle, "wb", buffering=0) as new:
            new.write(data)
        os.replace(part, target)  # noqa: PTH105 - a hot path


def is_compressed(media_type: str) -> bool:
    """Texts are sent compressed; pictures are already."""
    return media_type.startswith(COMPRESSED)


def gzip_bytes(data: bytes) -> bytes:
    """Gzip without a time or a name in it."""
    return bytes(isal_zlib.compress(data, GZIP_LEVEL, 31))


def brotli_bytes(data: bytes) -> bytes:
    """The best brotli: slow, so only for pages that many read now."""
    return bytes(brotli.compress(data, quality=BROTLI_QUALITY))


def store_gzip(store: ObjectStore, name: str, data: bytes) -> tuple[str, int]:
    """Keep the compressed bytes beside the object; returns their digest and length."""
    try:
        packed = store.read(f"{name}.gz")
    except FileNotFoundError:
        packed = gzip_bytes(data)
        store.write(f"{name}.gz", packed)
    return digest(packed), len(packed)


def store_brotli(store: ObjectStore, name: str) -> tuple[str, int]:
    """The same with brotli, from the object itself."""
    try:
        packed = store.read(f"{name}.br")
    except FileNotFoundError:
        packed = brotli_bytes(store.read(name))
        store.write(f"{name}.br", packed)
    return digest(packed), len(packed)
