"""Works while the support site is served: applies notices, compares with the processor, publishes, sends mail.

``python -m tamizdat.project.support_loop --home FOLDER``. Says what it did, one line of JSON each; no name, no amount.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from tamizdat.shell.console import print_json
from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.home import Home, open_support
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.postgres import connection_errors

LOOKS_EVERY = 0.3
LOOKS_THOROUGHLY_EVERY = 30.0
RETRIES_AFTER = 10.0


def run(home: Home) -> None:
    """Look, do, wait, until told to stop. What cannot be done is said, and tried again."""
    open_support(home)
    from django.db import DatabaseError, close_old_connections

    from tamizdat.contributions.work import turn

    wrong: dict[bool, list[str]] = {}
    thorough_at = 0.0
    while True:
        waits, is_thorough = LOOKS_EVERY, time.monotonic() >= thorough_at
        try:
            close_old_connections()
            did = {
                name: value for name, value in turn(home, datetime.now(UTC), is_thorough=is_thorough).items() if value
            }
            if is_thorough:
                thorough_at = time.monotonic() + LOOKS_THOROUGHLY_EVERY
            if did.get("wrong", []) == wrong.get(is_thorough, []):  # said once
                did.pop("wrong", None)
            else:
                wrong[is_thorough] = did.get("wrong", [])
            if did:
                print_json({"did": "worked on gifts", **did})
        except (TamizdatError, DatabaseError, OSError, *connection_errors()) as error:  # type: ignore[misc]
            print_json({"did": "failed at gifts", "why": say_error(error)})
            waits = RETRIES_AFTER
        time.sleep(waits)


def say_error(error: Exception) -> str:
    """The first line: below it a database repeats the row that it did not take."""
    return str(error).partition("\n")[0]


@click.command()
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.option("--parent", type=int, default=0, hidden=True)
def main(home: Path, parent: int) -> None:
    """Do what there is to do."""
    if parent:
        end_with_parent(parent)
    run(Home(home))


if __name__ == "__main__":
    main()
