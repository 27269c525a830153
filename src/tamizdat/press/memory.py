"""What the press remembers between editions: facts as last seen, units with their reads, and what they printed.

Private, and can be made again: without it the next edition is pressed from nothing and has the same map root. The SQL
is what SQLite and PostgreSQL both understand, with ``?`` for values; many rows go in one call.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tamizdat.press.editions.history_schema import HISTORY

VERSION = 5
"""Counts up with the tables, and with how terms are made of text (``pages/search``). A memory of another version is
forgotten, and made again by the next press."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL DEFAULT '', value TEXT,
    seen INTEGER NOT NULL DEFAULT 0, edition INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS fact_seen ON fact (seen);
CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
    grp TEXT NOT NULL, picture TEXT, published TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_sequence ON article (sequence);
CREATE INDEX IF NOT EXISTS article_group ON article (grp);
CREATE INDEX IF NOT EXISTS article_picture ON article (picture) WHERE picture IS NOT NULL;
CREATE INDEX IF NOT EXISTS article_standing ON article (language, sequence) WHERE kind = 'page';
CREATE TABLE IF NOT EXISTS place (
    list TEXT NOT NULL, place INTEGER NOT NULL, article TEXT NOT NULL, published TEXT NOT NULL,
    sequence INTEGER NOT NULL, PRIMARY KEY (list, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_article ON place (article);
CREATE INDEX IF NOT EXISTS place_newest ON place (list, published, sequence);
CREATE TABLE IF NOT EXISTS month (
    list TEXT PRIMARY KEY, members INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS live (
    article TEXT PRIMARY KEY, language TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unit (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stale INTEGER NOT NULL DEFAULT 1,
    reads BLOB NOT NULL DEFAULT x'', held TEXT, made INTEGER NOT NULL DEFAULT 0, cause TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS unit_stale ON unit (id) WHERE stale = 1;
CREATE INDEX IF NOT EXISTS unit_held ON unit (id) WHERE held IS NOT NULL;
CREATE TABLE IF NOT EXISTS read (
    fact INTEGER NOT NULL, unit INTEGER NOT NULL, PRIMARY KEY (fact, unit)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS output (
    path TEXT NOT NULL, rank INTEGER NOT NULL, unit INTEGER NOT NULL, digest TEXT NOT NULL, length INTEGER NOT NULL,
    media_type TEXT NOT NULL, gz_digest TEXT, gz_length INTEGER, br_digest TEXT, br_length INTEGER,
    edition INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (path, rank, unit)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS output_unit ON output (unit);
CREATE INDEX IF NOT EXISTS output_digest ON output (digest);
CREATE TABLE IF NOT EXISTS touched (
    path TEXT PRIMARY KEY, slice INTEGER NOT NULL, gz_slice INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS brotli (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS later (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edition (
    number INTEGER PRIMARY KEY, manifest TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, counts TEXT NOT NULL);
"""

FEW = 500
"""Values in one question to the database."""

T = TypeVar("T")


class Cursor(Protocol):
    """The rows of an answer."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Memory(Protocol):
    """A database that remembers: a connection to SQLite is one."""

    def execute(self, query: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, query: str, rows: Iterable[Sequence[Any]], /) -> Cursor: ...


def open_memory(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open what the press remembers; the first call makes it, and so does the first one of a newer version."""
    if read_only:
        memory = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    else:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        memory = _connect(file)
        (version,) = memory.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            memory.close()
            for one in file.parent.glob(f"{file.name}*"):
                one.unlink()
            memory = _connect(file)
        memory.executescript(SCHEMA + HISTORY)
        memory.execute(f"PRAGMA user_version = {VERSION}")
    memory.execute(f"PRAGMA cache_size = {-8_192 if read_only else -65_536}")  # KiB; the system keeps the rest at hand
    return memory


def _connect(file: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(file, isolation_level=None)
    memory.execute("PRAGMA journal_mode = WAL")
    memory.execute("PRAGMA synchronous = NORMAL")
    return memory


@contextmanager
def transaction(memory: Memory) -> Iterator[None]:
    """All of it or nothing of it."""
    memory.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        memory.execute("ROLLBACK")
        raise
    memory.execute("COMMIT")


def in_chunks(items: Iterable[T], size: int = FEW) -> Iterator[list[T]]:
    """Lists of at most ``size``, in order."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def select_in(memory: Memory, query: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows of a query that ends in ``IN`` (or holds ``IN {}``), asked for few values at a time."""
    for chunk in in_chunks(values):
        marks = f"({','.join('?' * len(chunk))})"
        yield from memory.execute(query.format(marks), chunk).fetchall()


def read_state(memory: Memory, key: str, default: str = "") -> str:
    """A small remembered value."""
    row = memory.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return row[0] if row else default


def write_state(memory: Memory, key: str, value: str) -> None:
    """Remember a small value."""
    memory.execute(
        "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


NewFact = tuple[str, str, str | None]
"""Name, digest, canonical JSON (None: there is no such fact any more, and the digest is empty)."""


def put_facts(memory: Memory, facts: Sequence[NewFact], edition: int = 0) -> list[NewFact]:
    """Remember facts; returns those that changed. ``edition`` is the one that they change for."""
    known = dict(select_in(memory, "SELECT name, digest FROM fact WHERE name IN {}", [name for name, _, _ in facts]))
    changed = [one for one in facts if known.get(one[0], "") != one[1]]
    (seen,) = memory.execute("SELECT coalesce(max(seen), 0) FROM fact").fetchone()
    memory.executemany(
        "INSERT INTO fact (name, digest, value, seen, edition) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET digest = excluded.digest, value = excluded.value, seen = excluded.seen, edition = excluded.edition",
        [(*one, seen + number, edition) for number, one in enumerate(changed, 1)],
    )
    return changed


def pack_reads(facts: Iterable[int]) -> bytes:
    """The ids of the facts that a unit read, ascending."""
    return array("q", sorted(facts)).tobytes()


def unpack_reads(reads: bytes) -> array[int]:
    """The ids again."""
    return array("q", reads)
