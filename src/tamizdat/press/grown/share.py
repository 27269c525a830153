"""A long press shared among machines: shards are given out, workers take them, results come in.

This machine works too, on all its cores: no worker is needed, and one that dies only costs time.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from tamizdat.press.grown.shards import TRIES, ShardError, Shards, Silence
from tamizdat.press.grown.work import PAGES, RENDITIONS, do_shards, from_json
from tamizdat.press.memory import in_chunks
from tamizdat.press.places import Places
from tamizdat.press.printed import Printed
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.grown import Database

UNITS, PICTURES = 128, 8
LOOKS_EVERY = 0.1
WAKES_EVERY = 5.0
OUR_HELPERS = "TAMIZDAT_PRESS_PROCESSES"
"""How many processes of this machine work too; else one for each core. For a machine that has other things to do."""


def render_shared(units: Sequence[str], places: Places) -> Iterator[list[Printed]]:
    """Make all these units, here and wherever workers wait."""
    assert isinstance(places.memory, Database)
    shards = Shards(places.memory)
    try:
        run = shards.begin(PAGES, in_chunks(units, UNITS))
        with _helpers(places, run) as helpers:
            for result in _take_in(shards, run, helpers):
                yield [from_json(one) for one in result]
    finally:
        shards.close()


def redraw_shared(pictures: Sequence[str], places: Places) -> list[str]:
    """Draw the renditions of these pictures again, here and wherever workers wait; returns those that are whole now."""
    assert isinstance(places.memory, Database)
    shards = Shards(places.memory)
    try:
        run = shards.begin(RENDITIONS, in_chunks(pictures, PICTURES))
        return [one for result in _take_in(shards, run, _Alone(places, run)) for one in result]
    finally:
        shards.close()


def _take_in(shards: Shards, run: str, helpers: _Helpers | _Alone) -> Iterator[list[Any]]:
    silence, wake_at = Silence(), 0.0
    while True:
        yield from shards.collect(run)
        left = shards.watch(run)
        if not left:
            return
        if (now := time.monotonic()) >= wake_at and any(state == "free" for state, _, _ in left.values()):
            wake_at = now + WAKES_EVERY
            _wake(run, len(left))
        for shard, beats in silence.of([(one, beats) for one, (state, beats, _) in left.items() if state == "taken"]):
            shards.free(shard, beats)
        worn = next((one for one, (state, _, tries) in left.items() if state == "free" and tries >= TRIES), None)
        if worn is not None:
            raise ShardError(f"Shard {worn} of the press was begun {TRIES} times and never finished. {helpers.said()}")
        helpers.keep_up()
        time.sleep(LOOKS_EVERY)


def _wake(run: str, shards: int) -> None:
    """Through the broker, which is Django's; the processes that only render need none of it."""
    import_module("tamizdat.press.grown.wake").wake_workers(run, shards)


class _Alone:
    """This process works itself, between two looks: Django is open in it, and in no other of this machine."""

    def __init__(self, places: Places, run: str) -> None:
        self._places, self._run = places, run

    def keep_up(self) -> None:
        """Do one shard."""
        left = iter((True,))
        do_shards(self._places, self._run, go_on=lambda: next(left, False))

    def said(self) -> str:
        """Nothing that an error would not have said."""
        return ""


class _Helpers:
    """Processes of this machine that do shards, and end with this one."""

    def __init__(self, places: Places, run: str) -> None:
        self._context, self._places, self._run = multiprocessing.get_context("spawn"), places, run
        self._running: list[tuple[Any, Connection]] = []
        self._count = int(os.environ.get(OUR_HELPERS, os.cpu_count() or 1))
        self._said = ""

    def keep_up(self) -> None:
        """Take the place of those that ended while there is work; hear why they did."""
        for process, pipe in list(self._running):
            if not process.is_alive():
                self._said = _last_words(pipe) or self._said
                self._running.remove((process, pipe))
                pipe.close()
        while len(self._running) < self._count:
            here, there = self._context.Pipe()
            process = self._context.Process(target=_help, args=(there, self._places, self._run), daemon=True)
            process.start()
            there.close()
            self._running.append((process, here))

    def said(self) -> str:
        """The last reason that one of them gave."""
        return self._said or "Its workers gave no reason."

    def end(self) -> None:
        """All done."""
        for _, pipe in self._running:
            pipe.close()
        for process, _ in self._running:
            process.join()


@contextmanager
def _helpers(places: Places, run: str) -> Iterator[_Helpers]:
    helpers = _Helpers(places, run)
    try:
        helpers.keep_up()
        yield helpers
    finally:
        helpers.end()


def _last_words(pipe: Connection) -> str:
    try:
        return str(pipe.recv()) if pipe.poll() else ""
    except (EOFError, OSError):
        return ""


def _help(pipe: Connection, places: Places, run: str) -> None:
    """Waits at its pipe for more: when the press dies the pipe closes, and this process ends."""
    try:
        while not pipe.poll(LOOKS_EVERY):
            do_shards(places, run, go_on=lambda: not pipe.poll())
    except TamizdatError as error:
        pipe.send(str(error))
        time.sleep(1)
    except (OSError, KeyboardInterrupt):
        return
