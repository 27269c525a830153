"""An import that is killed goes on where it stopped, and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tamizdat.project.make_home import make_home

ARTICLES = 1_200
KILLS = int(os.environ.get("TAMIZDAT_KILLS", "5"))
COMMAND = "from tamizdat.project.command_line import main; main()"


def archive(folder: Path) -> Path:
    """Articles with sections, topics and bylines in common, some drafts among them."""
    file = folder / "archive.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for n in range(ARTICLES):
            article = {
                "uri": f"urn:x:{n}",
                "headlines": [{"value": f"Ship {n} arrives"}],
                "firstCreated": f"20{n % 20:02d}-0{n % 9 + 1}-11T10:00:{n % 60:02d}Z",
                "bodies": [{"contentType": "text/html", "value": f"<p>Words of {n}</p>" * 5}],
                "people": [{"rel": "author", "name": f"Writer {n % 7}"}],
                "subjects": [{"rel": "section", "name": f"Pier {n % 5}"}, {"name": f"topic {n % 30}"}],
                "pubStatus": "withheld" if n % 10 == 3 else "usable",
            }
            out.write(json.dumps(article) + "\n")
    return file


def start(file: Path, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "import", "ninjs", str(file), "--home", str(home), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            name: value for name, value in os.environ.items() if name not in ("TAMIZDAT_HOME", "DJANGO_SETTINGS_MODULE")
        },
    )


def finish(file: Path, home: Path) -> dict:
    out, errors = (process := start(file, home)).communicate(timeout=280)
    assert process.returncode == 0, errors
    return json.loads(out)


def facts(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        return database.execute(
            "select name, value from newsroom_fact where value is not null order by name"
        ).fetchall()


@pytest.mark.long
def test_an_import_that_is_killed_again_and_again_ends_like_one_that_was_not(tmp_path):
    file = archive(tmp_path)
    for name in ("whole", "killed"):
        make_home(tmp_path / name, name="The Pier", languages=["en"])
    began = time.monotonic()
    assert finish(file, tmp_path / "whole")["created"] == ARTICLES
    seconds = time.monotonic() - began
    chance = random.Random(7)
    for _ in range(KILLS):
        process = start(file, tmp_path / "killed")
        time.sleep(chance.uniform(0.2, seconds))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    last = finish(file, tmp_path / "killed")
    assert last["created"] + last["unchanged"] == ARTICLES and last["updated"] == 0 and last["skipped"] == []
    again = finish(file, tmp_path / "killed")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, ARTICLES)
    assert facts(tmp_path / "killed") == facts(tmp_path / "whole")
