"""A proof of work: a second of a phone's time for each form, so a thousand forms cost a machine a thousand seconds.

The puzzle is the form's own token: find a number such that SHA-256 of ``token:number`` begins with so many zero bits.
The reader's browser does it while they fill in the form (``assets/proof.js``); nobody else is asked.
"""

from __future__ import annotations

import hashlib

BITS = 16
"""65,000 digests on average: about a second on a phone of 2020."""
LONGEST = 12


def is_solved(token: str, answer: str, bits: int = BITS) -> bool:
    """Does this number solve the puzzle of this form?"""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= LONGEST):
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits) == 0
