"""Unpack gzip and brotli, and never more than was listed."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]

from tamizdat.core.edition.errors import EditionError, Rule


class UnfitError(EditionError):
    """Compressed bytes that are broken, that do not end where they should, or that hold more than was listed."""

    rule: Rule = "unfit"


def unpack(data: bytes, ending: str, limit: int) -> bytes:
    """The bytes within ``.gz`` or ``.br``; raises UnfitError rather than give more than ``limit`` of them."""
    unpacked, ended = (_gzip if ending == ".gz" else _brotli)(data, limit)
    if len(unpacked) > limit:
        raise UnfitError(f"it unpacks to more than {limit:,} bytes.")
    if not ended:
        raise UnfitError("it does not end where the file ends.")
    return unpacked


def _gzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    one = zlib.decompressobj(31)
    try:
        unpacked = one.decompress(data, limit + 1)
    except zlib.error as error:
        raise UnfitError(f"it is no gzip: {error}.") from None
    return unpacked, one.eof and not one.unused_data


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    one = brotli.Decompressor()
    try:
        unpacked = bytes(one.process(data, output_buffer_limit=limit + 1))
    except brotli.error as error:
        raise UnfitError(f"it is no brotli: {error}.") from None
    return unpacked, one.is_finished()
