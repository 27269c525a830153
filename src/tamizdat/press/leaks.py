"""What must never be printed: accounts of the newsroom. Only this stops an edition.

Words that are published bylines, or that editors wrote into the paper's own pages (a listed contact), are allowed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable

from tamizdat.press.memory import read_state, write_state
from tamizdat.shell.errors import RefusedError


class LeakError(RefusedError):
    """A fact holds what would tell who works here."""


def check_leaks(memory: sqlite3.Connection, private_words: Iterable[str]) -> None:
    """Search the facts that changed since the last clean search; all of them when the private words changed."""
    words = sorted({word.casefold() for word in private_words} - _allowed(memory, private_words))
    known = hashlib.sha256(json.dumps(words).encode()).hexdigest()
    after = int(read_state(memory, "leaks_after", "0")) if read_state(memory, "leaks_words") == known else 0
    last = after
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words)) if words else None
    rows = memory.execute(
        "SELECT seen, name, value FROM fact WHERE seen > ? AND value IS NOT NULL AND name NOT GLOB 'card:*'"
        " ORDER BY seen",
        (after,),
    )
    for seen, name, value in rows:
        found = pattern.search(value.casefold()) if pattern else None
        if found:
            raise LeakError(
                f"No edition was made: {name} holds {found.group()!r}, the name or address of an account. "
                "Take it out of the text; or, if readers may know it, name it on the paper's own pages or as a byline."
            )
        last = seen
    write_state(memory, "leaks_words", known)
    write_state(memory, "leaks_after", str(last))


def _allowed(memory: sqlite3.Connection, private_words: Iterable[str]) -> set[str]:
    rows = memory.execute(
        "SELECT value FROM fact WHERE (name GLOB 'paper:*' OR name GLOB 'byline:*') AND value IS NOT NULL"
    )
    public = "\n".join(value.casefold() for (value,) in rows)
    return {word.casefold() for word in private_words if word.casefold() in public}
