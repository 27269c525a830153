"""Bring the support site's database up to date: ``python -m tamizdat.project.prepare_support FOLDER PARENT``.

A process of its own, because Django belongs to one side of the house for as long as a process lives.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tamizdat.shell.errors import HomeError, TamizdatError
from tamizdat.shell.home import Home, open_support
from tamizdat.shell.leash import end_with_parent
from tamizdat.shell.postgres import check_database


def prepare_support(folder: Path) -> None:
    """Make the tables of gifts, inbox and books, or bring them up to date; raises HomeError with the reason."""
    done = subprocess.run(
        [sys.executable, "-m", "tamizdat.project.prepare_support", str(folder), str(os.getpid())],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings"},
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason was given"]
        raise HomeError(f"The support site's database could not be prepared: {said[-1].removeprefix('tamizdat: ')}")


def _prepare(home: Home) -> None:
    settings = open_support(home)
    if settings.support.database:
        check_database(settings.support.database)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.support.database:
        home.support_database.chmod(0o600)


def _main() -> None:
    end_with_parent(int(sys.argv[2]))
    try:
        _prepare(Home(Path(sys.argv[1])))
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")


if __name__ == "__main__":
    _main()
