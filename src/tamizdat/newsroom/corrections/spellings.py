"""How a name or some words are looked for in what an eye reads: as words of their own, in text and in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from tamizdat.newsroom.corrections.seen import Seen, exact, fold, fold_address

WITHIN_NUMBER = ".,\u00a0\u202f"
NO_WORD = re.compile(r"[\W_]+")
BETWEEN = r"(?:[\s_]+|[‐‑-])"
NOTHING = "(?!)"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling, and what takes its place."""

    new: str
    is_capitals: bool
    in_text: re.Pattern[str]
    in_address: re.Pattern[str]
    parts: tuple[str, ...]
    address_parts: tuple[str, ...]

    def may_stand_in(self, words: str, address: str) -> bool:
        """Is it worth while to look closer?"""
        return all(one in words for one in self.parts) or all(one in address for one in self.address_parts)


def spelling_of(old: str, new: str, is_name: bool) -> Spelling:
    """A name in capitals or not, its words joined by a space, a hyphen or ``_``; other words exactly as they are."""
    old = normalize("NFC", old)
    words = map(fold, re.split(r"[\s‐‑-]+", old)) if is_name else map(exact, old.split())
    parts = NO_WORD.split(old)
    address_parts = tuple(filter(None, map(fold_address, parts)))
    return Spelling(
        new=new,
        is_capitals=old.isupper(),
        in_text=re.compile((BETWEEN if is_name else r"\s+").join(map(re.escape, filter(None, words))) or NOTHING),
        in_address=re.compile(r"[\W_]{0,3}".join(map(re.escape, address_parts)) or NOTHING),
        parts=tuple(filter(None, map(fold, parts))),
        address_parts=address_parts or ("\0",),
    )


def matches(
    seen: Seen, spellings: Iterable[Spelling], *, is_name: bool, in_address: bool = False
) -> list[tuple[Spelling, int, int]]:
    """Where they stand, in order; the first of the spellings goes before the others, and none reaches into another."""
    found: list[tuple[Spelling, int, int]] = []
    for one in spellings:
        pattern, at = one.in_address if in_address else one.in_text, 0
        while match := pattern.search(seen.text, at):
            start, end = match.span()
            is_free = all(end <= first or last <= start for _, first, last in found)
            if is_free and _stands_alone(seen, start, end, is_name):
                found.append((one, start, end))
                at = end
            else:
                at = start + 1
    return sorted(found, key=lambda one: one[1])


def _stands_alone(seen: Seen, start: int, end: int, is_name: bool) -> bool:
    if not (seen.is_bound(start, -1, tags=is_name) and seen.is_bound(end - 1, 1, tags=is_name)):
        return False
    return is_name or not (_in_number(seen.text[start::-1][:3]) or _in_number(seen.text[end - 1 : end + 2]))


def _in_number(signs: str) -> bool:
    """A digit, a comma or a point, and another digit: it goes on."""
    return len(signs) == 3 and signs[0].isdigit() and signs[1] in WITHIN_NUMBER and signs[2].isdigit()
