"""A new newsroom's folder: made in ``.making`` inside it; ``tamizdat.toml`` arrives last and says that it is whole."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tamizdat.project.login import Login, make_password
from tamizdat.project.prepare_database import prepare_database
from tamizdat.project.settings_file import NewSettings
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import SETTINGS_FILE, Home

MAKING = ".making"
LOGIN_FILE = "demo.json"
PIECES = re.compile(
    r"newsroom\.sqlite3(-wal|-shm)?|editions|keys|originals|press|renditions|support(\.sqlite3(-wal|-shm)?)?|demo\.json"
    r"|mirrors|onion"
)
"""What an interrupted attempt may have left beside ``.making``."""


def is_newsroom(path: Path) -> bool:
    """Does this folder hold a whole newsroom?"""
    return (path / SETTINGS_FILE).is_file()


def make_home(
    path: Path,
    *,
    name: str,
    languages: Sequence[str],
    time_zone: str = "UTC",
    address: str = "",
    onion: str = "",
    worker: str = "",
    editor: str = "editor",
    support: str = "",
    keep: Callable[[Path, Login], None] | None = None,
) -> Login:
    """Make a newsroom's folder with one account; raises HomeError and leaves nothing behind when it cannot.

    ``keep`` is called with the folder before it is whole, to put more into it: all arrives at once.
    """
    settings = NewSettings(name, languages, time_zone, address, onion, worker)
    if support:
        settings = replace(settings, support=support)
    settings.check()
    path = path.absolute()
    _check_folder(path)
    try:
        with claimed(path) as making:
            login = _fill(making, settings, editor)
            if keep:
                keep(making, login)
            move_in(making, path)
    except OSError as error:
        raise HomeError(f"{error.filename or path} cannot be written: {error.strerror}.") from None
    return login


def _check_folder(path: Path) -> None:
    if is_newsroom(path):
        raise HomeError(f"{path} is a newsroom already. Nothing was changed.")
    if path.exists() and not path.is_dir():
        raise HomeError(f"{path} is a file, not a folder. Choose another place.")
    if path.is_dir() and not _may_be_filled(path):
        raise HomeError(f"{path} is not empty and is not a newsroom. Choose an empty folder or a new one.")


def _may_be_filled(path: Path) -> bool:
    """Empty, or left by an attempt that was interrupted."""
    names = {inner.name for inner in path.iterdir()}
    return not names or (MAKING in names and all(PIECES.fullmatch(name) for name in names - {MAKING}))


@contextmanager
def claimed(path: Path) -> Iterator[Path]:
    """The folder's ``.making``, ours alone; when the making fails, nothing of it stays."""
    made = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    with _locked(path):
        _check_folder(path)
        _empty(path)
        (path / MAKING).mkdir(mode=0o700)
        try:
            yield path / MAKING
            (path / MAKING).rmdir()
        except BaseException:
            if not is_newsroom(path):
                _empty(path)
                for one in made:
                    one.rmdir()
            raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise HomeError(f"{path} is being made by another command at this moment.") from None
    finally:
        os.close(handle)


def _empty(path: Path) -> None:
    """Take away an attempt. ``.making`` goes last: it is what says that the rest is one."""
    for inner in sorted(path.iterdir(), key=lambda one: one.name == MAKING):
        if inner.is_dir() and not inner.is_symlink():
            shutil.rmtree(inner)
        else:
            inner.unlink()


def _fill(making: Path, settings: NewSettings, editor: str) -> Login:
    home = Home(making)
    home.settings_file.write_text(settings.to_toml(), encoding="utf-8")
    for folder in (home.keys, home.originals, home.renditions, home.editions, home.press):
        folder.mkdir(mode=0o700)
    password = make_password()
    secret = prepare_database(making, (editor, password))
    if secret is None:
        raise HomeError(f"No account {editor!r} could be made.")
    return Login(editor, password, secret)


def move_in(making: Path, path: Path) -> None:
    """All that was made becomes the newsroom, at once."""
    for inner in sorted(making.iterdir()):
        if inner.name != SETTINGS_FILE:
            inner.rename(path / inner.name)
    os.sync()
    # The settings come last: a folder without them is an attempt, a folder with them is a newsroom.
    (making / SETTINGS_FILE).rename(path / SETTINGS_FILE)
