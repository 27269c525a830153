"""The code that a reader writes on a transfer. It names nobody, and a slip of the pen makes it no code at all.

Eleven characters from a digest of the gift's id and one that checks them: 23 letters and digits without vowels (so it
spells nothing) and without look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B). 23 is prime, so with weights of 1 to 12 any one
wrong character and any two that were exchanged are found. In front of it ISO 11649 puts RF and two digits.
"""

from __future__ import annotations

import hashlib
import re

LETTERS = "345679CDFGHJKMNPQRTVWXY"
LENGTH = 12
_not_letters = re.compile(r"[^0-9A-Z]+")
_window = re.compile(f"(?=([{LETTERS}]{{{LENGTH}}}))")
"""Every place where so many of our letters stand in a row, also where they overlap."""


def reference_of(gift: str) -> str:
    """``K7PX3MTD9CQ4``: always the same for a gift."""
    number, body = int.from_bytes(hashlib.sha256(f"tamizdat transfer {gift}".encode()).digest()[:16], "big"), ""
    for _ in range(LENGTH - 1):
        number, place = divmod(number, len(LETTERS))
        body += LETTERS[place]
    return next(body + last for last in LETTERS if is_reference(body + last))


def is_reference(code: str) -> bool:
    """Is this one of our codes, every character right and in its place?"""
    if len(code) != LENGTH or any(one not in LETTERS for one in code):
        return False
    return sum(weight * LETTERS.index(one) for weight, one in enumerate(code, 1)) % len(LETTERS) == 0


def spaced(code: str) -> str:
    """``K7PX 3MTD 9CQ4``: as a person copies it."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def creditor_reference(code: str) -> str:
    """``RF18K7PX3MTD9CQ4`` (ISO 11649): as banks check it."""
    return f"RF{98 - mod97(code + 'RF00'):02}{code}"


def mod97(text: str) -> int:
    """The remainder of ISO 7064 by which references and account numbers are checked; letters count from 10."""
    return int("".join(str(int(one, 36)) for one in text)) % 97


def references_in(text: str) -> frozenset[str]:
    """Every code in what a bank passed on, however it was spaced, broken into lines or written in small letters."""
    letters = _not_letters.sub("", text.upper())
    return frozenset(code for found in _window.finditer(letters) if is_reference(code := found[1]))
