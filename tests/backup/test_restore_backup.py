"""A backup brings back what was private, and never what was withdrawn since."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.backup.conftest import DRAFT, set_backup
from tests.backup.desk import desk
from tests.backup.givers import SETTINGS, givers
from tests.stories.commands import TAMIZDAT, plain_environment, tamizdat, tamizdat_json

WITHDRAWN, SCHEDULED = "Tide table 3 is out", "The tide of tomorrow"


def restore(tmp_path: Path, *words: object, code: int = 0, name: str = "back") -> dict[str, Any]:
    asked = ("restore", "--backup", tmp_path / "a", "--passwords", tmp_path / "passwords", "--home", tmp_path / name)
    if code:
        tamizdat(*asked, "--yes", *words, code=code)
        return {}
    return tamizdat_json(*asked, "--yes", *words)


def kill_after(seconds: float, *command: object) -> None:
    """Start it, and end it as a power cut would."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen([str(one) for one in command], env=plain_environment(), **quiet)
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()


@pytest.mark.long
def test_all_that_was_private_is_back_and_the_next_press_has_the_same_map(real: Path, tmp_path: Path) -> None:
    pressed = tamizdat_json("press", "--home", real)
    public = desk(real, "public")
    tamizdat("backup", "--home", real)
    (real / "editions" / "current").resolve().rename(tmp_path / "mirror")
    shutil.rmtree(real)
    came = restore(tmp_path, "--retractions", tmp_path / "mirror")
    assert (came["awaits_retractions"], came["withdrawn"], came["edition_seen"]) == (False, [], 1)
    back = tmp_path / "back"
    assert (desk(back, "public"), DRAFT in desk(back, "drafts")) == (public, True)
    assert (back / "originals" / "ab" / "abcd").read_bytes().startswith(b"a picture")
    assert not list(back.rglob(".back*"))
    again = tamizdat_json("press", "--home", back)
    assert (again["edition"], again["map_root"]) == (2, pressed["map_root"])
    root = tmp_path / "mirror" / "tuf" / "1.root.json"
    assert tamizdat_json("verify", back / "editions" / "current", "--root", root)["verdict"] == "current"


@pytest.mark.long
def test_what_was_withdrawn_or_scheduled_since_is_not_published_again(real: Path, tmp_path: Path) -> None:
    desk(real, "schedule", SCHEDULED, 1)
    tamizdat("backup", "--home", real)
    desk(real, "unpublish", WITHDRAWN)
    pressed = tamizdat_json("press", "--home", real)
    (real / "editions" / "current").resolve().rename(tmp_path / "mirror")
    shutil.rmtree(real)
    came = restore(tmp_path)  # this newsroom has no address, so nobody could be asked
    assert came["awaits_retractions"] is True
    back = tmp_path / "back"
    tamizdat("press", "--home", back, code=1)
    tamizdat("restore", "--retractions", tmp_path / "nowhere", "--home", back, code=1)
    tamizdat("press", "--home", back, code=1)
    told = tamizdat_json("restore", "--retractions", tmp_path / "mirror", "--home", back)
    assert (told["withdrawn"], told["edition_seen"]) == ([WITHDRAWN], pressed["edition"])
    assert came["held_back"] == [SCHEDULED]
    again = tamizdat_json("press", "--home", back)
    assert again["edition"] == pressed["edition"] + 1
    public = b"".join(one.read_bytes() for one in (back / "editions" / "current").rglob("*.html"))
    assert WITHDRAWN.encode() not in public
    assert SCHEDULED.encode() not in public
    assert WITHDRAWN in desk(back, "drafts")
    listed = json.loads((back / "editions" / "restored.json").read_text())
    assert "withdrawn" in listed["retractions"]
    tamizdat("restore", "--without-retractions", "--home", back, code=1)  # it waits for nothing any more


@pytest.mark.long
def test_whoever_says_that_nothing_was_withdrawn_signs_far_above_what_readers_saw(real: Path, tmp_path: Path) -> None:
    tamizdat("backup", "--home", real)
    restore(tmp_path, "--without-retractions")
    tamizdat("press", "--home", tmp_path / "back")
    timestamp = json.loads((tmp_path / "back" / "editions" / "current" / "tuf" / "timestamp.json").read_text())
    assert timestamp["signed"]["version"] > 1_000
    restore(tmp_path, code=1)  # never over a newsroom


@pytest.mark.long
def test_the_support_side_is_apart_and_comes_back_with_the_same_ledger(real: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    set_backup(
        real,
        f'places = ["{tmp_path}/a", "{tmp_path}/b"]\nvault_places = ["{tmp_path}/safe"]\n'
        f'passwords = "{tmp_path}/passwords"\n{SETTINGS}',
    )
    givers(real, "fill")
    assert sorted(givers(real, "addresses")) == ["anna@reader.example", "bela@reader.example"]
    ledger = tamizdat_json("support", "ledger", "--home", real)
    tamizdat("backup", "--home", real)
    assert {one.name for one in (tmp_path / "a").iterdir()} == {"newsroom", "support"}
    assert {one.name for one in (tmp_path / "safe").iterdir()} == {"vault"}
    passwords = {one.read_text() for one in (tmp_path / "passwords").iterdir()}
    assert len(passwords) == 3
    printed = tmp_path / "vault.txt"
    printed.write_text(tamizdat("backup", "vault-key", "--home", real))
    first = tamizdat_json("backup", "list", "--side", "support", "--home", real)["places"][0]["backups"][-1]["id"]
    givers(real, "erase", "anna")
    tamizdat("backup", "--side", "support", "--home", real)
    shutil.rmtree(real)

    came = restore(tmp_path, "--side", "support", "--vault", tmp_path / "safe")
    assert tamizdat_json("support", "ledger", "--home", tmp_path / "back") == ledger
    assert givers(tmp_path / "back", "addresses") == ["bela@reader.example"]
    assert came["has_vault_key"]

    restore(tmp_path, "--side", "support", "--snapshot", first, "--vault-key", printed, name="older")
    assert givers(tmp_path / "older", "addresses") == ["bela@reader.example"]

    restore(tmp_path, "--side", "support", name="closed")
    assert tamizdat_json("support", "ledger", "--home", tmp_path / "closed") == ledger
    givers(tmp_path / "closed", "addresses", code=1)  # and nobody made another vault's key
    assert (tmp_path / "closed" / "support" / "keys" / "vault.key").read_bytes() == b""


@pytest.mark.long
def test_a_backup_that_is_killed_at_any_moment_is_made_by_the_next_one(real: Path, tmp_path: Path) -> None:
    (real / "originals" / "ab" / "large").write_bytes(random.Random(7).randbytes(20_000_000))
    command = [TAMIZDAT, "backup", "--home", real]
    started = time.monotonic()
    tamizdat("backup", "--home", real)
    whole = time.monotonic() - started
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "b").mkdir()
    (real / ".backup" / "places.json").unlink()
    chance = random.Random(11)
    for _ in range(5):
        (real / "originals" / "ab" / f"{chance.random()}").write_bytes(chance.randbytes(2_000_000))
        kill_after(chance.uniform(0.2, whole), *command)
    tamizdat("backup", "--home", real)
    assert {one.name for one in (real / ".backup").iterdir()} == {"cache", "places.json"}
    tamizdat("backup", "check", "--read", "100", "--home", real)
    restore(tmp_path, "--without-retractions")
    before = {one.name: one.read_bytes() for one in (real / "originals" / "ab").iterdir()}
    assert {one.name: one.read_bytes() for one in (tmp_path / "back" / "originals" / "ab").iterdir()} == before


@pytest.mark.long
def test_a_restore_that_is_killed_is_done_by_the_next_one(real: Path, tmp_path: Path) -> None:
    tamizdat("backup", "--home", real)
    back = tmp_path / "back"
    command = (TAMIZDAT, "restore", "--backup", tmp_path / "a", "--passwords", tmp_path / "passwords", "--home", back)
    for seconds in (1.0, 3.0, 6.0):
        kill_after(seconds, *command, "--yes", "--without-retractions")
        if (back / "tamizdat.toml").exists():
            shutil.rmtree(back)
    restore(tmp_path, "--without-retractions")
    assert DRAFT in desk(back, "drafts")
