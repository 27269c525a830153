"""The kinds of archive that can be brought in; each is imported when it is asked for."""

from __future__ import annotations

import importlib

from tamizdat.intake.archive import ReadArchive

KINDS = {
    "wordpress": "tamizdat.intake.wordpress.read:read",
    "ghost": "tamizdat.intake.ghost.read:read",
    "ninjs": "tamizdat.intake.ninjs.read:read",
    "feed": "tamizdat.intake.feed.read:read",
    "page": "tamizdat.intake.page.read:read",
}


def reader_of(kind: str) -> ReadArchive:
    """The function that reads this kind."""
    module, name = KINDS[kind].split(":")
    read: ReadArchive = getattr(importlib.import_module(module), name)
    return read
