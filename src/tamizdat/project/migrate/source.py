"""The home that is left: nobody else may use it while it is copied, and nothing in it is deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

REMADE = {"state", "fact", "article", "place", "month", "unit", "read", "output", "touched", "brotli"}
"""Tables of the press's memory that the first press on the new side makes again."""


def check_source(home: Home) -> None:
    """Refuse a home that has moved already, or that somebody is using at this moment."""
    settings = home.read_settings()
    if settings.database or settings.storage:
        raise RefusedError(f"{home.settings_file} names a database or storage already: this home has moved.")
    if not home.database.exists():
        raise RefusedError(f"{home.folder} has no {home.database.name}: there is nothing to move.")
    with closing(sqlite3.connect(home.database, timeout=0, isolation_level=None)) as alone:
        try:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("SELECT count(*) FROM sqlite_master").fetchone()
            alone.execute("ROLLBACK")
        except sqlite3.OperationalError:
            raise RefusedError(f"{home.database} is in use. Stop `tamizdat serve` and other commands first.") from None


@contextmanager
def nobody_writes(home: Home) -> Iterator[None]:
    """Whoever tries to write waits, and is refused after half a minute; reading goes on."""
    with closing(sqlite3.connect(home.database, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        yield
        held.execute("ROLLBACK")


def count_rows(home: Home) -> dict[str, int]:
    """What there is to copy, by table."""
    with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as newsroom:
        names = [
            name for (name,) in newsroom.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        kept = [one for one in names if not one.startswith(("sqlite_", "wagtailsearch_", "django_session"))]
        return {name: newsroom.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}


def read_history(memory: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """What the press cannot make again, such as the numbers of its editions: table → (columns, rows)."""
    if not memory.exists():
        return {}
    with closing(sqlite3.connect(f"{memory.as_uri()}?mode=ro", uri=True)) as press:
        names = [name for (name,) in press.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        history = {}
        for name in (one for one in names if one not in REMADE and not one.startswith("sqlite_")):
            rows = press.execute(f'SELECT * FROM "{name}"')
            history[name] = ([column[0] for column in rows.description], rows.fetchall())
        return history
