"""The watch as a process of `tamizdat serve`: ``python -m tamizdat.mirrors.watch.run --home FOLDER``.

Says what is new, one line of JSON each; never an address.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tamizdat.mirrors.watch.history import History
from tamizdat.mirrors.watch.observation import MAIN
from tamizdat.mirrors.watch.propose import Proposal, propose
from tamizdat.mirrors.watch.rounds import run_round
from tamizdat.mirrors.watch.settings import read_watch_settings
from tamizdat.mirrors.watch.words import DEEDS
from tamizdat.shell.console import print_json
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.mirrors import read_registry

Say = Callable[[Any], None]
RETRIES_AFTER = 60.0


class Watch:
    """Round after round; what was said once is not said again."""

    def __init__(self, home: Home, say: Say = print_json) -> None:
        self.home, self.say = home, say
        self.said: set[str] = set()

    def turn(self, now: datetime) -> float:
        """One round; returns after how many seconds the next one is due."""
        settings = read_watch_settings(self.home)
        done = run_round(self.home, settings, now)
        notes = [f"{one.mirror} left pool {one.pool}, {one.woken} is announced ({one.kind})" for one in done.changes]
        with History(self.home.mirrors) as history:
            waiting = propose(read_registry(self.home.mirrors), history, settings.policy, now)
        notes += [_in_words(one) for one in waiting if one.id not in self.said]
        self.said = {one.id for one in waiting}
        self.say({"did": "watched", "probes": len(done.found), "notes": notes})
        return settings.every * 60.0


def _in_words(one: Proposal) -> str:
    who = "the main address" if one.mirror == MAIN else one.mirror or f"pool {one.pool}"
    return f"proposal {one.id}, {who}: {DEEDS[one.deed]}"


def run(home: Home, say: Say = print_json) -> None:
    """Until told to stop. A round that cannot be held is said, and held again a little later."""
    watch = Watch(home, say)
    while True:
        started = time.monotonic()
        try:
            seconds = watch.turn(datetime.now(UTC))
        except (TamizdatError, OSError) as error:
            say({"did": "failed to watch", "why": str(error)})
            seconds = RETRIES_AFTER
        time.sleep(max(1.0, seconds - (time.monotonic() - started)))


@click.command()
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(home: Path, parent: int) -> None:
    """Watch the mirrors."""
    if parent:
        end_with_parent(parent)
    run(Home(home))


if __name__ == "__main__":
    main()
