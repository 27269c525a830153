"""Bring a newsroom's database up to date, in a process of its own.

Reads JSON: ``{"account": {"name", "password"} or null, "parent": its process}``; writes ``{"secret": … or null}``.
A process of its own, because Django belongs to one folder for as long as a process lives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tamizdat.project.empty_database import migrate_database
from tamizdat.shell.bucket import check_storage
from tamizdat.shell.errors import HomeError, TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent


def prepare_database(folder: Path, account: tuple[str, str] | None = None) -> str | None:
    """Migrate, write the settings down, and make an account if one is given: its second factor's secret."""
    asked = {"account": {"name": account[0], "password": account[1]} if account else None, "parent": os.getpid()}
    done = subprocess.run(
        [sys.executable, "-m", "tamizdat.project.prepare_database", str(folder)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason was given"]
        raise HomeError(f"The newsroom's database could not be prepared: {said[-1].removeprefix('tamizdat: ')}")
    secret = json.loads(done.stdout)["secret"]
    return str(secret) if secret is not None else None


def _prepare(folder: Path, account: dict[str, str] | None) -> str | None:
    home = Home(folder)
    settings = open_newsroom(home)
    if settings.storage:
        check_storage(settings.storage)
    migrate_database(home, settings)
    from tamizdat.newsroom import doors  # Django has to know the newsroom first

    doors.refresh_settings(settings)
    return doors.add_account(account["name"], account["password"]) if account else None


def _main() -> None:
    asked = json.loads(sys.stdin.read())
    end_with_parent(asked["parent"])
    try:
        secret = _prepare(Path(sys.argv[1]), asked["account"])
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")
    print(json.dumps({"secret": secret}))


if __name__ == "__main__":
    _main()
