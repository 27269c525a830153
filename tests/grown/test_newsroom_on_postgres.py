"""The newsroom's own tests, once more on PostgreSQL: accept, publish, restore, the desk."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.grown.homes import ROOT, environment
from tests.grown.servers import Postgres

FOLDERS = (
    *(f"tests/newsroom/test_{name}.py" for name in ("accept", "publish", "restore", "embargo", "hide_everywhere")),
    *(f"tests/desk/test_{name}.py" for name in ("articles", "workflow")),
    "tests/people/test_seal.py",
    "tests/people/test_audit.py",
    f"{__file__}::test_these_tests_ran_on_postgresql",
)


def run_tests(server: Postgres, *paths: str) -> str:
    name = server.make()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not long", *paths],
            env={**environment(), "TAMIZDAT_TEST_DATABASE": server.url(name)},
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        server.drop(f"test_{name}")
        server.drop(name)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    return done.stdout


@pytest.mark.long
def test_the_newsroom_and_its_desk_are_the_same_on_postgresql(postgres: Postgres) -> None:
    assert " passed" in run_tests(postgres, *FOLDERS)


@pytest.mark.skipif("TAMIZDAT_TEST_DATABASE" not in os.environ, reason="says which database these tests ran on")
def test_these_tests_ran_on_postgresql(db: None) -> None:
    from django.db import connection

    assert connection.vendor == "postgresql"
