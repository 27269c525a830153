"""The giving side's own tests, once more on PostgreSQL: there several readers are let in at the same moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.grown.homes import ROOT, environment
from tests.grown.servers import Postgres


@pytest.mark.long
def test_giving_is_the_same_on_postgresql(postgres: Postgres) -> None:
    name = postgres.make()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-rs", "-m", "not long",
             "tests/contributions/give", "tests/contributions/brakes"],
            env={**environment(), "TAMIZDAT_TEST_DATABASE": postgres.url(name), "TAMIZDAT_TEST_SIDE": "support"},
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
    finally:
        postgres.drop(f"test_{name}")
        postgres.drop(name)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "need PostgreSQL" not in done.stdout
