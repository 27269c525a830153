"""A support site that is killed at any moment goes on where it was: nothing is booked, counted or numbered twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from tamizdat.core.canonical import digest
from tamizdat.core.ledger.months import shift_month
from tamizdat.core.ledger.read_statement import check_follows, read_statement

CHILD = """
import sys
from datetime import UTC, datetime, timedelta
from tamizdat.shell.home import Home, open_support
from pathlib import Path
home = Home(Path(sys.argv[1]))
open_support(home)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from tamizdat.books.keep import book
from tamizdat.books.models import Entry, Published
from tamizdat.books.publish import publish_due
from tamizdat.core.ledger.movement import Movement
print("begun", flush=True)
for _ in range(int(sys.argv[2])):
    day = Published.objects.filter(kind="statement").count()
    at = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(day)
    book(
        Movement("sandbox", f"txn_{number}", "gift", 1000, 59, "USD", 1000, "USD", "", at, "", f"g{number}")
        for number in range(day * 12, day * 12 + 12)
        if not Entry.objects.filter(movement=f"txn_{number}").exists()
    )
    publish_due(home, at)
"""


def run(folder: Path, days: int, seconds: float | None) -> None:
    """Killed so many seconds after it has begun, or left to end."""
    environment = {
        **os.environ,
        "TAMIZDAT_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "tamizdat.project.support_settings",
    }
    command = [sys.executable, "-c", CHILD, str(folder), str(days)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline() == b"begun\n"
        if seconds is not None:
            time.sleep(seconds)
            child.send_signal(signal.SIGKILL)
        assert child.wait(120) == (0 if seconds is None else -signal.SIGKILL)


@pytest.mark.long
def test_a_kill_at_any_moment_breaks_no_chain_and_counts_nothing_twice(tmp_path: Path) -> None:
    text = settings.HOME.settings_file.read_text().partition("[support.database]")[0]
    (tmp_path / "tamizdat.toml").write_text(text)
    chance = Random(3)
    for _ in range(6):
        run(tmp_path, 10_000, chance.uniform(0.02, 0.5))
    run(tmp_path, 3, None)
    with sqlite3.connect(tmp_path / "support.sqlite3") as database:
        rows = database.execute(
            "SELECT number, data FROM books_published WHERE kind = 'statement' ORDER BY number"
        ).fetchall()
        counted = database.execute("SELECT COUNT(*), COUNT(DISTINCT movement) FROM books_counted").fetchone()
        booked = database.execute("SELECT COUNT(*), COUNT(DISTINCT movement) FROM books_entry").fetchone()
    files = [bytes(data) for _, data in rows]
    key = (tmp_path / "support" / "public" / "public-key").read_text().strip()
    statements = [read_statement(data, key) for data in files]
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1)) and len(rows) >= 3
    for before, data, after in zip(statements, files, statements[1:], strict=False):
        check_follows(after, before, digest(data), shift_month(f"{after.issued_on:%Y-%m}", -1))
    assert files[-1] == (tmp_path / "support" / "public" / "statement.json").read_bytes()
    assert booked == (len(rows) * 24, len(rows) * 12) and counted == (len(rows) * 12, len(rows) * 12)
    told = [month.figures().get("USD") for month in statements[-1].months]
    assert sum(one.income for one in told if one) == len(rows) * 12_000 or len(statements[-1].months) == 12
