"""The one place where corrections, updates, withdrawals and hidden people are told to the audit log."""

from __future__ import annotations

from typing import Any

from tamizdat.newsroom.people.audit import note


def note_deed(user: Any, deed: str, what: str) -> None:
    """``what`` is a public id or a count: never a name, for a hidden one must not stand there."""
    note(user if getattr(user, "is_authenticated", False) else None, deed, what)
