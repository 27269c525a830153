"""Where a newsroom moves to: checked to be empty, or to be what an interrupted move of this home has left."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from tamizdat.shell.bucket import check_storage, open_private, open_public
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.grown import Database, Storage
from tamizdat.shell.home import Home
from tamizdat.shell.postgres import check_database, connect

MOVING = "moving"
"""A name in the bucket and a remark in the database: which home is on its way here."""


@dataclass(frozen=True, slots=True)
class Target:
    """Both places, and the remark of this move."""

    database: Database
    storage: Storage
    remark: str

    def check(self) -> None:
        """Refuse what cannot be reached and what is not empty; touches nothing."""
        check_database(self.database)
        check_storage(self.storage)
        with connect(self.database) as connection:
            tables, remark = connection.execute(
                "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'press')),"
                " obj_description(to_regnamespace('public'), 'pg_namespace')"
            ).fetchone()
        if tables and remark != self.remark:
            raise RefusedError(
                f"The database {self.database} is not empty: it has {tables} tables. Name one with nothing in it."
            )
        if not self._bucket_is_ours():
            raise RefusedError(f"{self.storage} is not empty. Name a place with nothing in it.")

    def claim(self) -> None:
        """Leave the remark, so that an interrupted move can go on."""
        with connect(self.database) as connection:
            connection.execute(f"COMMENT ON SCHEMA public IS '{self.remark}'")
        open_private(self.storage, "").write(MOVING, self.remark.encode())

    def settle(self) -> None:
        """The move is over: this is a newsroom's home now."""
        open_private(self.storage, "").remove([MOVING])
        with connect(self.database) as connection:
            connection.execute("COMMENT ON SCHEMA public IS 'a newsroom of tamizdat'")

    def _bucket_is_ours(self) -> bool:
        try:
            return open_private(self.storage, "").read(MOVING).decode() == self.remark
        except FileNotFoundError:
            return open_private(self.storage, "").is_empty() and open_public(self.storage).is_empty()


def make_remark(folder: Path) -> str:
    """Random, and the same for every attempt of this home."""
    file = folder / "remark"
    if not file.exists():
        file.write_text(f"tamizdat: moving {secrets.token_hex(8)}")
    return file.read_text()


def read_target(shadow: Home, remark: str) -> Target:
    """What the settings of the new home say."""
    settings = shadow.read_settings()
    if settings.database is None or settings.storage is None:
        raise RefusedError("Both have to be named: --database and --storage, or a file with [database] and [storage].")
    return Target(settings.database, settings.storage, remark)
