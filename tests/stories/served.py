"""Commands that stay (`serve`, `demo`), run as a person runs them, read line by line, ended by Ctrl-C."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.stories.commands import TAMIZDAT, plain_environment


@dataclass
class Staying:
    """A command that runs until it is told to end, and the lines it has printed."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    _coming: queue.Queue[str] = field(default_factory=queue.Queue)

    def wait_for(self, pattern: str, seconds: float = 120) -> re.Match[str]:
        """The first line, printed already or yet to come, that matches; fails with all lines when there is none."""
        for line in self.lines:
            if found := re.search(pattern, line):
                return found
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                line = self._coming.get(timeout=min(left, 0.5))
            except queue.Empty:
                assert self.process.poll() is None, self._all(f"ended with {self.process.returncode}")
                continue
            self.lines.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(self._all(f"no line like {pattern!r} within {seconds} s"))

    def listen(self) -> None:
        """Keep what it prints, for as long as it prints."""
        for line in self.process.stdout or ():
            self._coming.put(line.rstrip("\n"))

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def _all(self, what: str) -> str:
        return "\n".join([what, *self.lines])


@contextmanager
def staying(*arguments: object, env: dict[str, str] | None = None) -> Iterator[Staying]:
    """Run ``tamizdat`` with these arguments until the block ends."""
    process = subprocess.Popen(
        [str(TAMIZDAT), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**plain_environment(), **(env or {})},
        start_new_session=True,
    )
    running = Staying(process)
    threading.Thread(target=running.listen, daemon=True).start()
    try:
        yield running
    finally:
        if process.poll() is None:
            running.end(signal.SIGTERM)
