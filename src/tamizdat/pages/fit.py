"""Which pieces stand on which page. Decided by length alone, so that every machine decides alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tamizdat.pages.density import DENSE, PLAIN, WINDOW, density
from tamizdat.pages.pieces import Piece

ROOM = 11_050
"""Bytes of UTF-8 that a page's own words and links may take; with the worst real text they fit LARGEST_PAGE."""
LEAST = 1_500
FITS_ANYWAY = 5_000
"""So much fits beside the furniture however badly it packs."""


def fit(pieces: Sequence[Piece], first: int, later: int, tail: int) -> list[list[Piece]]:
    """Pages of pieces: the first page has less room, for it has the headline; the last must also hold the tail."""
    room = _Room(max(first, LEAST), max(later, LEAST), tail)
    total = sum(one.size for one in pieces)
    if total * DENSE + tail <= room.first or (total <= FITS_ANYWAY and total + tail <= room.first):
        return [list(pieces)]
    sizes = weigh(pieces) if total > FITS_ANYWAY else [one.size for one in pieces]
    leads = [one.leads for one in pieces]
    starts = _fill(sizes, leads, room, 0)
    if len(starts) > 1:
        even = _fill(sizes, leads, room, max((sum(sizes) + tail) // len(starts), LEAST))
        starts = even if len(even) == len(starts) else starts
    return [list(pieces[start:end]) for start, end in pairwise([*starts, len(pieces)])]


class _Room(NamedTuple):
    """What the first page and a later one hold, and what the last must hold besides."""

    first: int
    later: int
    tail: int


def weigh(pieces: Sequence[Piece]) -> list[int]:
    """How much room each piece takes: what packs badly counts for more."""
    sizes: list[int] = []
    window: list[Piece] = []
    size = 0
    for one in pieces:
        window.append(one)
        size += len(one.html)
        if size >= WINDOW:
            sizes += _weigh_window(window)
            window, size = [], 0
    return sizes + _weigh_window(window)


def _weigh_window(window: list[Piece]) -> list[int]:
    times = density(" ".join([one.html for one in window]))
    return [one.size if times == PLAIN else int(one.size * times) for one in window]


def _fill(sizes: list[int], leads: list[bool], space: _Room, enough: int) -> list[int]:
    """With which piece each page begins. ``enough``: a page is turned as soon as it holds this much; 0 fills it."""
    starts, room = [0], space.first
    size, left = 0, sum(sizes) + space.tail
    for at, one in enumerate(sizes):
        if size + left > room and (size + one > room or (enough and size >= enough)) and at > starts[-1]:
            starts.append(_before_leads(leads, starts[-1], at))
            size, room = sum(sizes[starts[-1] : at]), space.later
        size += one
        left -= one
    if size + space.tail > room and len(sizes) - starts[-1] > 1:
        starts.append(_before_leads(leads, starts[-1], len(sizes) - 1))
    return starts


def _before_leads(leads: list[bool], start: int, end: int) -> int:
    """Subheads at the foot of a page go over to the next; the first piece of a page stays."""
    while end - start > 1 and leads[end - 1]:
        end -= 1
    return end
