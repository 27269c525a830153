"""Pushes while the newsroom is served: each new edition and each fresh signature to every mirror, in its own thread.

``python -m tamizdat.mirrors.push.loop --home FOLDER``. A process of its own: a mirror that hangs delays no
press and no other mirror. Says what it did, one line of JSON each.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from tamizdat.mirrors.push.command import as_value
from tamizdat.mirrors.push.result import PushResult
from tamizdat.mirrors.push.run import choose, push_one
from tamizdat.mirrors.source import POINTER
from tamizdat.shell.console import print_json
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.mirrors import Mirror

Say = Callable[[Any], None]
Push = Callable[[Home, Mirror], PushResult]
LOOKS_EVERY = 1.0
FIRST_WAIT, LONGEST_WAIT = 60.0, 1800.0
WHOLE_LOOK_EVERY = 6 * 3600.0
"""Also a mirror that has it already is looked at so often: some of what lies there is read back."""


@dataclass(slots=True)
class _Turn:
    """What is known of one mirror; times are seconds of a clock that only goes forward."""

    mirror: Mirror
    pushed: bytes = b""
    """The pointer that it has."""
    failures: int = 0
    due: float = 0.0
    look_at: float = 0.0
    thread: threading.Thread | None = None
    said: tuple[str, str] = field(default=("", ""))


class PushLoop:
    """Which mirror is due. ``push`` brings the current edition to one."""

    def __init__(self, home: Home, say: Say = print_json, push: Push = push_one) -> None:
        self._home, self._say, self._push = home, say, push
        self._turns: dict[str, _Turn] = {}
        self._saying = threading.Lock()

    def look(self, clock: float) -> None:
        """Look once; start what is due, each in a thread of its own; wait for none."""
        pointer = self._read_pointer()
        if not pointer:
            return
        for mirror in choose(self._home):
            turn = self._turns.get(mirror.name)
            if turn is None or turn.mirror != mirror:  # new, or changed by a person: at once
                thread = turn.thread if turn else None
                turn = self._turns[mirror.name] = _Turn(mirror, thread=thread)
            if turn.thread is not None and turn.thread.is_alive():
                continue
            if clock >= turn.due and (turn.pushed != pointer or clock >= turn.look_at):
                self._start(turn, pointer, clock)

    def wait(self) -> None:
        """Until all that was started has ended."""
        for turn in list(self._turns.values()):
            if turn.thread is not None:
                turn.thread.join()

    def _start(self, turn: _Turn, pointer: bytes, clock: float) -> None:
        turn.due = clock + FIRST_WAIT  # if the thread dies by a fault of ours, that long
        name = f"mirror {turn.mirror.name}"
        turn.thread = threading.Thread(target=self._run, args=(turn, pointer, clock), name=name, daemon=True)
        turn.thread.start()

    def _run(self, turn: _Turn, pointer: bytes, clock: float) -> None:
        began = time.monotonic()
        try:
            result = self._push(self._home, turn.mirror)
        except (TamizdatError, OSError, sqlite3.Error) as error:
            result = PushResult(turn.mirror.name, kind="unreachable", what=str(error))
        ended = clock + time.monotonic() - began
        if result.is_done:
            turn.pushed, turn.failures, turn.due, turn.look_at = pointer, 0, 0.0, ended + WHOLE_LOOK_EVERY
        else:
            turn.failures += 1
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (turn.failures - 1))
            turn.due = ended + wait * random.uniform(0.8, 1.2)
        self._tell(turn, result)

    def _tell(self, turn: _Turn, result: PushResult) -> None:
        """A failure that lasts is told once, and again when it is another."""
        said = (str(result.kind), result.what)
        if result.is_done and not (result.sent or result.removed or turn.said[0]):
            return
        if result.is_done or said != turn.said:
            with self._saying:
                self._say({"did": "pushed" if result.is_done else "failed to push", **as_value(result)})
        turn.said = said

    def _read_pointer(self) -> bytes:
        try:
            return (self._home.public_tree / POINTER).read_bytes()
        except OSError:
            return b""


def run(home: Home, say: Say = print_json) -> None:
    """Look, push, wait, until told to stop."""
    loop = PushLoop(home, say)
    while True:
        try:
            loop.look(time.monotonic())
        except (TamizdatError, OSError) as error:
            say({"did": "failed to push", "mirror": "", "what": str(error), "to_do": ""})
            time.sleep(FIRST_WAIT)
        time.sleep(LOOKS_EVERY)


@click.command()
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(home: Path, parent: int) -> None:
    """Push whenever there is something to push."""
    if parent:
        end_with_parent(parent)
    run(Home(home))


if __name__ == "__main__":
    main()
