"""The database of a new newsroom before anything is in it: made once for an installation, then copied.

Django takes eight seconds to go through all migrations, whoever the newsroom is. What it arrives at is kept beside the
installed packages under a name that changes with every migration and setting that it came from. It holds no account and
no secret, and every copy is migrated all the same, which then finds nothing to do.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path

from tamizdat.shell.home import Home, Settings
from tamizdat.shell.postgres import check_database

KEPT = Path(sys.prefix) / "share" / "tamizdat"


def migrate_database(home: Home, settings: Settings) -> None:
    """Bring the database of the newsroom that is open up to date; a new one in a folder begins as a copy."""
    from django.core.management import call_command

    if settings.database:
        check_database(settings.database)
        call_command("migrate", verbosity=0, interactive=False)
        return
    database = home.database
    is_new = not database.exists()
    kept = KEPT / f"empty-{_name()}.sqlite3"
    if is_new and kept.exists():
        _copy(kept, database)
    call_command("migrate", verbosity=0, interactive=False)
    if is_new and not kept.exists():
        with suppress(OSError):  # a read-only installation takes its eight seconds each time
            kept.parent.mkdir(parents=True, exist_ok=True)
            _copy(database, kept)


def _copy(source: Path, target: Path) -> None:
    """Through SQLite, which knows what belongs to a database; then renamed, so that it is there whole or not at all."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    part.replace(target)


def _name() -> str:
    """Changes with every migration, with the languages that some of them write down, and with Python."""
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)  # None: it must not open a database that is not there yet
    seen = hashlib.sha256(repr((settings.LANGUAGE_CODE, settings.WAGTAIL_CONTENT_LANGUAGES, sys.version_info)).encode())
    for key, migration in sorted((loader.disk_migrations or {}).items()):
        seen.update(repr(key).encode() + Path(inspect.getfile(type(migration))).read_bytes())
    return seen.hexdigest()[:32]
