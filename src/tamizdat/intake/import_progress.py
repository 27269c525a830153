"""How far an import is: items, rate and time left, on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn

from tamizdat.shell.console import errors

EVERY = 5.0
"""Seconds between two lines when nobody watches a terminal."""


class Watch:
    """Counts items and knows which part of the archive is read."""

    def __init__(self, title: str, show: Callable[[str, float], None], clock: Callable[[], float]) -> None:
        self.title = title
        self.items = 0
        self.part = 0.0
        self._show = show
        self._clock = clock
        self._start = clock()

    def read(self, done: int, total: int) -> None:
        """The reader is here."""
        self.part = min(done / total, 1.0) if total else 0.0

    def count(self, items: int) -> None:
        """So many more items are done."""
        self.items += items
        self._show(self.line(), self.part)

    def line(self) -> str:
        """Items, rate, time left."""
        spent = max(self._clock() - self._start, 0.001)
        text = f"{self.title}: {self.items:,} items, {self.items / spent:,.0f} a second"
        if 0.01 < self.part < 1 and spent > 2:
            text += f", about {_duration(spent / self.part - spent)} left"
        return text


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


@contextmanager
def watch(title: str) -> Iterator[Watch]:
    """A bar on a terminal; elsewhere a line every few seconds."""
    if errors.is_terminal:
        with Progress(BarColumn(), TextColumn("{task.description}"), console=errors, transient=True) as bar:
            task = bar.add_task(title, total=1.0)
            yield Watch(title, lambda text, part: bar.update(task, description=text, completed=part), time.monotonic)
    else:
        yield Watch(title, _every(EVERY), time.monotonic)


def _every(seconds: float) -> Callable[[str, float], None]:
    last = time.monotonic()

    def show(text: str, part: float) -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            errors.print(text, markup=False, soft_wrap=True)

    return show
