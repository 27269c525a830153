"""Presses while the newsroom is served: when facts change, an edition; every few hours, a fresh timestamp.

``python -m tamizdat.project.press_loop --home FOLDER``. Says what it did, one line of JSON each.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tamizdat.mirrors.copy_edition import copy_edition
from tamizdat.mirrors.source import POINTER
from tamizdat.press.doors import PressReport, far_tree, is_behind, refresh_timestamp
from tamizdat.project.press_noted import press_noted
from tamizdat.shell.console import print_json
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.postgres import connection_errors

Say = Callable[[Any], None]

LOOKS_EVERY = 0.3
REFRESHES_EVERY = 300.0
PUBLISHES_EVERY = 10.0
RETRIES_AFTER = 60.0
LOOKS_FAR_EVERY = 30.0


class PressLoop:
    """What has been done, and when the next thing is due; times are seconds of a clock that only goes forward."""

    def __init__(self, home: Home, copies: Sequence[Path], say: Say = print_json) -> None:
        self.home, self.copies, self.say = home, copies, say
        self.settings_seen = -1.0
        self.publish_at = 0.0
        self.press_at = 0.0
        self.refresh_at = 0.0
        self.look_at = 0.0
        self.seen = b""
        self.doubt = ""
        self.copied: dict[Path, bytes] = {}
        self.copy_at: dict[Path, float] = {}

    def turn(self, now: datetime, clock: float) -> None:
        """Look once, do what is due. Each deed has set when it is tried again before it can fail: the others go on."""
        if clock >= self.publish_at:
            self.publish_at = clock + PUBLISHES_EVERY
            self._say_doubt(publish_due(self.home, now))
        if clock >= self.press_at:
            # If this fails it is tried again after a while; if it succeeds, whenever facts change.
            self.press_at = clock + RETRIES_AFTER
            if self._settings_changed() or is_behind(self.home):
                self._press(now, clock)
            self.press_at = 0.0
        if clock >= self.refresh_at:
            self.refresh_at = clock + REFRESHES_EVERY
            refresh_timestamp(self.home, now)
            self.look_at = clock
        if clock >= self.look_at:
            self.look_at = clock + LOOKS_FAR_EVERY
            self._bring_home()
        for copy in self.copies:
            if clock >= self.copy_at.get(copy, 0.0):
                self.copy_at[copy] = clock + RETRIES_AFTER
                self._bring(copy)
                self.copy_at[copy] = 0.0

    def _press(self, now: datetime, clock: float) -> None:
        settings = self._settings_time()
        self.say(_pressed(press_noted(self.home, now=now, ends_rollback=False)))
        self.settings_seen, self.look_at = settings, clock

    def _say_doubt(self, doubt: str | None) -> None:
        """Once, when the clock begins to be doubted: what waits for a time waits for a person."""
        if doubt and doubt != self.doubt:
            self.say({"did": "held", "why": "the clock cannot be believed: see `tamizdat clock`", "doubt": doubt})
        self.doubt = doubt or ""

    def _settings_time(self) -> float:
        return self.home.settings_file.stat().st_mtime

    def _settings_changed(self) -> bool:
        return self._settings_time() != self.settings_seen

    def _bring_home(self) -> None:
        """Of a public tree that lies in a bucket this machine keeps a copy, for its own site and for further copies."""
        tree = far_tree(self.home)
        if tree is None or not (tree / POINTER).exists() or (data := (tree / POINTER).read_bytes()) == self.seen:
            return
        copy_edition(tree, self.home.public_tree)
        self.seen = data

    def _bring(self, copy: Path) -> None:
        pointer = self.home.public_tree / POINTER
        if not pointer.exists():
            return
        data = pointer.read_bytes()
        if self.copied.get(copy) == data:
            return
        report = copy_edition(self.home.public_tree, copy)
        self.copied[copy] = data
        self.say({"did": "copied", "edition": report.edition, "mirror": str(copy), "files": report.copied})


def publish_due(home: Home, now: datetime) -> str | None:
    """What editors gave a time, to appear or to leave, and whose time has come; and what the support site signed.

    Gives what is wrong with the clock, when for that reason nothing becomes public.
    """
    from tamizdat.campaigns import doors as campaigns  # Django has to know the newsroom first
    from tamizdat.newsroom import doors

    clock = doors.keep_clock()
    due = min(now, clock.due)
    doors.publish_due(now=due)
    campaigns.refresh(home, due)
    return clock.doubt if clock.is_held else None


def _pressed(report: PressReport) -> dict[str, object]:
    return {
        "did": "pressed" if report.is_new else "found nothing new",
        "edition": report.edition,
        "pages": report.pages,
        "written": report.written,
        "seconds": report.seconds,
        "held": [{"unit": unit, "reason": why} for unit, why in report.held],
    }


def run(home: Home, copies: Sequence[Path], say: Say = print_json) -> None:
    """Look, do, wait, until told to stop. What cannot be pressed is said, and the last edition stays."""
    open_newsroom(home)
    from django.db import DatabaseError

    loop = PressLoop(home, copies, say)
    while True:
        try:
            loop.turn(datetime.now(UTC), time.monotonic())
        except (TamizdatError, DatabaseError, sqlite3.Error, OSError, *connection_errors()) as error:  # type: ignore[misc]
            say({"did": "failed", "why": str(error)})
        except Exception as error:  # noqa: BLE001 - the outermost shell: nothing unforeseen ends the press
            say({"did": "failed", "why": f"{type(error).__name__}: {error}"})
        time.sleep(LOOKS_EVERY)


@click.command()
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.option("--copy-to", "copies", type=click.Path(path_type=Path), multiple=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(home: Path, copies: tuple[Path, ...], parent: int) -> None:
    """Press whenever there is something to press."""
    if parent:
        end_with_parent(parent)
    run(Home(home), copies)


if __name__ == "__main__":
    main()
