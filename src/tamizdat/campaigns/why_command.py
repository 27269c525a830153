"""``tamizdat campaign why PATH``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.home import find_home, open_newsroom


@click.group()
def campaign() -> None:
    """Appeals: which one a reader sees, and why."""


@campaign.command()
@click.argument("path")
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Day or moment, UTC; else now.")
@click.option("--language", default="", help="Else the language of the page.")
@home_option
@json_option
def why(path: str, at: datetime | None, language: str, home: Path | None, as_json: bool) -> None:
    """Every appeal, and the filter that held it back from the page at PATH."""
    open_newsroom(find_home(home))
    from tamizdat.campaigns.why import explain_page  # Django has to know the newsroom first

    found = explain_page(path, at.replace(tzinfo=UTC) if at else datetime.now(UTC), language)
    if as_json:
        lines = [
            {"id": one.candidate.id, "name": one.candidate.name, "chosen": one.is_chosen, "result": one.result,
             "steps": [{"filter": step.filter, "why_not": step.why_not} for step in one.steps]}
            for one in found.lines
        ]  # fmt: skip
        print_json({"path": found.path, "language": found.language, "appeals": lines})
        return
    for one in found.lines:
        click.echo(f"{'→' if one.is_chosen else ' '} {one.candidate.name}: {one.result}")
    if found.chosen is None:
        click.echo("No appeal of a campaign: the paper's standing words are shown there.")
