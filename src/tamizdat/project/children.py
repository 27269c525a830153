"""The processes that `serve` and `demo` start: each in a group of its own, and none outlives its parent."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tamizdat.shell.errors import TamizdatError

GRACE = 10.0


class ChildError(TamizdatError):
    """A process that has to run ended by itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a child said."""

    child: str
    text: str


class Children:
    """Started together, ended together. ``lines`` holds what they say, in order."""

    def __init__(self, home: Path) -> None:
        self.lines: queue.Queue[Line] = queue.Queue()
        self._home = home
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._last: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self, name: str, module: str, *arguments: str) -> None:
        """Run ``python -m module … --parent <us>``; Ctrl-C in the terminal reaches us alone, and we end it."""
        child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            env={**os.environ, "TAMIZDAT_HOME": str(self._home), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        )
        self._running[name] = child
        threading.Thread(target=self._listen, args=(name, child), daemon=True).start()

    @property
    def groups(self) -> list[int]:
        """The process groups, in the order in which they were started."""
        return [child.pid for child in self._running.values()]

    def check(self) -> None:
        """Raises ChildError when one of them has ended."""
        for name, child in self._running.items():
            if child.poll() is not None:
                time.sleep(0.2)  # its last words are still on their way
                said = self._last.get(name, "it gave no reason")
                raise ChildError(f"The {name.removeprefix('the ')} ended by itself: {said.removeprefix('tamizdat: ')}")

    def end(self) -> None:
        """Ask each group to end, wait, then make it."""
        for child in self._running.values():
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + GRACE
        for child in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(until - time.monotonic(), 0.01))
        for child in self._running.values():
            _signal(child, signal.SIGKILL)  # also what is left of a group whose first process has ended
            child.wait()
        self._running.clear()

    def _listen(self, name: str, child: subprocess.Popen[str]) -> None:
        for line in child.stdout or ():
            if line.strip():
                self._last[name] = line.strip()
                self.lines.put(Line(name, line.rstrip()))


def _signal(child: subprocess.Popen[str], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
