"""``tamizdat mirror push``."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from tamizdat.mirrors.push.result import PushResult
from tamizdat.mirrors.push.run import TIME_FOR_ONE, choose, push_all
from tamizdat.shell.console import errors, home_option, json_option, print_json
from tamizdat.shell.home import find_home


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--whole", is_flag=True, help="As if nothing were known of the mirrors: everything is written again.")
@click.option(
    "--minutes", type=click.IntRange(1), default=int(TIME_FOR_ONE // 60), show_default=True, help="What one mirror has."
)
@home_option
@json_option
def push(names: tuple[str, ...], whole: bool, minutes: int, home: Path | None, as_json: bool) -> None:
    """Bring the current edition to these mirrors, or to all that are active or resting.

    Only what changed travels. Ends with 1 when any of them does not have the edition; the others have it.
    """
    newsroom = find_home(home)
    newsroom.read_settings()
    mirrors = choose(newsroom, names)
    say = None if as_json else _say
    with errors.status(f"Pushing to {len(mirrors)} mirrors …") if mirrors and not as_json else nullcontext():
        results = push_all(newsroom, names, whole=whole, seconds=minutes * 60, say=say)
    if as_json:
        print_json([as_value(one) for one in results])
    elif not results:
        click.echo("There is no mirror to push to. `tamizdat mirror add` notes one.")
    if not all(one.is_done for one in results):
        sys.exit(1)


def as_value(result: PushResult) -> dict[str, object]:
    """For machines."""
    return {**asdict(result), "done": result.is_done, "to_do": result.to_do}


def in_words(result: PushResult) -> str:
    """One line of what was done, or what went wrong and what to do."""
    if not result.is_done:
        return f"{result.mirror}: NOT up to date ({result.kind}). {result.what} {result.to_do}"
    if not result.sent and not result.removed:
        return f"{result.mirror}: has edition {result.edition} already"
    size = f"{result.sent_bytes / 1000:,.0f} kB, " if result.sent_bytes else ""
    return (
        f"{result.mirror}: edition {result.edition}, {result.sent:,} files sent ({size}"
        f"{result.removed:,} removed) in {result.seconds:.1f} s"
    )


def _say(result: PushResult) -> None:
    click.secho(in_words(result), fg=None if result.is_done else "red")
