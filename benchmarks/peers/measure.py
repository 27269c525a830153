"""Run one command and say what it took: wall time, CPU of all its processes, peak memory of all of them together.

CPU is what the kernel booked on the command and on every process that it started and waited for. Memory is the sum
over the command's whole tree of processes of their proportional set size (``Pss`` of ``/proc/PID/smaps_rollup``: what
processes share is counted once), looked at up to ten times a second; ``private`` is the part of it that no file stands
behind (``Pss_Anon``), so without a database that is mapped into memory. Looking takes at most a twentieth of one core.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

LOOKS_EVERY = 0.1
SHARE = 20
"""Looking may take one part in so many of the time."""


class CommandError(Exception):
    """A command failed, or took too long: its name and the end of what it said."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, where, and with what beside the usual environment."""

    words: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def do(self) -> str:
        """Run it without measuring; gives what it said."""
        done = subprocess.run(self.words, cwd=self.folder, env=self.whole_environment(), capture_output=True, text=True)
        if done.returncode:
            raise CommandError(f"{' '.join(self.words[1:4])} failed: {_end_of(done.stderr or done.stdout)}")
        return done.stdout

    def start(self, output: int) -> subprocess.Popen[bytes]:
        """Start it in a group of its own, so that it can be ended whole."""
        return subprocess.Popen(
            self.words,
            cwd=self.folder,
            env=self.whole_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds and megabytes (10⁶ bytes) of one run."""

    wall: float
    cpu: float
    memory: float
    private: float

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def _end_of(said: str) -> str:
    return " ".join(said.split())[-200:]


def run(command: Command, limit: float) -> tuple[Usage, str]:
    """Run to the end; CommandError when it fails or is not done within ``limit`` seconds."""
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = command.start(output.fileno())
        with Watch(process.pid) as watch, _Limit(process, limit) as clock:
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:  # whoever stops the benchmark stops what it runs
                end(process)
                raise
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if clock.is_over:
        raise CommandError(f"not done after {limit:,.0f} s")
    if process.returncode:
        raise CommandError(f"ended with {process.returncode}: {_end_of(said)}")
    cpu = usage.ru_utime + usage.ru_stime
    return Usage(round(wall, 4), round(cpu, 4), *watch.megabytes()), said


def end(process: subprocess.Popen[bytes]) -> None:
    """End a command that would go on, with all that it started."""
    for deed in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, deed)
            process.wait(10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()


class _Limit:
    """Kills the command's group when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], limit: float) -> None:
        self.process, self.is_over = process, False
        self.timer = threading.Timer(limit, self._kill)

    def _kill(self) -> None:
        self.is_over = True
        os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self) -> _Limit:
        self.timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.timer.cancel()


class Watch:
    """Looks at the memory of a process and of all its descendants, until told to stop."""

    def __init__(self, pid: int) -> None:
        self.pid, self.memory, self.private = pid, 0, 0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopped.set()
        self.thread.join()

    def megabytes(self) -> tuple[float, float]:
        return round(self.memory / 1000, 1), round(self.private / 1000, 1)

    def _look(self) -> None:
        pause = 0.01
        while not self.stopped.wait(pause):
            started = time.thread_time()
            memory, private = tree_memory(self.pid)
            self.memory, self.private = max(self.memory, memory), max(self.private, private)
            pause = max(LOOKS_EVERY, SHARE * (time.thread_time() - started))


def tree_memory(pid: int) -> tuple[int, int]:
    """Thousands of bytes: all, and what no file stands behind."""
    sums = [_rollup(one) for one in (pid, *descendants(pid))]
    return sum(one[0] for one in sums), sum(one[1] for one in sums)


def descendants(pid: int) -> list[int]:
    """All processes below this one, as the kernel lists children of each thread."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(one) for one in file.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def _rollup(pid: int) -> tuple[int, int]:
    values = {"Pss:": 0, "Pss_Anon:": 0}
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(" ")
            if name in values:
                values[name] = int(value.split()[0]) * 1024 // 1000
    except (OSError, ValueError, IndexError):
        pass
    return values["Pss:"], values["Pss_Anon:"]
