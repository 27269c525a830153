"""A proof of work: a moment of a phone's time for each form, which nobody notices who sends one.

The puzzle is the form's own token: find a number such that SHA-256 of ``token:number`` begins with so many zero bits.
The reader's browser does it while they fill in the form (``assets/proof.js``); nobody else is asked.
"""

from __future__ import annotations

import hashlib

BITS = 17
"""131,000 digests on average: 0.3 s measured on a server in Chromium, some seconds on a cheap phone. As in proof.js."""
LONGEST = 12


def is_solved(token: str, answer: str) -> bool:
    """Does this number solve the puzzle of this form?"""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= LONGEST):
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - BITS) == 0
