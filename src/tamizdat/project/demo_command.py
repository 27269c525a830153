"""``tamizdat demo``: an invented newsroom, made at the first call, started at every one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from tamizdat.mirrors.copy_edition import copy_edition
from tamizdat.mirrors.push.lock import only_one_push
from tamizdat.mirrors.watch.settings import read_watch_settings
from tamizdat.project.children import Children
from tamizdat.project.demo import LANGUAGES, NAME, read_support_settings
from tamizdat.project.demo_folder import MIRROR, DemoFolder
from tamizdat.project.demo_screen import Screen
from tamizdat.project.make_home import is_newsroom, make_home
from tamizdat.project.ports import Door, check_doors, find_free_port
from tamizdat.project.prepare_database import prepare_database
from tamizdat.project.prepare_support import prepare_support
from tamizdat.project.running import (
    Running,
    ended_politely,
    start_mirrors,
    start_newsroom,
    start_press,
    start_sandbox,
    start_site,
    start_support,
    start_support_work,
    start_watch,
    wait_until_open,
)
from tamizdat.shell.console import errors
from tamizdat.shell.errors import HomeError

HOST = "127.0.0.1"
KEYS = """
[keys]
# A demo keeps everything in its folder. A real newsroom does not: docs/operating/keys.md.
passphrase_file = "demo.passphrase"

"""
SETTING = "--port BASE, such as --port 8100"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the demo listens."""

    newsroom: Door
    public: Door
    mirror: Door
    support: Door
    sandbox: Door

    @property
    def all(self) -> tuple[Door, ...]:
        return (self.newsroom, self.public, self.mirror, self.support, self.sandbox)


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default="demo-newsroom")
@click.option(
    "--port",
    "base",
    type=click.IntRange(0, 65531),
    default=8000,
    show_default=True,
    help="The first of five ports; 0 takes free ones.",
)
def demo(path: Path, base: int) -> None:
    """Make a demo newsroom in PATH, press its first edition, start everything; goes on where it was."""
    folder = DemoFolder(path.absolute())
    doors = _choose_doors(base)
    check_doors(doors.all)
    with ended_politely():
        try:
            _make_ready(folder, doors)
            check_doors(doors.all)  # making takes a minute, in which another program may have taken one
            _run(folder, doors)
        except OSError as error:
            raise HomeError(f"{error.filename or path} cannot be used: {error.strerror}.") from None


def _choose_doors(base: int) -> Doors:
    names = ("the newsroom", "the public site", "the mirror", "the support site", "the sandbox")
    numbers = [base + place if base else find_free_port() for place in range(len(names))]
    return Doors(*(Door(name, HOST, number, SETTING) for name, number in zip(names, numbers, strict=True)))


def _make_ready(folder: DemoFolder, doors: Doors) -> None:
    """Every step is done once; one that was interrupted is done again, and finds what it had done."""
    if is_newsroom(folder.path):
        folder.read_login()  # refuses a newsroom that is not a demo, before anything is touched
        with _told("Looking after the database"):
            prepare_database(folder.path)
    else:
        with _told("Making the newsroom (about ten seconds)"):
            make_home(
                folder.path,
                name=NAME,
                languages=LANGUAGES,
                editor="editor",
                support=read_support_settings() + KEYS,
                keep=DemoFolder.keep_login,
            )
    if folder.asks_for_gifts():
        folder.note_addresses(doors.support.address, doors.sandbox.address)
        with _told("Looking after the support site"):
            prepare_support(folder.path)
    folder.note_mirror(doors.mirror.address)
    if not folder.is_filled():
        with _told("Bringing in the articles and their pictures (about a minute)"):
            _run_step("-m", "tamizdat.project.fill_demo", str(folder.path), str(os.getpid()))
        folder.note_filled()
    if not folder.has_edition():
        with _told("Pressing the first edition", alone=False):
            _run_step(
                "-c", "from tamizdat.project.command_line import main; main()", "press", "--home", str(folder.path)
            )
    # What a demo that was killed had begun to push may still be under way for some seconds.
    with only_one_push(folder.home.mirrors, MIRROR, time.monotonic() + 60):
        copy_edition(folder.home.editions / "current", folder.mirror)


@contextmanager
def _told(what: str, *, alone: bool = True) -> Iterator[None]:
    """A turning wheel on a terminal while nothing else is shown there; elsewhere a line."""
    if alone and errors.is_terminal:
        with errors.status(f"{what} …"):
            yield
    else:
        errors.print(f"{what} …")
        yield


def _run_step(*arguments: str) -> None:
    """Run to its end in a process of its own; it says itself what went wrong."""
    step = subprocess.Popen([sys.executable, *arguments], stdin=subprocess.DEVNULL)
    try:
        if step.wait() != 0:
            raise HomeError("The demo could not be made; the reason stands above. Run the command again to go on.")
    finally:
        if step.poll() is None:
            step.terminate()
            step.wait()


def _let_them_give(folder: DemoFolder) -> None:
    if not folder.has_gifts():
        _run_step("-m", "tamizdat.project.demo.gifts", str(folder.path), str(os.getpid()))
        folder.note_gifts()


def _run(folder: DemoFolder, doors: Doors) -> None:
    home = folder.home
    with Children(home.folder) as children:
        running = Running(children)
        start_newsroom(children, doors.newsroom, doors.public)
        start_site(children, doors.public, home.editions / "current", home.read_settings().onion)
        start_site(children, doors.mirror, folder.mirror)
        start_press(children, home, [])
        start_mirrors(children, home)
        if read_watch_settings(home).watch:
            start_watch(children, home)
        opened = doors.all
        if folder.asks_for_gifts():
            start_sandbox(children, doors.sandbox, folder.sandbox, home.read_settings().support)
            start_support(children, home, doors.support)
            with _told("Letting the first supporters give"):
                wait_until_open(running, [doors.support, doors.sandbox])
                _let_them_give(folder)
            start_support_work(children, home)
        else:  # a demo of an earlier version
            opened = (doors.newsroom, doors.public, doors.mirror)
        with _told("Starting"):
            wait_until_open(running, opened)
        screen = Screen(NAME, [(door.what, door.address) for door in opened], folder.read_login(), folder.path)
        with screen:
            while True:
                running.listen(1.0)
                screen.show(running, time.time())
