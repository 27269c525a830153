"""A shard: some of the terms of a segment, and where each stands. Format: docs/formats/search-v1.md, section 4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tamizdat.pages.errors import UnfitError
from tamizdat.pages.search.words import bucket

LARGEST = 13_500
"""Bytes of a file, not packed: it arrives whole also where nothing packs it."""
MOST_PARTS = 255
Postings = Mapping[str, list[int]]
"""Term → places in the segment, ascending: ``place * 2 + 1`` where the term stands out, ``place * 2`` elsewhere."""


def shards(postings: Postings, bits: int, first_page: int) -> list[list[bytes]]:
    """The files of each shard, in the order of shards. ``first_page``: the first list page of the segment."""
    terms: list[list[str]] = [[] for _ in range(1 << bits)]
    for term in sorted(postings):
        terms[bucket(term, bits)].append(term)
    return [_parts(one, postings, number(first_page)) for one in terms]


def _parts(terms: Iterable[str], postings: Postings, mark: bytes) -> list[bytes]:
    parts: list[bytearray] = [bytearray()]
    before = b""
    for term in terms:
        places = pack_places(postings[term])
        record = _record(before, term.encode(), places)
        if len(parts[-1]) + len(record) >= LARGEST:
            parts.append(bytearray())
            record = _record(b"", term.encode(), places)
        parts[-1] += record
        before = term.encode()
    if len(parts) > MOST_PARTS or any(len(one) >= LARGEST for one in parts):
        raise UnfitError("A shard of the search index is larger than its format allows.")
    return [bytes([len(parts)]) + mark + one for one in parts]


def _record(before: bytes, term: bytes, places: bytes) -> bytes:
    """What a term shares with the one before, the rest of it, its places."""
    shared = 0
    for one, other in zip(before, term, strict=False):
        if one != other:
            break
        shared += 1
    return bytes([shared, len(term) - shared]) + term[shared:] + places


def pack_places(places: list[int]) -> bytes:
    """Gaps where a term is rare, two rows of bits (where it stands, where it stands out) where it is not."""
    gaps = bytearray()
    last = -1
    for one in places:
        place = one >> 1
        gap = (place - last) << 1 | (one & 1)
        last = place
        if gap < 128:
            gaps.append(gap)
        else:
            gaps += number(gap)
    row = last // 8 + 1
    if 2 * row < len(gaps):
        return number(row << 1 | 1) + _row(places, row) + _row([one for one in places if one & 1], row)
    return number(len(places) << 1) + bytes(gaps)


def _row(places: list[int], length: int) -> bytes:
    row = bytearray(length)
    for one in places:
        row[one >> 4] |= 1 << (one >> 1 & 7)
    return bytes(row)


def number(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)
