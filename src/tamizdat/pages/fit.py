"""Which pieces stand on which page. Decided by length alone, so that every machine decides alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tamizdat.pages.density import PLAIN, WINDOW, density
from tamizdat.pages.pieces import Piece

ROOM = 11_050
"""Bytes of UTF-8 that a page's own words and links may take; with the worst real text they fit LARGEST_PAGE."""
LEAST = 1_500
FITS_ANYWAY = 5_000
"""So much fits beside the furniture however badly it packs."""


def fit(pieces: Sequence[Piece], first: int, later: int, tail: int) -> list[list[Piece]]:
    """Pages of pieces: the first page has less room, for it has the headline; the last must also hold the tail."""
    pieces = weigh(pieces)
    count = len(_fill(pieces, first, later, tail, 0))
    if count == 1:
        return [list(pieces)]
    total = sum(one.size for one in pieces) + tail
    even = _fill(pieces, first, later, tail, max(total // count, LEAST))
    return even if len(even) == count else _fill(pieces, first, later, tail, 0)


def weigh(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """What packs badly counts for more."""
    if sum(one.size for one in pieces) <= FITS_ANYWAY:
        return pieces
    weighed: list[Piece] = []
    window: list[Piece] = []
    size = 0
    for one in pieces:
        window.append(one)
        size += len(one.html)
        if size >= WINDOW:
            weighed += _weigh_window(window)
            window, size = [], 0
    return weighed + _weigh_window(window)


def _weigh_window(window: list[Piece]) -> list[Piece]:
    times = density(" ".join(one.html for one in window))
    return window if times == PLAIN else [replace(one, size=int(one.size * times)) for one in window]


def _fill(pieces: Sequence[Piece], first: int, later: int, tail: int, enough: int) -> list[list[Piece]]:
    """``enough``: a page is turned as soon as it holds this much; 0 fills every page."""
    pages: list[list[Piece]] = [[]]
    size, left = 0, sum(one.size for one in pieces)
    for one in pieces:
        room = max(first if len(pages) == 1 else later, LEAST)
        is_last_fit = size + left + tail <= room
        full = size + one.size > room or (enough and size >= enough and not is_last_fit)
        if full and pages[-1] and not is_last_fit:
            carried = _take_leading(pages[-1])
            pages.append(carried)
            size = sum(piece.size for piece in carried)
        pages[-1].append(one)
        size += one.size
        left -= one.size
    if size + tail > max(first if len(pages) == 1 else later, LEAST) and len(pages[-1]) > 1:
        last = pages[-1].pop()
        pages.append([*_take_leading(pages[-1]), last])
    return pages


def _take_leading(page: list[Piece]) -> list[Piece]:
    """Subheads at the foot of a page go over to the next."""
    at = len(page)
    while at > 1 and page[at - 1].leads:
        at -= 1
    taken = page[at:]
    del page[at:]
    return taken
