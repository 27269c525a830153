"""An import that is killed at any moment goes on where it stopped, and gives the edition that it would have given."""

from __future__ import annotations

import os
import random
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.reading.check_folder import check_folder
from tests.stories.commands import TAMIZDAT, tamizdat, tamizdat_json, write_archive


def start_import(home: Path, archive: Path) -> subprocess.Popen[bytes]:
    command = [str(TAMIZDAT), "import", "ninjs", str(archive), "--home", str(home)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def import_whole(home: Path, archive: Path) -> tuple[dict[str, object], float]:
    started = time.monotonic()
    report = tamizdat_json("import", "ninjs", archive, "--home", home)
    return report, time.monotonic() - started


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill it; False when it was already done."""
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, 9)
    process.wait()
    return running


@pytest.mark.parametrize(
    ("times", "articles"), [(1, 600), pytest.param(6, 3_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_a_killed_import_loses_nothing_doubles_nothing_and_the_edition_stays_whole(
    tmp_path: Path, times: int, articles: int
) -> None:
    chance = random.Random(times)
    clean, home = tmp_path / "clean", tmp_path / "killed"
    for folder in (clean, home):
        tamizdat("init", folder, "--name", "The Lamp", "--language", "en")
    small = write_archive(tmp_path / "small.jsonl", 20, first=100_000)
    archive = write_archive(tmp_path / "archive.jsonl", articles)
    tamizdat("import", "ninjs", small, "--home", clean)
    tamizdat("import", "ninjs", small, "--home", home)
    first = tamizdat_json("press", "--home", home)
    _, seconds = import_whole(clean, archive)

    killed = 0
    for _ in range(times):
        killed += kill_after(start_import(home, archive), chance.uniform(0.2, seconds))
    root = (home / "keys" / "1.root.json").read_bytes()
    check = check_folder(home / "editions" / "current", root, datetime.now(UTC))
    assert (check.verdict, check.edition) == ("current", first["edition"])

    report, _ = import_whole(home, archive)
    assert killed > 0
    assert report["skipped"] == []
    assert int(str(report["created"])) + int(str(report["unchanged"])) == articles
    again, _ = import_whole(home, archive)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, articles)
    assert tamizdat_json("press", "--home", home)["map_root"] == tamizdat_json("press", "--home", clean)["map_root"]
