"""``tamizdat keys drill``: a loss is rehearsed on a copy that is thrown away; never with the real keys."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.keys.ask import say
from tamizdat.keys.drills import note_drill
from tamizdat.keys.names import read_names
from tamizdat.keys.rehearsal import Rehearsal
from tamizdat.keys.roots import keys_of, newest_root, threshold_of
from tamizdat.keys.scenarios import SCENARIOS, Scenario
from tamizdat.shell.console import home_option, json_option, print_json
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, find_home


@click.command()
@click.argument("what", type=click.Choice([*SCENARIOS, "all"]), default="all")
@click.option("--walk", is_flag=True, help="Wait at every step until people have done it, and measure their minutes.")
@home_option
@json_option
def drill(what: str, walk: bool, home: Path | None, as_json: bool) -> None:
    """Rehearse a loss: of a laptop, of the server, of a colleague, of as many root keys as sign.

    Works on a throw-away copy with as many holders as the real newsroom has; the real keys are not touched.
    Ends with 0 when the newsroom signs again.
    """
    if walk and as_json:
        raise click.UsageError("--walk waits for people, --json speaks to machines: one of them.")
    place = find_home(home)
    place.read_settings()
    told = [_rehearse(place, one, walk=walk, quiet=as_json) for one in (SCENARIOS if what == "all" else (what,))]
    if as_json:
        print_json({"drills": told})
    if not all(one["signs_again"] for one in told):
        sys.exit(1)


def _rehearse(home: Home, name: str, *, walk: bool, quiet: bool) -> dict[str, object]:
    scenario, started = SCENARIOS[name], time.monotonic()
    lines = _Lines(quiet)
    names, threshold = _shape(home)
    lines.add(f"\n{scenario.title} ({threshold} of {len(names)} holders sign)")
    with tempfile.TemporaryDirectory(prefix="tamizdat-drill-") as folder:
        why = _run(scenario, Rehearsal(Path(folder), datetime.now(UTC), threshold), names, lines, walk=walk)
    minutes = (time.monotonic() - started) / 60
    note_drill(home, name, signs_again=not why, minutes=minutes, now=datetime.now(UTC))
    end = f"The newsroom does NOT sign again. {why}" if why else "The newsroom signs again."
    lines.add(f"\n{end} {_lasted(minutes)}")
    return {"scenario": name, "signs_again": not why, "why": why, "minutes": round(minutes, 2)}


def _run(scenario: Scenario, copy: Rehearsal, names: list[str], lines: _Lines, *, walk: bool) -> str:
    """Empty when it ended well, else why not."""
    try:
        copy.set_up(names)
        for number, step in enumerate(scenario.steps(copy), 1):
            lines.add(f"\n  {number}. " + step.text.replace("\n", "\n     "))
            if step.command:
                lines.add(f"     $ {step.command}")
            if walk:
                click.pause("     Do it (or say who would, and how), then press any key …")
            seen = step.run()
            if seen:
                lines.add(f"     → {seen}")
    except RefusedError as error:
        return str(error)
    return ""


def _shape(home: Home) -> tuple[list[str], int]:
    """As many holders as the newsroom has, under their names; two of three before there is a root."""
    root = newest_root(home)
    if root is None:
        return ["Anna", "Boris", "Vera"], 2
    known = read_names(home)
    publics = keys_of(root, "root")
    names = [known[one].name if one in known else f"holder {at}" for at, one in enumerate(publics, 1)]
    unique = [name if names.count(name) == 1 else f"{name} {at}" for at, name in enumerate(names, 1)]
    return unique, threshold_of(root)


def _lasted(minutes: float) -> str:
    return f"It took {minutes:.1f} minutes." if minutes >= 1 else f"It took {minutes * 60:.0f} seconds."


class _Lines:
    """Told as they come, or not at all."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def add(self, line: str) -> None:
        if not self.quiet:
            say([line])
