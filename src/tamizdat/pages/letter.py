"""Where the newsroom's letter stands in an article, and which room is kept for it.

What stands on which page is decided without the letter: its room belongs to the paragraph before it. So an article has
as many parts whether readers are asked in a notice, a letter, at the end, or not at all. How far that holds:
docs/operating/campaigns.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tamizdat.pages.appeals import Appeals, print_appeal
from tamizdat.pages.cut import cut_html
from tamizdat.pages.fit import fit
from tamizdat.pages.paper import NOTICE_MARKUP, Paper, paper_html
from tamizdat.pages.pieces import LONGEST_PIECE, Piece, Setting, piece

LETTER_AFTER = 4
"""Paragraphs before the newsroom's letter; a shorter text has it at the end."""
LETTER_ROOM = 3_600
"""Bytes that are kept for the paper's own letter at most."""


class Room(NamedTuple):
    """What the first page and a later one hold, and what the last must hold besides."""

    first: int
    later: int
    tail: int


class Letters(NamedTuple):
    """What asks inside an article and at its end; ``kept`` and ``more``: the room that both take of the text."""

    letter: Piece | None
    end: Piece | None
    kept: int
    more: int


def letter_piece(paper: Paper, place: str, appeal: dict[str, Any] | None, setting: Setting) -> Piece | None:
    if not appeal:
        return None
    html = paper_html(paper, appeal["html"], setting.root)
    return piece(print_appeal(paper, place, appeal, html, setting.root))


def find_letters(paper: Paper, appeals: Appeals, setting: Setting, free: int, *, is_page: bool) -> Letters:
    """``free``: the room that is kept for a notice, where none stands. A campaign's letter takes that first."""
    standing = letter_piece(paper, "letter", None if is_page else paper.fact["letter"], setting)
    letter, end = (letter_piece(paper, place, getattr(appeals, place), setting) for place in ("letter", "end"))
    kept = min(standing.size, LETTER_ROOM) if standing else 0
    is_campaign = "place" in (appeals.letter or ())
    needed = _beyond(letter, free) if is_campaign else letter.size if letter else 0
    return Letters(letter, end, max(kept, needed), _beyond(end, free))


def _beyond(asked: Piece | None, free: int) -> int:
    return max(asked.size - NOTICE_MARKUP - free, 0) if asked else 0


def lay_out(pieces: list[Piece], letters: Letters, room: Room) -> list[list[Piece]]:
    """The pages of an article. What asks is put in afterwards, so it moves no word to another page."""
    tail = room.tail + letters.more
    made, at = _make_room(pieces, letters.kept, room) if pieces and letters.kept <= LETTER_ROOM else ([], 0)
    if made:
        parts = _put_in(fit(made, room.first, room.later, tail), at, letters.letter)
    else:  # it is too long to stand beside anything
        parts = fit(_with_letter(pieces, letters.letter), room.first, room.later, tail)
    return [*parts[:-1], [*parts[-1], *([letters.end] if letters.end else ())]]


def _with_letter(pieces: list[Piece], letter: Piece | None) -> list[Piece]:
    at = _place(pieces) + 1
    return [*pieces[:at], letter, *pieces[at:]] if letter else pieces


def _place(pieces: list[Piece]) -> int:
    """After which piece: once the reader has begun, never between a subhead and its text."""
    texts = [at for at, one in enumerate(pieces) if one.is_text]
    return texts[LETTER_AFTER - 1] if len(texts) >= LETTER_AFTER + 2 else len(pieces) - 1


def _make_room(pieces: list[Piece], kept: int, room: Room) -> tuple[list[Piece], int]:
    """The pieces, and after which of them the letter stands: that one has its room. None, where none has."""
    at = _place(pieces)
    before, most = pieces[at], max(room.later if at else room.first, LONGEST_PIECE)
    parts = [before]
    if kept and before.is_text and before.size + kept > most:
        parts = [piece(one, is_text=True) for one in cut_html(before.html, min(before.size // 2 + 150, most - kept))]
    last = parts[-1]._replace(size=parts[-1].size + kept)
    if kept and last.size > most:
        return [], 0
    return [*pieces[:at], *parts[:-1], last, *pieces[at + 1 :]], at + len(parts) - 1


def _put_in(parts: list[list[Piece]], at: int, letter: Piece | None) -> list[list[Piece]]:
    if letter is None:
        return parts
    shown = []
    for part in parts:
        shown.append([*part[: at + 1], letter, *part[at + 1 :]] if 0 <= at < len(part) else part)
        at -= len(part)
    return shown
