"""Stale units become outputs: in this process when there are few, on all cores when there are many."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.paths import canonical_path
from tamizdat.pages.output import Output
from tamizdat.pages.units import make_unit
from tamizdat.press.ask import TEMPLATES, RecordedAsk
from tamizdat.press.editions.mentions import list_mentions
from tamizdat.press.lists import Facts
from tamizdat.press.objects import is_compressed, store_gzip
from tamizdat.press.packs import make_media, make_pack, make_picture
from tamizdat.press.places import open_memory_at, open_store
from tamizdat.press.printed import Printed, PrintedFile
from tamizdat.shell.files import Place, open_files
from tamizdat.shell.grown import Database

BATCH = 64
FEW = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a worker finds what it needs."""

    memory: Path | Database
    objects: Place
    renditions: Place


class Worker:
    """Makes units, one after the other."""

    def __init__(self, desk: Desk) -> None:
        self.facts = Facts(open_memory_at(desk.memory, read_only=True))
        self.store = open_store(desk.objects)
        self.renditions = open_files(desk.renditions, "renditions")

    def make_all(self, units: Iterable[str]) -> list[Printed]:
        """Make these, and come back when all that they printed is kept."""
        printed = [self.make(unit) for unit in units]
        self.store.flush()
        return printed

    def make(self, unit: str) -> Printed:
        """Render, compress and keep; whatever makes a unit unfit holds that unit back and nothing else."""
        ask = RecordedAsk(self.facts)
        ask.reads.add(TEMPLATES)
        try:
            files = tuple(self._keep(one) for one in self._outputs(unit, ask))
        except Exception as error:  # noqa: BLE001 - the outermost shell of a unit: one bad page never stops the news
            return Printed(unit, tuple(sorted(ask.reads)), unfit=f"{type(error).__name__}: {error}")
        return Printed(unit, tuple(sorted(ask.reads)), files, mentions=list_mentions(ask))

    def _outputs(self, unit: str, ask: RecordedAsk) -> Sequence[Output]:
        if unit.startswith("facts:"):
            return make_pack(unit, ask)
        if unit.startswith("picture:"):
            return make_picture(unit, ask, self.renditions)
        if unit.startswith("media:"):
            return make_media(unit, ask, self.renditions)
        return make_unit(unit, ask)

    def _keep(self, output: Output) -> PrintedFile:
        name = digest(output.data)
        self.store.write(name, output.data)
        packed: tuple[str | None, int | None] = (None, None)
        if is_compressed(output.media_type):
            packed = store_gzip(self.store, name, output.data, output.packed)
        return canonical_path(output.path), name, len(output.data), output.media_type, *packed


def render(units: Iterable[str], count: int, desk: Desk) -> Iterator[list[Printed]]:
    """Make all these units, in batches as they get done."""
    if count <= FEW:
        worker = Worker(desk)
        for batch in _batches(units):
            yield worker.make_all(batch)
    else:
        yield from _on_all_cores(units, desk)


def _batches(units: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for unit in units:
        batch.append(unit)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _on_all_cores(units: Iterable[str], desk: Desk) -> Iterator[list[Printed]]:
    """Each worker waits at its own pipe: when this process dies, the pipe closes and the worker ends."""
    context = multiprocessing.get_context("spawn")
    batches, pipes, workers = _batches(units), [], []
    for _ in range(os.cpu_count() or 1):
        here, there = context.Pipe()
        worker = context.Process(target=_work, args=(there, desk), daemon=True)
        worker.start()
        there.close()
        workers.append(worker)
        pipes.append(here)
    try:
        yield from _deal(batches, pipes)
    finally:
        for pipe in pipes:
            pipe.close()
        for worker in workers:
            worker.join()


def _deal(batches: Iterator[list[str]], pipes: list[Connection]) -> Iterator[list[Printed]]:
    busy: list[Connection] = []
    for pipe in pipes:
        busy += _give(batches, pipe) + _give(batches, pipe)  # one batch at work, one waiting
    while busy:
        for pipe in wait(list(dict.fromkeys(busy))):
            printed = pipe.recv()  # type: ignore[union-attr]
            busy.remove(pipe)  # type: ignore[arg-type]
            busy += _give(batches, pipe)  # type: ignore[arg-type]
            yield printed


def _give(batches: Iterator[list[str]], pipe: Connection) -> list[Connection]:
    batch = next(batches, None)
    if batch is None:
        return []
    pipe.send(batch)
    return [pipe]


def _work(pipe: Connection, desk: Desk) -> None:
    worker = Worker(desk)
    while True:
        try:
            batch = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(worker.make_all(batch))
