"""The support side's own tests, once more on PostgreSQL: books, inbox, giving, supporters; several write at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.grown.homes import ROOT, environment
from tests.grown.servers import Postgres

FOLDERS = ("books", "contributions/give/test_at_once.py", "contributions/inbox")
OF_POSTGRES = ("need PostgreSQL", "only PostgreSQL has", "only PostgreSQL sorts")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_support_side_is_the_same_on_postgresql(postgres: Postgres) -> None:
    name = postgres.make()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-rfEs", "-m", "not long",
             *(f"tests/{one}" for one in FOLDERS)],
            env={**environment(), "TAMIZDAT_TEST_DATABASE": postgres.url(name), "TAMIZDAT_TEST_SIDE": "support"},
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        postgres.drop(f"test_{name}")
        postgres.drop(name)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "only SQLite has REPLACE" in done.stdout
    assert not [why for why in OF_POSTGRES if why in done.stdout]
