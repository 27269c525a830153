"""From a change to the page that readers would see, while the peer goes on watching."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peers.measure import CommandError, Watch, descendants, end
from benchmarks.peers.peer import Peer, shows

LOOKS_EVERY = 0.005
SETTLES = 2.0
"""Seconds after a peer said that it watches: one says so a little too early."""
TICKS = os.sysconf("SC_CLK_TCK")


def watch(peer: Peer, edits: int, limit: float) -> Iterator[dict[str, Any]]:
    """Start it, wait until it is ready, change one article again and again; a record for each change."""
    watching = peer.watching()
    if watching is None:
        return
    with tempfile.NamedTemporaryFile() as output:
        started = time.monotonic()
        process = watching.command.start(output.fileno())
        try:
            said = Path(output.name)
            _wait(lambda: watching.ready in said.read_text(errors="replace"), limit, process)
            ready = time.monotonic() - started
            time.sleep(SETTLES)
            with Watch(process.pid) as memory:
                for number in range(edits):
                    before = cpu_seconds(process.pid)
                    record = _change(peer, watching.address, limit, process)
                    _rest(record["wall"])
                    record["cpu"] = round(cpu_seconds(process.pid) - before, 4)
                    record |= _told(said)
                    record |= dict(zip(("memory", "private"), memory.megabytes(), strict=True))
                    yield record | ({"ready": round(ready, 3)} if number == 0 else {})
        finally:
            end(process)


def _change(peer: Peer, address: str, limit: float, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    mark = f"mark-{time.time_ns()}"
    started = time.monotonic()
    page = peer.edit(mark)
    _wait(lambda: shows(peer, page, mark, address), limit, process)
    wall = time.monotonic() - started
    return {"wall": round(wall, 4)}


def _wait(is_so: Any, limit: float, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + limit
    while not is_so():
        if process.poll() is not None:
            raise CommandError(f"it ended with {process.returncode} instead of watching")
        if time.monotonic() > until:
            raise CommandError(f"nothing was to be seen after {limit:,.0f} s")
        time.sleep(LOOKS_EVERY)


def _rest(seconds: float) -> None:
    """Let it finish what readers do not wait for; and not always at the same beat of its clock."""
    time.sleep(1.2 + min(2 * seconds, 20.0) + time.time_ns() % 1000 / 1000)


def _told(said: Path) -> dict[str, Any]:
    """What the press says of its last edition."""
    lines = [line for line in said.read_text(errors="replace").splitlines() if line.startswith("{")]
    for line in reversed(lines):
        told = json.loads(line)
        if "seconds" in told and "written" in told:
            return {"press": told["seconds"], "written": told["written"]}
    return {}


def cpu_seconds(pid: int) -> float:
    """What a process and its descendants have used."""
    total = 0
    for one in (pid, *descendants(pid)):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS
