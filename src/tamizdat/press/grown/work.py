"""A worker: takes shards and does them, on any machine that reaches the database and the storage."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Any

from tamizdat.press.grown.shards import Heart, Shard, Shards
from tamizdat.press.places import Places
from tamizdat.press.printed import Printed
from tamizdat.press.render import Desk, Worker
from tamizdat.shell.grown import Database

PAGES, RENDITIONS = "pages", "renditions"
Deed = Callable[[Any], Any]


def do_shards(places: Places, run: str = "", *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Do free shards, of one run or of all, until there are none; returns how many."""
    if not isinstance(places.memory, Database):
        return 0
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    shards, done = Shards(places.memory), 0
    try:
        if shards.is_ready():
            done = sum(1 for _ in _do_each(places, shards, name, run, go_on))
    finally:
        shards.close()
    return done


def _do_each(places: Places, shards: Shards, name: str, run: str, go_on: Callable[[], bool]) -> Iterator[Shard]:
    heart, hands = Heart(shards.database, name), Hands(places)
    try:
        while go_on() and (shard := shards.take(name, run)):
            heart.at_work_on(shard)
            try:
                result = hands.do(shard)
            except BaseException:
                shards.give_back(shard, name)
                raise
            heart.at_work_on(None)
            if shards.finish(shard, name, result):
                yield shard
    finally:
        heart.stop()


class Hands:
    """What has to be open to do shards; opened anew for each run, because facts change between runs."""

    def __init__(self, places: Places) -> None:
        self._desk = Desk(places.memory, places.objects, places.renditions)
        self._run, self._worker = "", None

    def do(self, shard: Shard) -> Any:
        """The result, as JSON can hold it."""
        if shard.kind == RENDITIONS:
            return import_module("tamizdat.newsroom.doors").redraw_pictures(shard.work)
        if self._run != shard.run:
            self._run, self._worker = shard.run, Worker(self._desk)
        return [to_json(one) for one in self._worker.make_all(shard.work)]


def to_json(printed: Printed) -> dict[str, Any]:
    """As the press gets it from another machine."""
    return asdict(printed)


def from_json(value: dict[str, Any]) -> Printed:
    """The same again."""
    files = tuple(tuple(one) for one in value["files"])
    return Printed(value["unit"], tuple(value["reads"]), files, value["unfit"])  # type: ignore[arg-type]
