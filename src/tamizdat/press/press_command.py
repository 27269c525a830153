"""``tamizdat press``: make the next edition."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.press import explain_command
from tamizdat.press.doors import PressReport, press_edition
from tamizdat.press.explain_command import find_explanation, say_why, say_why_not
from tamizdat.shell.console import errors, home_option, json_option, phases, print_json
from tamizdat.shell.home import find_home


@click.command()
@home_option
@json_option
@click.option("--explain", metavar="PATH", help="Say why this page was made when it was made last; press nothing.")
@click.option("--why-not", metavar="PATH", help="Say why this page was not made again; press nothing.")
def press(home: Path | None, as_json: bool, explain: str | None, why_not: str | None) -> None:
    """Make the next edition from what is published; says so when nothing changed."""
    asked = explain or why_not
    if asked:
        if explain and why_not:
            raise click.UsageError("--explain and --why-not are two questions: ask one.")
        found = find_explanation(find_home(home), asked)
        if as_json:
            print_json(explain_command.as_json(found))
        else:
            (say_why if explain else say_why_not)(found)
        return
    with phases() as show:
        report = press_edition(find_home(home), now=datetime.now(UTC), progress=show)
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report)
    for unit, why in report.held:
        errors.print(f"[yellow]held back[/] {unit}: {why}")


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
