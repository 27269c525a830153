"""What the press remembers between editions: facts as last seen, units with their reads, and what they printed.

Private, and can be made again: without it the next edition is pressed from nothing and has the same map root.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tamizdat.press.history_schema import HISTORY

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL DEFAULT '', value TEXT,
    seen INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS fact_seen ON fact (seen);
CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
    grp TEXT NOT NULL, picture TEXT, published TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_sequence ON article (sequence);
CREATE INDEX IF NOT EXISTS article_group ON article (grp);
CREATE INDEX IF NOT EXISTS article_picture ON article (picture);
CREATE INDEX IF NOT EXISTS article_standing ON article (language, sequence) WHERE kind = 'page';
CREATE TABLE IF NOT EXISTS place (
    list TEXT NOT NULL, place INTEGER NOT NULL, article TEXT NOT NULL, published TEXT NOT NULL,
    sequence INTEGER NOT NULL, PRIMARY KEY (list, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_article ON place (article);
CREATE INDEX IF NOT EXISTS place_newest ON place (list, published, sequence);
CREATE TABLE IF NOT EXISTS unit (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stale INTEGER NOT NULL DEFAULT 1,
    reads BLOB NOT NULL DEFAULT x'', held TEXT);
CREATE INDEX IF NOT EXISTS unit_stale ON unit (id) WHERE stale = 1;
CREATE INDEX IF NOT EXISTS unit_held ON unit (id) WHERE held IS NOT NULL;
CREATE TABLE IF NOT EXISTS read (
    fact INTEGER NOT NULL, unit INTEGER NOT NULL, PRIMARY KEY (fact, unit)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS output (
    path TEXT NOT NULL, rank INTEGER NOT NULL, unit INTEGER NOT NULL, digest TEXT NOT NULL, length INTEGER NOT NULL,
    media_type TEXT NOT NULL, gz_digest TEXT, gz_length INTEGER, br_digest TEXT, br_length INTEGER,
    PRIMARY KEY (path, rank, unit)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS output_unit ON output (unit);
CREATE INDEX IF NOT EXISTS output_digest ON output (digest);
CREATE TABLE IF NOT EXISTS touched (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edition (
    number INTEGER PRIMARY KEY, manifest TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, counts TEXT NOT NULL);
"""


def open_memory(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open what the press remembers; the first call makes it."""
    if read_only:
        memory = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    else:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        memory = sqlite3.connect(file, isolation_level=None)
        memory.execute("PRAGMA journal_mode = WAL")
        memory.execute("PRAGMA synchronous = NORMAL")
        memory.executescript(SCHEMA + HISTORY)
    memory.execute("PRAGMA cache_size = -65536")
    memory.execute("PRAGMA mmap_size = 1073741824")
    return memory


@contextmanager
def transaction(memory: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing of it."""
    memory.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        memory.execute("ROLLBACK")
        raise
    memory.execute("COMMIT")


def read_state(memory: sqlite3.Connection, key: str, default: str = "") -> str:
    """A small remembered value."""
    row = memory.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return row[0] if row else default


def write_state(memory: sqlite3.Connection, key: str, value: str) -> None:
    """Remember a small value."""
    memory.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))


def put_fact(memory: sqlite3.Connection, name: str, digest: str, value: str | None) -> bool:
    """Remember a fact (None: there is no such fact any more). True when it changed."""
    row = memory.execute("SELECT digest FROM fact WHERE name = ?", (name,)).fetchone()
    if row and row[0] == digest:
        return False
    memory.execute(
        "INSERT INTO fact (name, digest, value, seen) VALUES (?, ?, ?, (SELECT coalesce(max(seen), 0) + 1 FROM fact))"
        " ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, value = excluded.value, seen = excluded.seen",
        (name, digest, value),
    )
    return bool(row or digest)


def mark_readers_stale(memory: sqlite3.Connection, names: Iterable[str]) -> None:
    """Every unit that read one of these facts has to be made again."""
    memory.executemany(
        "UPDATE unit SET stale = 1 WHERE id IN (SELECT unit FROM read WHERE fact ="
        " (SELECT id FROM fact WHERE name = ?))",
        ((name,) for name in names),
    )


def pack_reads(facts: Iterable[int]) -> bytes:
    """The ids of the facts that a unit read, ascending."""
    return array("q", sorted(facts)).tobytes()


def unpack_reads(reads: bytes) -> array[int]:
    """The ids again."""
    return array("q", reads)
