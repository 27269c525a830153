"""What was seen, as ``mirrors/watch.sqlite3`` of the home keeps it: appended to, and after a while only sums by day.

Nothing in it is a reader's. It names mirrors that others do not know, so it is for the newsroom alone.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tamizdat.mirrors.watch.history_rows import FILE, SCHEMA, VERSION, Change, Measured
from tamizdat.mirrors.watch.observation import STEPS, Observation
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.standing import Standing, standing_from_json, step
from tamizdat.mirrors.watch.vantage import Vantage
from tamizdat.shell.errors import HomeError

__all__ = ["Change", "History", "Measured"]


class History:
    """Opened by the watch, by commands and by the desk's page, also at the same time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = folder / FILE
        if not self.file.exists():
            os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT, 0o600))
        self._rows = sqlite3.connect(self.file, timeout=20)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._rows.close()

    def _prepare(self) -> None:
        self._rows.execute("PRAGMA journal_mode = WAL")  # the desk's page reads while a round is written
        self._rows.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last round, nothing more
        version = self._version()
        if version > VERSION:
            raise HomeError(f"{self.file} is of a newer Tamizdat. Update this one, or move the file away.")
        if version == VERSION:
            return
        with self._open() as rows:
            rows.execute("BEGIN IMMEDIATE")
            if self._version() == 0:  # nobody else was quicker
                for statement in filter(str.strip, SCHEMA.split(";\n")):
                    rows.execute(statement)
                rows.execute(f"PRAGMA user_version = {VERSION}")

    def _version(self) -> int:
        return int(self._rows.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises HomeError when the file is none of ours."""
        try:
            with self._rows:
                yield self._rows
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: sqlite3.Error) -> HomeError:
        return HomeError(f"{self.file} cannot be used: {error}. If it is damaged, move it away: it is begun anew.")

    # Probes.

    def add(self, found: Iterable[Observation], policy: Policy) -> list[Standing]:
        """Keep what was found, and move the states by it."""
        moved = []
        with self._open() as rows:
            rows.execute("BEGIN IMMEDIATE")
            for one in found:
                steps = [one.steps.get(name) for name in STEPS]
                row = (_second(one.at), one.mirror, one.vantage, one.kind, *steps, one.edition, one.note)
                rows.execute(f"INSERT INTO observation VALUES ({','.join('?' * 11)})", row)
                standing = step(_standing(rows, one.mirror, one.vantage), one, policy)
                text = json.dumps(standing.to_json(), ensure_ascii=False)
                rows.execute("REPLACE INTO standing VALUES (?, ?, ?)", (one.mirror, one.vantage, text))
                moved.append(standing)
        return moved

    def standing(self, mirror: str, vantage: str) -> Standing:
        """``unknown`` when nothing was ever seen."""
        with self._open() as rows:
            return _standing(rows, mirror, vantage)

    def standings(self) -> list[Standing]:
        """All that there are, by mirror and vantage point."""
        with self._open() as rows:
            found = rows.execute("SELECT mirror, vantage, value FROM standing ORDER BY mirror, vantage").fetchall()
        return [standing_from_json(mirror, vantage, json.loads(value)) for mirror, vantage, value in found]

    def observations(self, mirror: str, vantage: str, since: datetime) -> list[Observation]:
        """Single probes, oldest first."""
        asked = "SELECT * FROM observation WHERE mirror = ? AND vantage = ? AND at >= ? ORDER BY at, rowid"
        with self._open() as rows:
            found = rows.execute(asked, (mirror, vantage, _second(since))).fetchall()
        return [_observation(row) for row in found]

    def days(self, mirror: str) -> list[tuple[str, str, str, int]]:
        """Day, vantage point, kind and how often, of the time before single probes are kept."""
        asked = "SELECT day, vantage, kind, count FROM day WHERE mirror = ? ORDER BY day, vantage, kind"
        with self._open() as rows:
            return [(str(a), str(b), str(c), int(d)) for a, b, c, d in rows.execute(asked, (mirror,)).fetchall()]

    def prune(self, now: datetime, keep_days: int) -> int:
        """What is older becomes sums by day; returns how many probes went."""
        before = _second((now - timedelta(days=keep_days)).replace(hour=0, minute=0, second=0, microsecond=0))
        with self._open() as rows:
            rows.execute("BEGIN IMMEDIATE")
            rows.execute(
                "INSERT INTO day SELECT date(at, 'unixepoch'), mirror, vantage, kind, count(*) FROM observation "
                "WHERE at < ? GROUP BY 1, 2, 3, 4 ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (before,),
            )
            return rows.execute("DELETE FROM observation WHERE at < ?", (before,)).rowcount

    def forget(self, mirrors: Iterable[str]) -> None:
        """The states of mirrors that are no more; what was seen of them stays in the history."""
        with self._open() as rows:
            rows.executemany("DELETE FROM standing WHERE mirror = ?", [(one,) for one in mirrors])

    # From where, and what the main address is: as the last round had it.

    def put_round(self, vantages: Iterable[Vantage], main: str, now: datetime, canaries: Sequence[str] = ()) -> None:
        """``main`` is empty when the newsroom has no public address."""
        with self._open() as rows:
            rows.execute("DELETE FROM vantage")
            for place, one in enumerate(vantages):
                kind = one.proxy.partition(":")[0]  # not where it is
                rows.execute(
                    "INSERT INTO vantage VALUES (?, ?, ?, ?, ?)", (place, one.name, one.country, one.network, kind)
                )
            rows.execute("REPLACE INTO note VALUES ('main', ?)", (main,))
            rows.execute("REPLACE INTO note VALUES ('round', ?)", (now.isoformat(),))
            rows.execute("REPLACE INTO note VALUES ('canaries', ?)", (json.dumps(canaries),))

    def vantages(self) -> list[Vantage]:
        with self._open() as rows:
            found = rows.execute("SELECT name, country, network, proxy FROM vantage ORDER BY place").fetchall()
        return [Vantage(*row) for row in found]

    @property
    def main(self) -> str:
        """The main address, such as ``https://lamp.example``; empty when there is none, or before the first round."""
        return self._note("main")

    @property
    def last_round(self) -> datetime | None:
        """When mirrors were looked at last."""
        text = self._note("round")
        return datetime.fromisoformat(text) if text else None

    @property
    def canaries(self) -> frozenset[str]:
        """Mirrors whose block says that a pool's list is read."""
        return frozenset(json.loads(self._note("canaries") or "[]"))

    def _note(self, name: str) -> str:
        with self._open() as rows:
            row = rows.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    # Decisions.

    def note_change(self, change: Change) -> None:
        with self._open() as rows:
            row = (
                _second(change.at), change.proposal, change.kind, change.pool, change.mirror, change.woken, change.who,
                change.why,
            )  # fmt: skip
            rows.execute("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def changes(self, since: datetime) -> list[Change]:
        """Newest first."""
        with self._open() as rows:
            asked = "SELECT * FROM change WHERE at > ? ORDER BY at DESC, rowid DESC"
            found = rows.execute(asked, (_second(since),)).fetchall()
        return [Change(_time(row[0]), *row[1:]) for row in found]

    def dismiss(self, proposal: str, at: datetime) -> None:
        with self._open() as rows:
            rows.execute("REPLACE INTO dismissed VALUES (?, ?)", (proposal, _second(at)))

    def dismissed(self, since: datetime) -> set[str]:
        with self._open() as rows:
            found = rows.execute("SELECT proposal FROM dismissed WHERE at > ?", (_second(since),)).fetchall()
        return {str(row[0]) for row in found}

    # OONI, of the main address alone.

    def put_measured(self, measured: Iterable[Measured]) -> None:
        """In the place of what was brought before."""
        with self._open() as rows:
            rows.execute("DELETE FROM ooni")
            for one in measured:
                row = (
                    one.country, one.network, one.since, one.until, one.ok, one.anomaly, one.confirmed, one.failure,
                    _second(one.brought_at),
                )  # fmt: skip
                rows.execute("INSERT INTO ooni VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def measured(self) -> list[Measured]:
        with self._open() as rows:
            found = rows.execute("SELECT * FROM ooni ORDER BY country, network").fetchall()
        return [Measured(*(*row[:8], _time(row[8]))) for row in found]


def _standing(rows: sqlite3.Connection, mirror: str, vantage: str) -> Standing:
    asked = "SELECT value FROM standing WHERE mirror = ? AND vantage = ?"
    row = rows.execute(asked, (mirror, vantage)).fetchone()
    return standing_from_json(mirror, vantage, json.loads(row[0])) if row else Standing(mirror, vantage)


def _observation(row: tuple[object, ...]) -> Observation:
    at, mirror, vantage, kind, *numbers, edition, note = row
    steps = {name: number for name, number in zip(STEPS, numbers, strict=True) if isinstance(number, int)}
    return Observation(_time(at), mirror, vantage, kind, steps, edition, note)  # type: ignore[arg-type]


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _time(second: object) -> datetime:
    return datetime.fromtimestamp(int(str(second)), UTC)
