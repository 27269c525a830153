"""The suite of tuf-conformance, played to both of our verifiers; docs/formats/conformance.md says what comes of it.

``TUF_CONFORMANCE``: a checkout of github.com/theupdateframework/tuf-conformance. ``TUF_CONFORMANCE_PYTHON``: a Python
that has what its pyproject.toml asks for (else this one). ``faketime`` must be installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vectors.sides import lay_out

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "formats" / "conformance.md"
OUTCOME = re.compile(r"::(\S+(?: \S+)*?) (PASSED|FAILED|ERROR|XFAIL|XPASS|SKIPPED)\b")
ROW = re.compile(r"^\| `([^`]+)`", re.MULTILINE)
COMMANDS = {
    "python": f'exec "{sys.executable}" -m tests.conformance.client "$@"',
    "javascript": f'exec node --no-warnings "{HERE / "client.mjs"}" "$@"',
}


def said_to_fail() -> list[str]:
    """The cases that the page lists: each row names one, or all whose names begin so."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def is_listed(name: str, listed: list[str]) -> bool:
    return any(name == one or name.startswith(f"{one}[") for one in listed)


def test_each_case_is_listed_once():
    listed = said_to_fail()
    assert listed and len(set(listed)) == len(listed)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("side", COMMANDS)
def test_every_case_passes_but_the_ones_that_the_page_explains(side, tmp_path):
    suite = os.environ.get("TUF_CONFORMANCE")
    if not suite:
        pytest.skip("TUF_CONFORMANCE names no checkout of tuf-conformance, so its suite was not run.")
    if side == "javascript" and shutil.which("node") is None:
        pytest.skip("Node is not installed, so the suite was not played to the JavaScript verifier.")
    client = tmp_path / "client"
    client.write_text(f"#!/bin/sh\n{COMMANDS[side]}\n")
    client.chmod(0o755)
    outcomes = play(Path(suite), client, lay_out(tmp_path / "js"))
    listed = said_to_fail()
    failed = {name for name, outcome in outcomes.items() if outcome != "PASSED"}
    assert len(outcomes) > 90
    assert sorted(name for name in failed if not is_listed(name, listed)) == []
    assert [one for one in listed if not any(is_listed(name, [one]) for name in failed)] == []


def play(suite: Path, client: Path, verifier: Path) -> dict[str, str]:
    """What became of each case."""
    python = os.environ.get("TUF_CONFORMANCE_PYTHON", sys.executable)
    command = [python, "-m", "pytest", "-v", "--tb=no", "-p", "no:cacheprovider", "-p", "tests.conformance.profile"]
    command += ["tuf_conformance", "--entrypoint", str(client)]
    around = {**os.environ, "PYTHONPATH": str(ROOT), "TAMIZDAT_VERIFIER": str(verifier)}
    done = subprocess.run(command, cwd=suite, env=around, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
    return dict(OUTCOME.findall(done.stdout))
