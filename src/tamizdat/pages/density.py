"""How densely packed words are, told without a compressor: text that hardly repeats itself takes more room as sent.

Everyday prose uses its words again and again, whatever the language. Lists of codes, random strings and rare ideographs do
not; they get smaller pages.
"""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 3_000
"""Letters."""
PLAIN, DENSE = 1.0, 1.85
MOSTLY_NEW = 0.86
"""Prose in any real language stays below this share of first-used words in a window, save for lists of names."""
LONG_TOKEN = 14
ENOUGH = 40


def density(words: str) -> float:
    """By how much these words cost more than prose."""
    tokens: Sequence[str] = words.split()
    if not words.isascii() and len(words) > LONG_TOKEN * len(tokens):  # written without spaces: its letters are counted instead
        tokens = words
    if len(tokens) < ENOUGH:
        return PLAIN
    return DENSE if len(set(tokens)) > MOSTLY_NEW * len(tokens) else PLAIN
