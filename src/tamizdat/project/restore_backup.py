"""A newsroom, or the support side, brought back from a backup into an empty folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tamizdat.backup.restic import Snapshot
from tamizdat.backup.settings import Side
from tamizdat.backup.take import (
    Way,
    bring_back,
    bring_vault_key,
    choose_snapshot,
    clear,
    erased_since,
    home_of,
    lay_out,
    load_postgres,
    put_vault_key,
    read_vault_key,
)
from tamizdat.project.erase_restored import erase_restored
from tamizdat.project.fill_restored import Filled
from tamizdat.project.make_home import claimed, is_newsroom, move_in
from tamizdat.project.prepare_database import prepare_database
from tamizdat.project.prepare_support import prepare_support
from tamizdat.project.withdrawn_since import Since, ask_mirrors, settle
from tamizdat.shell.errors import HomeError, RefusedError
from tamizdat.shell.home import SETTINGS_FILE, Home

MAKING_SUPPORT = ".making-support"
Tell = Callable[[str], None]
Ask = Callable[[Snapshot], None]
"""Says what will come and what will not; raises when the person does not want it."""


@dataclass(frozen=True, slots=True)
class BackupOrder:
    """What was asked for."""

    way: Way
    side: Side
    snapshot: str
    retractions: tuple[str, ...]
    without_retractions: bool
    vault_place: str
    vault_key: Path | None
    proxy: str
    target: Path
    now: datetime


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came of it."""

    snapshot: Snapshot
    since: Since | None = None
    filled: Filled | None = None
    erased: int = 0
    has_vault: bool = False


def restore_backup(order: BackupOrder, ask: Ask, tell: Tell) -> CameBack:
    """Bring a side back, or leave nothing."""
    repository = order.way.open(order.side)
    snapshot = choose_snapshot(repository, order.snapshot)
    key = read_vault_key(order.vault_key) if order.vault_key else b""
    ask(snapshot)
    try:
        if order.side == "newsroom":
            with claimed(order.target.absolute()) as making:
                tell("Bringing the newsroom's side back …")
                came = _newsroom(order, snapshot, making, tell)
                move_in(making, order.target.absolute())
            return came
        tell("Bringing the support side back …")
        return _support(order, snapshot, key)
    except OSError as error:
        raise HomeError(f"{error.filename or order.target} cannot be written: {error.strerror}.") from None


def _newsroom(order: BackupOrder, snapshot: Snapshot, making: Path, tell: Tell) -> CameBack:
    folder = bring_back(order.way.open("newsroom"), snapshot, making)
    lay_out(folder, making, "newsroom")
    home = home_of(making)
    settings = home.read_settings()
    if settings.database:
        load_postgres(settings.database, folder, "newsroom")
    clear(making)
    prepare_database(making)
    tell("Asking mirrors what was withdrawn since …")
    work = making / ".asking"
    work.mkdir(mode=0o700)
    since = ask_mirrors(home, order.retractions, order.proxy, order.now, work, without=order.without_retractions)
    shutil.rmtree(work)
    return CameBack(snapshot, since, settle(home, since, order.now))


def _support(order: BackupOrder, snapshot: Snapshot, key: bytes) -> CameBack:
    target = order.target.absolute()
    if not is_newsroom(target):
        with claimed(target) as making:
            came = _fill_support(order, snapshot, key, making)
            home_of(making)
            move_in(making, target)
        return came
    home = Home(target)
    if home.support_database.exists() or home.support_keys.exists():
        raise RefusedError(f"{target} has a support side already. Nothing was changed.")
    with _beside(target) as making:
        shutil.copyfile(home.settings_file, making / SETTINGS_FILE)
        came = _fill_support(order, snapshot, key, making)
        for name in ("support", "support.sqlite3"):
            if (making / name).exists():
                (making / name).rename(target / name)
    return came


def _fill_support(order: BackupOrder, snapshot: Snapshot, key: bytes, making: Path) -> CameBack:
    own = (making / SETTINGS_FILE).read_bytes() if (making / SETTINGS_FILE).exists() else None
    folder = bring_back(order.way.open("support"), snapshot, making)
    lay_out(folder, making, "support")
    if own is not None:
        (making / SETTINGS_FILE).write_bytes(own)
    database = Home(making).read_settings().support.database
    if database:
        load_postgres(database, folder, "support")
    clear(making)
    if order.vault_place:
        bring_vault_key(order.way, order.vault_place, making)
    else:
        put_vault_key(making, key)
    prepare_support(making)
    erased = erase_restored(making, erased_since(order.way, snapshot, making))
    return CameBack(snapshot, erased=erased, has_vault=bool(key or order.vault_place))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder of its own in a newsroom that is there already; nothing of it stays."""
    making = target / MAKING_SUPPORT
    making.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(making, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for one in making.iterdir():
            shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
        yield making
    except BlockingIOError:
        raise HomeError(f"{target} is being restored by another command at this moment.") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
        os.close(handle)
