"""The one place where corrections, updates, withdrawals and hidden people are told to the audit log."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

AUDIT = "tamizdat.newsroom.people.audit"


def note_deed(user: Any, deed: str, what: str) -> None:
    """``what`` is a public id or a count: never a name, for a hidden one must not stand there."""
    if find_spec("tamizdat.newsroom.people") and find_spec(AUDIT):
        import_module(AUDIT).note(user, deed, what)
