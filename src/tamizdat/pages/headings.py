"""Subheads of one page go down one step at a time, so that whoever jumps from head to head misses none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.pages.pieces import Piece


def step_headings(pieces: Iterable[Piece]) -> Iterator[str]:
    """The pieces as HTML. A page that begins in the middle of a chapter begins with a subhead of the second level."""
    above = 1
    for one in pieces:
        if one.leads:
            level = min(int(one.html[2]), above + 1)
            yield f"<h{level}{one.html[3:-2]}{level}>"
            above = level
        else:
            yield one.html
            above = 2 if "<h2" in one.html else above
