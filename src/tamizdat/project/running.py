"""A newsroom that is being served: its processes, and what they say, in words."""

from __future__ import annotations

import json
import queue
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from tamizdat.project.children import Children, Line
from tamizdat.project.ports import Door, is_open
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.support import Support

STARTS_WITHIN = 60.0
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Running:
    """What is known of it. ``edition`` is 0 before the first one."""

    children: Children
    edition: int = 0
    pages: int = 0
    notes: list[str] = field(default_factory=list)
    """What a person should read, in order; the caller takes them."""

    def listen(self, seconds: float) -> None:
        """Take in what the processes say for so long; raises ChildError when one has ended."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                self._hear(self.children.lines.get(timeout=left))
            except queue.Empty:
                break
        self.children.check()

    def take_notes(self) -> list[str]:
        """What there is to read since the last time."""
        notes, self.notes = self.notes, []
        return notes

    def _hear(self, line: Line) -> None:
        told = _parse(line)
        if told is None:
            self.notes.append(f"{line.child}: {line.text}")
            return
        did = told["did"]
        if did in ("pressed", "found nothing new"):
            if self.edition == 0 and did != "pressed":
                self.notes.append(f"edition {told['edition']}: {told['pages']:,} pages")
            self.edition, self.pages = told["edition"], told["pages"]
            self.notes += [f"held back {one['unit']}: {one['reason']}" for one in told["held"]]
        if did == "pressed":
            seconds, written = told["seconds"], told["written"]
            self.notes.append(f"edition {self.edition}, pressed in {seconds:.1f} s: {written:,} new files")
        elif did == "pushed":
            self.notes.append(f"mirror {told['mirror']}: edition {told['edition']}, {told['sent']:,} files sent")
        elif did == "failed to push":
            self.notes.append(f"mirror {told['mirror']} is behind: {told['what']} {told['to_do']}".strip())
        elif did == "held":
            self.notes.append(f"nothing becomes public by itself: {told['why']}")
        elif did == "failed":
            self.notes.append(f"no new edition: {told['why']}")
        elif did == "failed at gifts":
            self.notes.append(f"the support site: {told['why']}")
        elif did in ("watched", "failed to watch"):
            self.notes += [f"the watch over mirrors: {one}" for one in told.get("notes", [told.get("why")])]
        elif did == "worked on gifts":
            self.notes += [f"the support site: {one}" for one in told.get("wrong", ())]


def _parse(line: Line) -> dict[str, Any] | None:
    try:
        told = json.loads(line.text)
    except ValueError:
        return None
    return told if isinstance(told, dict) and "did" in told else None


def start_press(children: Children, home: Home, copies: Sequence[Path]) -> None:
    """Press whenever facts change, and bring each edition to the copies."""
    arguments = [part for copy in copies for part in ("--copy-to", str(copy))]
    children.start("press", "tamizdat.project.press_loop", "--home", str(home.folder), *arguments)


def start_mirrors(children: Children, home: Home) -> None:
    """Bring each edition to the mirrors of the registry; a slow one delays nobody."""
    children.start("mirrors", "tamizdat.mirrors.push.loop", "--home", str(home.folder))


def start_newsroom(children: Children, door: Door, public: Door | None) -> None:
    """Serve the newsroom itself; its links lead to the public site beside it until it has an address."""
    module, address = "tamizdat.project.run_newsroom", public.address.rstrip("/") if public else ""
    children.start("newsroom", module, "--host", door.host, "--port", str(door.port), "--public", address)


def start_site(children: Children, door: Door, tree: Path, onion: str = "") -> None:
    """Serve a public tree."""
    module = "tamizdat.mirrors.public_site"
    children.start(door.what, module, str(tree), "--host", door.host, "--port", str(door.port), "--onion", onion)


def start_support(children: Children, home: Home, door: Door) -> None:
    """Serve the support site."""
    children.start("support site", "tamizdat.project.run_support", "--host", door.host, "--port", str(door.port))


def start_support_work(children: Children, home: Home) -> None:
    """Apply notices, compare, publish, send mail."""
    children.start("support work", "tamizdat.project.support_loop", "--home", str(home.folder))


def start_watch(children: Children, home: Home) -> None:
    """Look at the mirrors, round after round."""
    children.start("watch", "tamizdat.mirrors.watch.run", "--home", str(home.folder))


def start_sandbox(children: Children, door: Door, state: Path, support: Support) -> None:
    """Serve the sandbox processor, which tells the support site what happens."""
    notices = f"{support.address}/notices/sandbox/"
    secret = str(support.settings["sandbox"]["webhook_secret"])
    arguments = ("--state", str(state), "--host", door.host, "--port", str(door.port))
    children.start("sandbox", "tamizdat.sandbox.run", *arguments, "--webhook", notices, "--secret", secret)


def wait_until_open(running: Running, doors: Sequence[Door]) -> None:
    """Until every port answers; raises ChildError when a process ended instead."""
    until = time.monotonic() + STARTS_WITHIN
    for door in doors:
        while not is_open(door):
            running.listen(0.1)
            if time.monotonic() > until:
                raise RefusedError(f"{door.what} does not answer on {door.address} after {STARTS_WITHIN:.0f} s.")


@contextmanager
def ended_politely() -> Iterator[None]:
    """Ctrl-C, a closed terminal and a service manager's word all end the block; that is no failure."""
    for number in ENDS:
        signal.signal(number, _interrupt)
    with suppress(KeyboardInterrupt):
        yield


def _interrupt(_: int, __: FrameType | None) -> None:
    """The first word is enough; a second one must not disturb the ending."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
