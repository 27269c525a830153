"""Only one press at a time: the second waits for the first, then goes on top of it.

On one machine a lock on a file does; with PostgreSQL a lock of the database, for presses on any machine. Either is let
go of by the system when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tamizdat.shell.grown import Database
from tamizdat.shell.home import Home
from tamizdat.shell.postgres import connect

PRESS = 0x7072_6573_7301
"""The lock's number in the database: "press" in bytes, and one."""


@contextmanager
def only_one_press(folder: Path) -> Iterator[None]:
    """Hold the press's lock. ``folder`` is ``home.press``; what the home's settings say decides on the lock."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = Home(folder.parent)
    database = home.read_settings().database if home.settings_file.exists() else None
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if database is None:
            yield
        else:
            with _locked(database):
                yield


@contextmanager
def _locked(database: Database) -> Iterator[None]:
    with connect(database, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (PRESS,))
        yield
