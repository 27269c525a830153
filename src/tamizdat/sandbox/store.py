"""The sandbox's memory: one SQLite file of JSON objects, by kind and id, kept whole in memory as well."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import RefusedError

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  place INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, id)
);
"""
Thing = dict[str, Any]


class Store:
    """Objects by kind and id. Changes of one request are written together or not at all."""

    def __init__(self, file: Path) -> None:
        self.lock = threading.RLock()
        self._things: dict[str, dict[str, Thing]] = {}
        self._changed: dict[tuple[str, str], Thing | None] = {}
        self._depth = 0
        try:
            self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=OFF")
            self._database.executescript(SCHEMA)
            self._read()
        except sqlite3.DatabaseError as error:
            raise RefusedError(f"{file} is not a state of the sandbox: {error}. Name another file.") from error

    def _read(self) -> None:
        self._things.clear()
        for kind, name, body in self._database.execute("SELECT kind, id, body FROM objects ORDER BY place"):
            self._things.setdefault(kind, {})[name] = json.loads(body)

    def get(self, kind: str, name: str) -> Thing | None:
        return self._things.get(kind, {}).get(name)

    def all(self, kind: str) -> list[Thing]:
        """In the order in which they were made."""
        return list(self._things.get(kind, {}).values())

    def count(self, kind: str) -> int:
        return len(self._things.get(kind, {}))

    def put(self, kind: str, name: str, thing: Thing) -> None:
        self._things.setdefault(kind, {})[name] = thing
        self._changed[(kind, name)] = thing

    def remove(self, kind: str, name: str) -> None:
        self._things.get(kind, {}).pop(name, None)
        self._changed[(kind, name)] = None

    def empty(self) -> None:
        with self.lock:
            self._database.execute("DELETE FROM objects")
            self._changed.clear()
            self._things.clear()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All changes inside are written at the end; an unexpected end takes them all back."""
        with self.lock:
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._changed:
                    self._changed.clear()
                    self._read()
                raise
            finally:
                self._depth -= 1
            if not self._depth:
                self._write()

    def _write(self) -> None:
        if not self._changed:
            return
        self._database.execute("BEGIN IMMEDIATE")
        for (kind, name), thing in self._changed.items():
            if thing is None:
                self._database.execute("DELETE FROM objects WHERE kind=? AND id=?", (kind, name))
            else:
                self._database.execute(
                    "INSERT INTO objects (kind, id, body) VALUES (?,?,?) "
                    "ON CONFLICT (kind, id) DO UPDATE SET body=excluded.body",
                    (kind, name, json.dumps(thing, ensure_ascii=False)),
                )
        self._database.execute("COMMIT")
        self._changed.clear()

    def close(self) -> None:
        with self.lock:
            self._database.close()
