"""How commands speak: --home, one line of JSON for machines, progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Command = TypeVar("Command", bound=Callable[..., Any])

errors = Console(stderr=True, highlight=False)

home_option: Callable[[Any], Any] = click.option(
    "--home",
    "home",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="The newsroom's folder (else TAMIZDAT_HOME, else the current folder).",
)
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="One line of JSON on standard output."
)


def print_json(value: Any) -> None:
    """One line on standard output, for machines."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n")
    sys.stdout.flush()


def _bar() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=errors, transient=True)


@contextmanager
def phases() -> Iterator[Callable[[str, int, int], None]]:
    """Show work in several phases; yields ``show(what, done, total)``."""
    with _bar() as bar:
        task = bar.add_task("starting", total=None, rate="")

        def show(what: str, done: int, total: int) -> None:
            if done == 0 or bar.tasks[0].description != what:
                bar.reset(task, description=what, total=total, completed=done)
            bar.update(task, completed=done, total=total)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield show


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show items, rate and time left on standard error; yields ``advance(count)``."""
    with _bar() as bar:
        task = bar.add_task(title, total=total, rate="")

        def advance(count: int = 1) -> None:
            bar.advance(task, count)
            speed = bar.tasks[0].speed
            bar.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield advance
