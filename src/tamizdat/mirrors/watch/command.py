"""``tamizdat mirror check``: what can be read from where, since when, why, and what to do about it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.mirrors.announce import tell_newsroom
from tamizdat.mirrors.watch.decide import apply_proposal, dismiss_proposal
from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.look import Row, look
from tamizdat.mirrors.watch.observation import Observation
from tamizdat.mirrors.watch.ooni import build_query, fetch_measured, judge_measured, main_host, parse_measured
from tamizdat.mirrors.watch.propose import propose
from tamizdat.mirrors.watch.rounds import Round, run_round
from tamizdat.mirrors.watch.settings import WatchSettings, read_watch_settings
from tamizdat.mirrors.watch.show import as_json, say_changes, say_limits, say_proposals, say_rows
from tamizdat.mirrors.watch.words import DEEDS
from tamizdat.shell.console import errors, home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home
from tamizdat.shell.mirrors import PUBLIC, read_registry

FETCH = "fetch"


@click.command()
@click.argument("names", nargs=-1)
@home_option
@click.option("--watch", "is_watch", is_flag=True, help="Go on for ever, round after round.")
@click.option(
    "--every", type=click.IntRange(1), default=None, help="Minutes between rounds (else [mirrors] every, 15)."
)
@click.option("--apply", "apply_id", default=None, metavar="ID", help="Carry out a proposal.")
@click.option("--dismiss", "dismiss_id", default=None, metavar="ID", help="Not now: it is not proposed for a day.")
@click.option("--ooni", default=None, metavar="FILE|fetch", help="Take in what OONI measured of the main address.")
@json_option
def check(
    names: tuple[str, ...],
    home: Path | None,
    is_watch: bool,
    every: int | None,
    apply_id: str | None,
    dismiss_id: str | None,
    ooni: str | None,
    as_json: bool,
) -> None:
    """Probe the mirrors (all, or these) from every vantage point, and say what to do.

    Ends with 0 when everything is readable, with 1 when something is not, or is not known. --watch runs until Ctrl-C.
    """
    if sum(one is not None for one in (apply_id, dismiss_id, ooni)) + is_watch > 1:
        raise click.UsageError("--watch, --apply, --dismiss and --ooni are four different things: choose one.")
    newsroom = find_home(home)
    settings = read_watch_settings(newsroom)
    now = datetime.now(UTC)
    if apply_id is not None:
        _apply(newsroom, settings, apply_id, now)
    elif dismiss_id is not None:
        _dismiss(newsroom, settings, dismiss_id, now)
    elif ooni is not None:
        _take_ooni(newsroom, settings, ooni, now)
    elif is_watch:
        _watch(newsroom, settings, names, every or settings.every, as_json)
    else:
        with errors.status("Looking at the mirrors …"):
            done = run_round(newsroom, settings, now, names)
        sys.exit(_say(newsroom, settings, done, names, now, as_json))


def _apply(home: Home, settings: WatchSettings, proposal: str, now: datetime) -> None:
    with History(home.mirrors) as history:
        change = apply_proposal(home.mirrors, history, settings.policy, proposal, now, "person")
    tell_newsroom(home)
    say_changes([change])
    if change.pool == PUBLIC:
        click.echo("The next edition prints it. To tell readers at once: tamizdat mirror pool announce")
    else:
        click.echo(f"Readers of this pool hear of it by a list: tamizdat mirror pool sign {change.pool}")


def _dismiss(home: Home, settings: WatchSettings, proposal: str, now: datetime) -> None:
    with History(home.mirrors) as history:
        one = dismiss_proposal(home.mirrors, history, settings.policy, proposal, now)
    click.echo(f"Not now: {DEEDS[one.deed]} It is not proposed again for {settings.policy.dismissed_hours} hours.")


def _take_ooni(home: Home, settings: WatchSettings, source: str, now: datetime) -> None:
    """The main address alone: any other host is refused before anything is asked."""
    newsroom, registry = home.read_settings(), read_registry(home.mirrors)
    host, days = main_host(newsroom, registry), settings.policy.ooni_days
    query = build_query(host, newsroom, registry, now, days)
    data = fetch_measured(query) if source == FETCH else _read(Path(source))
    with History(home.mirrors) as history:
        history.put_measured(parse_measured(data, host, now, days))
        judged = judge_measured(history.measured(), settings.policy, now)
    if not any(one.measured for one in judged):
        click.echo(
            f"No data: OONI measured nothing of {host} that came to an end. That does not mean that it is readable."
        )
    for one in judged:
        word = "blocked" if one.is_blocked else "no data" if not one.measured else "no proof of a block"
        click.echo(
            f"{one.country}  {word}: confirmed in {one.networks} of {one.measured} networks, {one.anomalies} anomalies"
        )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RefusedError(f"{file} cannot be read: {error.strerror}. To ask OONI itself: --ooni {FETCH}.") from None


def _watch(home: Home, settings: WatchSettings, names: Sequence[str], every: int, as_json: bool) -> None:
    """Round after round; settings are read anew each time."""
    while True:
        started = time.monotonic()
        now = datetime.now(UTC)
        done = run_round(home, settings, now, names)
        if done.changes:
            tell_newsroom(home)
        if not as_json:
            click.secho(f"{now:%Y-%m-%d %H:%M} UTC", bold=True)
        _say(home, settings, done, names, now, as_json)
        time.sleep(max(1.0, every * 60 - (time.monotonic() - started)))
        settings = replace(read_watch_settings(home), every=every)


def _say(home: Home, settings: WatchSettings, done: Round, names: Sequence[str], now: datetime, is_json: bool) -> int:
    registry = read_registry(home.mirrors)
    with History(home.mirrors) as history:
        rows = [one for one in look(registry, history, settings.policy, now) if not names or one.name in names]
        waiting = propose(registry, history, settings.policy, now)
    proposals = [one for one in waiting if not names or one.mirror in names]
    if is_json:
        print_json(as_json(rows, done.found, proposals, done.changes))
    else:
        say_rows(rows, done.found, now)
        for one in done.silent:
            click.secho(f"From {one} nothing could be reached at all: no conclusion. Is it up itself?", fg="yellow")
        say_changes(done.changes)
        say_proposals(proposals, now)
        say_limits()
    return _exit_code(rows, done.found)


def _exit_code(rows: Sequence[Row], found: Sequence[Observation]) -> int:
    """0: everything that was looked at is readable now and counts as readable."""
    is_well = bool(found) and all(one.is_ok for one in found)
    words = {place.word for row in rows if row.state != "burned" for place in row.places}
    return 0 if is_well and words <= {"readable"} else 1
