"""``tamizdat support freeze COUNTRY``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from tamizdat.contributions.freeze.freeze import Stopped, freeze_country
from tamizdat.contributions.freeze.prove import Proof, prove_frozen
from tamizdat.shell.console import json_option, phases, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home


@click.command()
@click.argument("country")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="Refuse new gifts from this day on; else now.")
@click.option("--unknown", is_flag=True, help="Stop also where the processor does not know the card's country.")
@click.option("--mail", is_flag=True, help="Tell them by e-mail. Not the default: a mail may endanger who gets it.")
@click.option("--prove", is_flag=True, help="Ask the processor what was tried from there since it was frozen.")
@click.option("--dry-run", is_flag=True, help="Say how many would be stopped, and do nothing.")
@json_option
def freeze(
    country: str, since: datetime | None, unknown: bool, mail: bool, prove: bool, dry_run: bool, as_json: bool
) -> None:
    """Stop every recurring gift from COUNTRY at once (two letters), and take nothing more from there."""
    home = find_home(None)
    if prove:
        _prove(home, country, _clock(), as_json)
        return
    start = since.replace(tzinfo=UTC) if since else _clock()
    with phases() as show:
        done = freeze_country(home, country, start, _clock, unknown=unknown, mail=mail, dry_run=dry_run, show=show)
    if as_json:
        print_json({**asdict(done), "dry_run": dry_run})
    else:
        click.echo(_in_words(done, dry_run))
    if not dry_run and (done.failed or done.left):
        raise RefusedError(
            f"{done.left} recurring gifts from {done.country} still run at the processor. New ones are refused. "
            f"Run `tamizdat support freeze {done.country}` again: it goes on where it stopped."
        )


def _clock() -> datetime:
    return datetime.now(UTC)


def _prove(home: Home, country: str, now: datetime, as_json: bool) -> None:
    proof = prove_frozen(home, country, now)
    if as_json:
        times = {"since": proof.since.isoformat(), "done": proof.done and proof.done.isoformat()}
        print_json({**asdict(proof), **times, "looked": now.isoformat(), "holds": proof.holds})
    else:
        click.echo(_proof_in_words(proof))
    if not proof.holds:
        raise RefusedError(
            f"It does not hold: {len(proof.after)} attempts since, {proof.left} recurring gifts left. "
            f"Run `tamizdat support freeze {proof.country}`, and look at these at the processor: "
            f"{', '.join(proof.after[:10]) or 'see its page'}."
        )


def _in_words(done: Stopped, dry_run: bool) -> str:
    if dry_run:
        return f"{done.left} recurring gifts would be stopped; of {done.unknown} the country is not known."
    words = f"{done.country} is frozen: {done.stopped} recurring gifts were stopped, {done.left} are left."
    if done.pages:
        words += f" {done.pages} open pages at the processor were closed."
    return (
        f"{words} Of {done.unknown} others the country is not known; --unknown stops those too."
        if done.unknown
        else words
    )


def _proof_in_words(proof: Proof) -> str:
    when = f"{proof.done:%Y-%m-%d %H:%M:%S} UTC" if proof.done else "not yet"
    return (
        f"{proof.country}: gifts refused since {proof.since:%Y-%m-%d %H:%M:%S} UTC, recurring ones stopped {when}. "
        f"The processor lists {len(proof.before)} attempts until then and {len(proof.after)} after it; "
        f"{proof.unknown} attempts were of cards of unknown countries. {proof.left} recurring gifts still run."
    )
