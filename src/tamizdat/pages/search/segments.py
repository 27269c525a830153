"""How the index of a language is cut: into segments of list pages, merged by fixed powers of four.

Only the number of list pages decides. So the index is the same whether it grew article by article or was made at once,
and a new article changes the last segment alone. Format: docs/formats/search-v1.md, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

FAN = 4
"""Segments that become one."""
HEAD_BITS = (0, 1, 3, 4, 6)
TEXT_BITS = (1, 4, 5, 7)
"""By level: a segment has 2^bits shards, so that one holds about 10,000 bytes."""
BITS = {"head": HEAD_BITS, "text": TEXT_BITS}
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Segment:
    """``Segment("text", 1, 2)``: list pages 9 to 12."""

    field: str
    level: int
    number: int

    @property
    def pages(self) -> range:
        """The list pages that it covers, from the oldest."""
        size = FAN**self.level
        return range(self.number * size + 1, (self.number + 1) * size + 1)

    @property
    def bits(self) -> int:
        return BITS[self.field][self.level]

    @property
    def name(self) -> str:
        return f"{self.field}/{self.level}-{self.number}"


def segments(field: str, pages: int) -> Iterator[Segment]:
    """The segments of so many list pages, oldest first. The last page is still filling and stands alone."""
    done = 0
    for level in range(len(BITS[field]) - 1, -1, -1):
        size = FAN**level
        while done + size < pages:
            yield Segment(field, level, done // size)
            done += size
    if pages:
        yield Segment(field, 0, pages - 1)


def read_segment(name: str) -> Segment:
    """``text/1-2``"""
    field, _, place = name.partition("/")
    level, _, number = place.partition("-")
    return Segment(field, int(level), int(number))
