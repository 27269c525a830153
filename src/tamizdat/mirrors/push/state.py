"""What each mirror has, as far as we verifiably know: ``mirrors/push.sqlite3`` of the home.

For each mirror a *basis*: the manifest that lay there whole and was read back; and whatever was *touched* since. So a
push that was killed goes on without sending again what arrived, and the next edition is compared with what lies there.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from tamizdat.mirrors.pointer import read_pointer
from tamizdat.mirrors.push.result import PushResult
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

SCHEMA = """
CREATE TABLE IF NOT EXISTS mirror (
    name TEXT PRIMARY KEY, place TEXT NOT NULL, basis TEXT NOT NULL, extra TEXT NOT NULL, manifest TEXT NOT NULL,
    edition INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS touched (
    mirror TEXT, name TEXT, mark TEXT NOT NULL, arrived INTEGER NOT NULL, PRIMARY KEY (mirror, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pointer (mirror TEXT, digest TEXT, PRIMARY KEY (mirror, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (mirror TEXT PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL) WITHOUT ROWID;
"""
GONE = ""
"""The mark of a name that was, or was about to be, removed."""
UNKNOWN = "?"
"""The mark of a name, or the basis of a mirror, that counts for nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What lies on a mirror: all of the edition of the manifest ``basis`` ("": nothing), but for what was touched."""

    basis: str
    extra: tuple[str, ...]
    """Names of that edition that its maps do not list: signed files, targets, the manifest."""
    edition: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What was written under a name: a SHA-256, or what a place itself says of it (``md5:…`` or ``length:…``)."""

    text: str
    arrived: bool
    """False: it was on its way when the push ended."""


class State:
    """Of one mirror. Each process and thread opens its own."""

    def __init__(self, connection: sqlite3.Connection, mirror: str) -> None:
        self._db, self._mirror = connection, mirror

    def known(self, place: str) -> Known | None:
        """None for a mirror of which nothing is known at this place."""
        row = self._db.execute(
            "SELECT basis, extra, edition FROM mirror WHERE name = ? AND place = ?", (self._mirror, place)
        ).fetchone()
        return Known(row[0], tuple(json.loads(row[1])), row[2]) if row else None

    def start_over(self, place: str, found: Iterable[tuple[str, str]]) -> None:
        """Nothing counts but what was found there: names and their marks."""
        with self._db:
            self._forget()
            self._db.execute("INSERT INTO mirror VALUES (?, ?, '', '[]', '', 0)", (self._mirror, place))
            rows = ((self._mirror, name, mark) for name, mark in found)
            self._db.executemany("INSERT INTO touched VALUES (?, ?, ?, 1)", rows)

    def settle(self, place: str, manifest: str, edition: int, extra: Sequence[str], pointer: str) -> None:
        """All of this edition lies there, read back."""
        with self._db:
            self._forget()
            row = (self._mirror, place, manifest, json.dumps(list(extra)), manifest, edition)
            self._db.execute("INSERT INTO mirror VALUES (?, ?, ?, ?, ?, ?)", row)
            self._db.execute("INSERT INTO pointer VALUES (?, ?)", (self._mirror, pointer))

    def distrust(self) -> None:
        """It does not have what we wrote: next time nothing counts."""
        with self._db:
            self._db.execute("UPDATE mirror SET basis = ?, manifest = '' WHERE name = ?", (UNKNOWN, self._mirror))

    def knows_pointer(self, digest: str) -> bool:
        """Did we write this pointer there?"""
        asked = "SELECT 1 FROM pointer WHERE mirror = ? AND digest = ?"
        return self._db.execute(asked, (self._mirror, digest)).fetchone() is not None

    def note_pointer(self, digest: str) -> None:
        """This one lies there, or is about to be written."""
        with self._db:
            self._db.execute("INSERT OR IGNORE INTO pointer VALUES (?, ?)", (self._mirror, digest))

    def marks(self, names: Sequence[str]) -> dict[str, Mark]:
        """Which of these were touched, and with what."""
        holes = ",".join("?" * len(names))
        asked = f"SELECT name, mark, arrived FROM touched WHERE mirror = ? AND name IN ({holes})"
        return {name: Mark(mark, bool(done)) for name, mark, done in self._db.execute(asked, (self._mirror, *names))}

    def touched(self) -> Iterator[tuple[str, Mark]]:
        """Every name and its mark, in chunks, so that the caller may write meanwhile."""
        last, asked = (
            "",
            "SELECT name, mark, arrived FROM touched WHERE mirror = ? AND name > ? ORDER BY name LIMIT 5000",
        )
        while rows := self._db.execute(asked, (self._mirror, last)).fetchall():
            yield from ((name, Mark(mark, bool(done))) for name, mark, done in rows)
            last = rows[-1][0]

    def intend(self, marks: Iterable[tuple[str, str]]) -> None:
        """These are about to be written."""
        with self._db:
            rows = ((self._mirror, name, mark) for name, mark in marks)
            self._db.executemany("INSERT OR REPLACE INTO touched VALUES (?, ?, ?, 0)", rows)

    def arrived(self, names: Iterable[str]) -> None:
        """These lie there now."""
        with self._db:
            rows = ((self._mirror, name) for name in names)
            self._db.executemany("UPDATE touched SET arrived = 1 WHERE mirror = ? AND name = ?", rows)

    def note_result(self, result: PushResult) -> None:
        """What a person is told until the next push."""
        with self._db:
            row = (self._mirror, result.kind, result.what)
            self._db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", row)

    def _forget(self) -> None:
        for table in ("touched", "pointer"):
            self._db.execute(f"DELETE FROM {table} WHERE mirror = ?", (self._mirror,))
        self._db.execute("DELETE FROM mirror WHERE name = ?", (self._mirror,))


@contextmanager
def open_state(home: Home, mirror: str) -> Iterator[State]:
    """What is known of one mirror; raises RefusedError when the file is broken."""
    file = home.mirrors / "push.sqlite3"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(file, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
            yield State(connection, mirror)
    except sqlite3.DatabaseError as error:
        raise RefusedError(
            f"{file} cannot be used: {error}. If this stays so, remove it: the next push asks every mirror what it has."
        ) from None


def is_behind(home: Home, name: str) -> bool:
    """Is this mirror, by the last push, without the current edition? False for one that was never pushed to."""
    if not (home.mirrors / "push.sqlite3").exists():
        return False
    with open_state(home, name) as state:
        row = state._db.execute(
            "SELECT result.kind, mirror.manifest FROM result LEFT JOIN mirror ON mirror.name = result.mirror "
            "WHERE result.mirror = ?", (name,)
        ).fetchone()  # fmt: skip
    if row is None:
        return False
    try:
        return bool(row[0]) or row[1] != read_pointer(home.public_tree)[0]
    except RefusedError:
        return bool(row[0])


def edition_on(home: Home, name: str) -> tuple[int, str]:
    """The edition that lies there whole, by the last push (0: none), and what went wrong with that push."""
    if not (home.mirrors / "push.sqlite3").exists():
        return 0, ""
    with open_state(home, name) as state:
        row = state._db.execute("SELECT edition FROM mirror WHERE name = ? AND manifest != ''", (name,)).fetchone()
        said = state._db.execute("SELECT kind, what FROM result WHERE mirror = ?", (name,)).fetchone()
    return int(row[0]) if row else 0, (said[1] or said[0]) if said and said[0] else ""
