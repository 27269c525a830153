"""The move, step by step. Every step may be done again; the last one, one rename, makes the new home the home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tamizdat.press.doors import bring_edition, press_edition
from tamizdat.press.places import open_memory_at
from tamizdat.project.migrate.files import Moved, copy_files
from tamizdat.project.migrate.source import check_source, nobody_writes, read_history
from tamizdat.project.migrate.target import Target, make_remark, read_target
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import SETTINGS_FILE, Home

Progress = Callable[[str, int, int], None]
FOLDER = ".moving"


@dataclass(frozen=True, slots=True)
class Move:
    """What came of it."""

    tables: list[dict[str, Any]]
    files: dict[str, Moved]
    map_root: str
    kept: Path
    """The settings as they were."""


def prepare(home: Home, lines: str) -> tuple[Home, Target]:
    """The new home's settings, tried out beside the old ones; raises when either is not as it should be."""
    check_source(home)
    shadow = _make_shadow(home, lines)
    target = read_target(shadow, make_remark(shadow.folder))
    target.check()
    return shadow, target


def move(home: Home, shadow: Home, target: Target, show: Progress) -> Move:
    """Copy, press on both sides, compare, switch."""
    show("pressing the last edition here", 0, 1)
    press_edition(home, now=datetime.now(UTC))
    _close_django()
    with nobody_writes(home):
        target.claim()
        show("copying tables", 0, 1)
        tables = json.loads(_run("tables", str(shadow.folder), str(home.database)))
        files = copy_files(home, target.storage, show)
        root = _compare(home, shadow, target, show)
        show("bringing the edition", 0, 1)
        _bring_history(home, target)
        bring_edition(shadow, home.editions)
        target.settle()
        kept = _switch(home, shadow)
    return Move(tables, files, root, kept)


def _close_django() -> None:
    from django.db import connections

    connections.close_all()


def _make_shadow(home: Home, lines: str) -> Home:
    """A folder with the new settings and the keys, for processes of the new home before it is one."""
    shadow = Home(home.folder / FOLDER)
    shadow.folder.mkdir(mode=0o700, exist_ok=True)
    if not shadow.keys.is_symlink():
        shadow.keys.symlink_to(Path("..") / home.keys.name)
    old = home.settings_file.read_text(encoding="utf-8").rstrip("\n")
    shadow.settings_file.write_text(f"{old}\n\n{lines}", encoding="utf-8")
    return shadow


def _compare(home: Home, shadow: Home, target: Target, show: Progress) -> str:
    """Both sides press everything from nothing: the same facts have to give the same map."""
    file = shadow.folder / "here.sqlite3"
    for one in shadow.folder.glob(f"{file.name}*"):
        one.unlink()
    show("pressing everything here", 0, 1)
    here = _run("compute", str(home.folder), str(file))
    show("pressing everything there", 0, 1)
    _forget_press(target)
    there = _run("compute", str(shadow.folder))
    if here != there:
        raise RefusedError(
            f"The two sides press different editions ({here[:16]}… here, {there[:16]}… there), so nothing is switched. "
            "The old home goes on; tell the people who make Tamizdat."
        )
    return here


def _forget_press(target: Target) -> None:
    from tamizdat.shell.postgres import connect

    with connect(target.database) as connection:
        connection.execute("DROP SCHEMA IF EXISTS press CASCADE")


def _bring_history(home: Home, target: Target) -> None:
    """Numbers and manifests of all editions, so that the next one goes on from them."""
    memory = open_memory_at(target.database)
    for table, (columns, rows) in read_history(home.press / "press.sqlite3").items():
        marks = ", ".join("?" * len(columns))
        memory.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING", rows)
    memory.close()


def _switch(home: Home, shadow: Home) -> Path:
    """The old settings stay beside the new ones; one rename decides."""
    kept = home.folder / f"{SETTINGS_FILE}.before-moving"
    shutil.copy2(home.settings_file, kept)
    part = home.settings_file.with_name(f"{SETTINGS_FILE}.part")
    part.write_text(shadow.settings_file.read_text(encoding="utf-8"), encoding="utf-8")
    part.chmod(0o600)
    os.sync()
    part.replace(home.settings_file)
    shutil.rmtree(shadow.folder)
    return kept


def _run(module: str, *arguments: str) -> str:
    """A step in a process of its own: Django belongs to one home for as long as a process lives."""
    done = subprocess.run(
        [sys.executable, "-m", f"tamizdat.project.migrate.{module}", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        | {"TAMIZDAT_HOME": arguments[0], "PYTHONIOENCODING": "utf-8"},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason was given"]
        raise RefusedError(f"The move stopped, and the old home goes on: {said[-1].removeprefix('tamizdat: ')}")
    return done.stdout.strip()
