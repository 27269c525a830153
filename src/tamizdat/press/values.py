"""What the support site signed and readers get unchanged: the facts ``offer`` and ``statement`` as targets."""

from __future__ import annotations

from tamizdat.core.trust.sign import OFFER, STATEMENT
from tamizdat.press.memory import Memory

TARGETS = {"offer": OFFER, "statement": STATEMENT}
"""Fact → target."""


def read_values(memory: Memory) -> dict[str, bytes]:
    """By the name of the target. A fact is kept as canonical JSON, and so was the file: these are its bytes."""
    rows = memory.execute("SELECT name, value FROM fact WHERE name IN (?, ?) AND value IS NOT NULL", tuple(TARGETS))
    return {TARGETS[name]: value.encode() for name, value in rows.fetchall()}
