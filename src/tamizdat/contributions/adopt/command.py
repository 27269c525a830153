"""``tamizdat support adopt``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from tamizdat.contributions.adopt.adopt import Adopted, adopt_all
from tamizdat.core.ledger.money import Money
from tamizdat.shell.console import json_option, phases, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import find_home


@click.command()
@click.option("--processor", default=None, help="Which one; else the one of the settings.")
@click.option("--stop-at-risk", is_flag=True, help="Stop those from countries at risk at the processor, at once.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken over, and do nothing.")
@json_option
def adopt(processor: str | None, stop_at_risk: bool, dry_run: bool, as_json: bool) -> None:
    """Take over customers and recurring gifts that the processor has, and begin the books with its balance."""
    now = datetime.now(UTC)
    with phases() as show:
        done = adopt_all(find_home(None), processor, now, stop_at_risk=stop_at_risk, dry_run=dry_run, show=show)
    if as_json:
        print_json({**asdict(done), "dry_run": dry_run})
    else:
        _tell(done, dry_run)
    if done.failed:
        raise RefusedError(
            f"{len(done.failed)} recurring gifts at risk could not be stopped. Run it again with --stop-at-risk."
        )


def _tell(done: Adopted, dry_run: bool) -> None:
    verb = "Would take over" if dry_run else "Took over"
    click.echo(
        f"{verb} {done.recurring} recurring gifts and {done.people} other people; {done.known} were here before."
    )
    for currency, amount in sorted(done.opening.items()):
        click.echo(f"The books begin with {Money(amount, currency).to_decimal()} {currency}.")
    if done.at_risk or done.people_at_risk:
        click.echo(
            f"Not taken over, because it endangers who gives: {len(done.at_risk)} recurring gifts "
            f"({done.stopped} stopped), {done.people_at_risk} other people."
        )
        click.echo("\n".join(f"  {number}" for number in done.at_risk))
        if not done.stopped:
            click.echo("They still run at the processor. --stop-at-risk stops them at once.")
    if done.unknown:
        click.echo(
            f"Of {len(done.unknown)} the processor does not know where the card was issued: {_some(done.unknown)}."
        )
    if done.odd:
        click.echo(f"Not one amount a month or a year, so look at them yourself: {_some(done.odd)}.")


def _some(numbers: list[str]) -> str:
    more = len(numbers) - 10
    return ", ".join(numbers[:10]) + (f" and {more} more" if more > 0 else "")
