"""How densely packed words are, told without a compressor: text that hardly repeats itself takes more room as sent.

Everyday prose uses its words again and again, whatever the language. Lists of codes, random strings and rare
ideographs do not; they get smaller pages.
"""

from __future__ import annotations

WINDOW = 3_000
"""Letters."""
PLAIN, DENSE = 1.0, 1.85
MOSTLY_NEW = 0.86
"""Prose in any real language stays below this share of first-used words in a window, save for lists of names."""
LONG_TOKEN = 14
ENOUGH = 40


def density(words: str) -> float:
    """By how much these words cost more than prose."""
    tokens = words.split()
    if not words.isascii() and len(words) > LONG_TOKEN * len(tokens):
        return _density_of_letters(words)
    if len(tokens) < ENOUGH:
        return PLAIN
    return DENSE if len(set(tokens)) > MOSTLY_NEW * len(tokens) else PLAIN


def _density_of_letters(words: str) -> float:
    """For scripts written without spaces. Chinese prose of 3,000 letters has some 600 different ones."""
    return DENSE if len(set(words)) > 300 + 0.3 * len(words) else PLAIN
