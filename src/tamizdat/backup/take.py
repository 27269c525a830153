"""Out of a backup into an empty folder: which one, what it holds, and every file at its place again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from base64 import b32decode
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tamizdat.backup.passwords import password_file
from tamizdat.backup.restic import Repository, Snapshot
from tamizdat.backup.settings import Side, check_place, is_far, read_s3_keys
from tamizdat.backup.sides import NEWSROOM, SUPPORT, VAULT
from tamizdat.backup.stage import STAGED, remove, run_postgres
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.grown import Database
from tamizdat.shell.home import Home
from tamizdat.shell.postgres import connect

BACK = ".back"
"""Below the folder that is being made: what restic wrote."""
ERASED = "SELECT id FROM contributions_supporter WHERE sealed_key IS NULL"
NEWEST = "latest"


@dataclass(frozen=True, slots=True)
class Way:
    """How one gets into a place without a newsroom's settings."""

    place: str
    passwords: Path
    s3_keys: Path | None = None
    ssh_config: str = ""

    def open(self, side: Side, place: str = "") -> Repository:
        """A side of this place, or of another one."""
        chosen = (place or self.place).rstrip("/")
        check_place(chosen)
        if not is_far(chosen) and not Path(chosen).is_dir():
            raise RefusedError(f"{chosen} is not there: is the disk mounted?")
        keys = read_s3_keys(self.s3_keys) if self.s3_keys else {}
        return Repository(chosen, side, password_file(self.passwords, side), keys, None, self.ssh_config)


def choose_snapshot(repository: Repository, asked: str) -> Snapshot:
    """The newest, or the one whose id begins so; raises RefusedError."""
    found = repository.snapshots()
    chosen = found[-1:] if asked == NEWEST else [one for one in found if one.id.startswith(asked)]
    if len(chosen) != 1:
        raise RefusedError(f"{repository.address} has no backup {asked!r}. `tamizdat backup list` names them.")
    return chosen[0]


def bring_back(repository: Repository, snapshot: Snapshot, making: Path) -> Path:
    """Write all of it below ``making``; gives the folder."""
    folder = making / BACK
    folder.mkdir(mode=0o700)
    repository.restore(snapshot.id, folder)
    return folder


def lay_out(folder: Path, making: Path, side: Side) -> None:
    """Each thing goes where the home has it; the databases to their names."""
    staged = folder / (NEWSROOM if side == "newsroom" else SUPPORT)
    names = {
        "newsroom.sqlite3": making / "newsroom.sqlite3",
        "support.sqlite3": making / "support.sqlite3",
        "restored.json": making / "editions" / "restored.json",
    }
    for name, goal in names.items():
        if (staged / name).exists():
            goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (staged / name).replace(goal)
    for one in sorted(folder.iterdir()):
        if one.name != STAGED:
            one.replace(making / one.name)


def load_postgres(database: Database, folder: Path, side: Side) -> None:
    """Into an empty database alone, in one transaction; raises RefusedError."""
    with connect(database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]
    if tables:
        raise RefusedError(
            f"The database {database} has tables already, and a backup goes into an empty one alone. Make another and "
            "name it in tamizdat.toml, or empty this one if it is the rest of an attempt that was cut."
        )
    dump = folder / (f"{NEWSROOM}/newsroom.dump" if side == "newsroom" else f"{SUPPORT}/support.dump")
    words = ("--no-owner", "--exit-on-error", "--single-transaction", "--dbname", database.name)
    run_postgres(database, "pg_restore", *words, str(dump))


def clear(making: Path) -> None:
    """What restic wrote and nothing needs any more."""
    if (making / BACK).exists():
        remove(making / BACK)


def bring_vault_key(way: Way, place: str, making: Path) -> None:
    """From the place that holds the vault's key alone."""
    repository = way.open("vault", place)
    folder = making / f"{BACK}-vault"
    folder.mkdir(mode=0o700)
    repository.restore(choose_snapshot(repository, NEWEST).id, folder)
    put_vault_key(making, (folder / VAULT).read_bytes())
    remove(folder)


def read_vault_key(file: Path) -> bytes:
    """32 bytes, or the text that `tamizdat backup vault-key` prints; raises RefusedError."""
    data = file.read_bytes()
    if len(data) != 32:
        text = "".join(data.decode("ascii", "replace").replace("-", "").split()).upper()
        try:
            data = b32decode(text + "=" * (-len(text) % 8))
        except ValueError:
            data = b""
    if len(data) != 32:
        raise RefusedError(f"{file} is not the vault's key: neither its 32 bytes nor its 52 letters and digits.")
    return data


def put_vault_key(making: Path, key: bytes) -> None:
    """``key`` empty: the file is there and empty, so that nobody makes another key and seals anything under it."""
    file = making / VAULT
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(key)


def erased_since(way: Way, snapshot: Snapshot, making: Path) -> list[str]:
    """Ids (random ones) of supporters whom the newest backup knows as erased: an older one has them still."""
    repository = way.open("support")
    newest = choose_snapshot(repository, NEWEST)
    if newest.id == snapshot.id:
        return []
    folder = making / f"{BACK}-newest"
    folder.mkdir(mode=0o700)
    repository.restore(newest.id, folder, [f"/{SUPPORT}"])
    found = _erased(folder / SUPPORT / "support.sqlite3")
    remove(folder)
    return found


def _erased(database: Path) -> list[str]:
    if not database.exists():
        raise RefusedError("Of PostgreSQL only the newest backup can be brought back: older ones know no erasure.")
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as support:
        return [str(one) for (one,) in support.execute(ERASED)]


def home_of(making: Path) -> Home:
    """Folders that a newsroom needs, for its owner alone."""
    home = Home(making)
    for folder in (home.keys, home.originals, home.renditions, home.editions, home.press):
        folder.mkdir(mode=0o700, exist_ok=True)
    shutil.rmtree(making / STAGED, ignore_errors=True)
    return home
