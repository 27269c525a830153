"""``tamizdat press``: make the next edition, say why a page was made, or stay and press whenever something changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from tamizdat.press import explain_command
from tamizdat.press.doors import PressReport
from tamizdat.press.explain_command import find_explanation, say_why, say_why_not
from tamizdat.project.press_loop import run
from tamizdat.project.press_noted import press_noted
from tamizdat.project.running import ended_politely
from tamizdat.project.serve_settings import read_serve_settings
from tamizdat.shell.console import errors, home_option, json_option, phases, print_json
from tamizdat.shell.home import Home, find_home


@click.command()
@home_option
@json_option
@click.option("--explain", metavar="PATH", help="Say why this page was made when it was made last; press nothing.")
@click.option("--why-not", metavar="PATH", help="Say why this page was not made again; press nothing.")
@click.option("--watch", is_flag=True, help="Press whenever something is published, until Ctrl-C.")
def press(home: Path | None, as_json: bool, explain: str | None, why_not: str | None, watch: bool) -> None:
    """Make the next edition from what is published; says so when nothing changed.

    With --watch it stays, and each edition goes to the folders that copy_to in tamizdat.toml names; `tamizdat serve`
    does the same.
    """
    if sum(map(bool, (explain, why_not, watch))) > 1:
        raise click.UsageError("--explain, --why-not and --watch are three deeds: ask for one.")
    asked = explain or why_not
    if watch:
        _watch(find_home(home), as_json)
        return
    if asked:
        found = find_explanation(find_home(home), asked)
        if as_json:
            print_json(explain_command.as_json(found))
        else:
            (say_why if explain else say_why_not)(found)
        return
    here = find_home(home)
    root = _published_root(here)
    with phases() as show:
        report = press_noted(here, now=datetime.now(UTC), progress=show)
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report)
        if root < (newest := _published_root(here)):
            click.echo(f"Readers get root {newest} from now on.")
    for unit, why in report.held:
        errors.print(f"[yellow]held back[/] {unit}: {why}")


def _published_root(home: Home) -> int:
    """The newest root of the public tree here; 0 before the first edition, and where the tree lies in a bucket."""
    found = (home.public_tree / "tuf").glob("*.root.json")
    return max((int(number) for one in found if (number := one.name.partition(".")[0]).isdecimal()), default=0)


def _watch(home: Home, as_json: bool) -> None:
    copies = read_serve_settings(home).copy_to
    if not as_json:
        errors.print(f"Watching {home.folder}. Ctrl-C ends it.")
    with ended_politely():
        run(home, copies, print_json if as_json else _say_did)


def _say_did(told: dict[str, Any]) -> None:
    """One line for each thing that was done."""
    did, clock = told["did"], datetime.now().astimezone().strftime("%H:%M:%S")
    if did == "pressed":
        click.echo(
            f"{clock}  edition {told['edition']}: {told['pages']:,} pages, {told['written']:,} new objects, "
            f"in {told['seconds']:,.1f} s"
        )
    elif did == "copied":
        click.echo(f"{clock}  edition {told['edition']} on {told['mirror']}: {told['files']:,} files brought")
    elif did == "held":
        errors.print(f"{clock}  [yellow]nothing becomes public by itself:[/] {escape(told['why'])}")
    elif did == "failed":
        errors.print(f"{clock}  [red]no new edition:[/] {escape(told['why'])}")
    for one in told.get("held", ()):
        errors.print(f"{clock}  [yellow]held back[/] {one['unit']}: {escape(one['reason'])}")


def _as_json(report: PressReport) -> dict[str, object]:
    return {
        "edition": report.edition,
        "pages": report.pages,
        "written": report.written,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "seconds": report.seconds,
        "map_root": report.map_root,
        "held": [{"unit": unit, "reason": why} for unit, why in report.held],
    }


def _say(report: PressReport) -> None:
    if not report.is_new:
        click.echo(f"Nothing has changed since edition {report.edition} ({report.pages:,} pages). No new edition.")
        return
    click.echo(
        f"Edition {report.edition}: {report.pages:,} pages, {report.written:,} new objects, "
        f"{report.unchanged:,} unchanged, {report.removed:,} removed, in {report.seconds:,.1f} s."
    )
    click.echo(f"map root {report.map_root}")
