"""A moment of the newsroom, held still: databases are copied whole into a folder of their own while work goes on.

The folder is in the home, for its owner alone, and is emptied before and after every use; what a kill left behind is
taken away by the next run.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.grown import Database
from tamizdat.shell.home import Home

STAGED = ".backup"
PATIENCE = 20.0
"""What a killed backup started ends within seconds; for so long it is waited for."""


def stage_folder(home: Home) -> Path:
    return home.folder / STAGED


@contextmanager
def staging(home: Home) -> Iterator[int]:
    """The folder, ours alone; raises RefusedError while another backup is at work.

    Gives the handle of the lock: whoever inherits it holds the lock as well.
    """
    folder = stage_folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, home)
        _empty(folder)
        try:
            yield handle
        finally:
            _empty(folder)
    finally:
        os.close(handle)


def _lock(handle: int, home: Home) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise RefusedError(f"Another backup of {home.folder} is running. Wait until it has ended.") from None
            time.sleep(0.2)


def _empty(folder: Path) -> None:
    """What restic remembers of a place (sealed) and which places there were stay."""
    for one in folder.iterdir():
        if one.name not in ("cache", "places.json"):
            remove(one)


def remove(path: Path) -> None:
    """Take a staged copy away; its bytes are overwritten first, as the support site does with what it deletes."""
    for file in path.rglob("*") if path.is_dir() and not path.is_symlink() else (path,):
        if file.is_file() and not file.is_symlink():
            _overwrite(file)
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _overwrite(file: Path) -> None:
    with file.open("r+b") as old:
        left = file.stat().st_size
        while left > 0:
            left -= old.write(bytes(min(left, 1 << 20)))
        old.flush()
        os.fsync(old.fileno())


def copy_sqlite(source: Path, target: Path) -> None:
    """One consistent state, taken while others write."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private(target)
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=30)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)  # in one step: a reader of SQLite's journal holds up no writer
            if new.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise RefusedError(f"{source} is damaged, so no backup was made of it. Earlier ones are as they were.")
    except sqlite3.Error as error:
        raise RefusedError(f"{source} cannot be copied: {error}. No backup was made of it.") from None


def dump_postgres(database: Database, target: Path) -> None:
    """The same of PostgreSQL, by its own pg_dump; the password goes by the environment."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private(target)
    run_postgres(database, "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--file", str(target))


def run_postgres(database: Database, program: str, *words: str) -> None:
    """One of PostgreSQL's programs on this database; raises RefusedError with what it said."""
    found = shutil.which(program)
    if found is None:
        raise RefusedError(f"{program} is not installed, and {database} needs it: apt install postgresql-client.")
    done = subprocess.run(
        [found, *words], capture_output=True, stdin=subprocess.DEVNULL, env=_environment(database), check=False
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.decode(errors="replace").split())
        if database.password:
            said = said.replace(database.password, "…")
        raise RefusedError(f"{program} of the database {database} failed: {said[:400]}")


def _environment(database: Database) -> dict[str, str]:
    given = {
        "PGDATABASE": database.name,
        "PGHOST": database.host,
        "PGPORT": str(database.port or ""),
        "PGUSER": database.user,
        "PGPASSWORD": database.password,
    }
    known = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "options": "PGOPTIONS", "host": "PGHOST"}
    given.update({known[key]: value for key, value in database.options if key in known})
    return {**os.environ, **{key: value for key, value in given.items() if value}}


def _private(file: Path) -> None:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
