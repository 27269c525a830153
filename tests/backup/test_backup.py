"""What is private goes sealed into two places: nothing of it can be read there, and no root key goes along."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.backup.command import backup
from tamizdat.backup.settings import parse_backup
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home
from tests.backup.conftest import DRAFT, key_file, run, set_backup


def names_in(place: Path, passwords: Path) -> set[str]:
    """Every file of the newest backup, as restic itself names it."""
    environment = {**os.environ, "RESTIC_PASSWORD_FILE": str(passwords), "RESTIC_REPOSITORY": str(place)}
    done = subprocess.run(["restic", "--no-cache", "ls", "latest"], env=environment, capture_output=True, check=True)
    return set(done.stdout.decode().splitlines()[1:])


def test_what_is_private_is_in_both_places_and_can_be_read_in_neither(home: Path, tmp_path: Path) -> None:
    report = run(home)
    assert [(one["side"], one["error"]) for one in report["done"]] == [("newsroom", ""), ("newsroom", "")]
    assert report["new_passwords"] == ["newsroom"]
    inside = names_in(tmp_path / "a" / "newsroom", tmp_path / "passwords" / "newsroom.password")
    assert {"/.backup/newsroom/newsroom.sqlite3", "/originals/ab/abcd", "/keys/edition.key", "/tamizdat.toml"} <= inside
    assert "/keys/1.root.json" in inside
    assert not [one for one in inside if "root-" in one or "support" in one or "/editions/" in one]
    for place in ("a", "b"):
        bytes_there = b"".join(one.read_bytes() for one in (tmp_path / place).rglob("*") if one.is_file())
        assert DRAFT.encode() not in bytes_there
        assert b"a picture with a place" not in bytes_there


@pytest.mark.long
def test_only_what_changed_travels(home: Path) -> None:
    first, second = run(home), run(home)
    assert max(one["added"] for one in second["done"]) * 20 < min(one["added"] for one in first["done"])


@pytest.mark.long
def test_a_place_that_fails_holds_up_no_other_and_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "b").rmdir()
    report = run(home, code=1)
    good, bad = report["done"]
    assert good["snapshot"]
    assert "is the disk mounted" in bad["error"]
    assert not (tmp_path / "b").exists()
    (tmp_path / "b").mkdir()
    run(home)
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "b").mkdir()  # where the disk would be
    report = run(home, code=1)
    assert "held backups" in report["done"][1]["error"]
    assert run(home, "--new-place")["done"][1]["snapshot"]


def test_a_root_key_stops_the_backup_whatever_it_is_called(home: Path) -> None:
    (home / "keys" / "root-1.key").write_text(key_file("root"))
    assert any("Root keys lie on this machine" in one for one in run(home)["warnings"])
    (home / "keys" / "old-2024.json").write_text(key_file("root"))
    before = run(home, "list")
    assert "is a root key" in run(home, code=1)["error"]
    assert run(home, "list") == before


@pytest.mark.long
def test_a_password_that_others_can_read_is_not_used(home: Path, tmp_path: Path) -> None:
    run(home)
    file = tmp_path / "passwords" / "newsroom.password"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() in CliRunner().invoke(backup, ["passwords", "--home", str(home)]).stdout
    file.chmod(0o640)
    report = run(home, code=1)
    assert all("can be read by others" in one["error"] for one in report["done"])


def test_nothing_secret_stands_on_a_command_line(home: Path, tmp_path: Path, monkeypatch: Any) -> None:
    spy = tmp_path / "bin" / "restic"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\nexec {shutil.which("restic")} "$@"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    run(home)
    said = (tmp_path / "said").read_text()
    password = (tmp_path / "passwords" / "newsroom.password").read_text().strip()
    assert "backup" in said
    assert password not in said
    assert str(tmp_path / "passwords") not in said


@pytest.mark.long
def test_no_copy_of_the_database_stays_behind(home: Path) -> None:
    (home / ".backup" / "newsroom").mkdir(parents=True)  # as a kill would leave it
    (home / ".backup" / "newsroom" / "newsroom.sqlite3").write_bytes(b"half")
    run(home)
    assert {one.name for one in (home / ".backup").iterdir()} == {"cache", "places.json"}
    assert stat.S_IMODE((home / ".backup").stat().st_mode) == 0o700


@pytest.mark.long
def test_a_damaged_database_is_not_backed_up_over_good_ones(home: Path) -> None:
    run(home)
    before = run(home, "list")
    with sqlite3.connect(home / "newsroom.sqlite3") as database:
        page = database.execute("PRAGMA page_size").fetchone()[0]
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (home / "newsroom.sqlite3").open("r+b") as file:
        for number in range(5, 40):
            file.seek(page * number)
            file.write(b"\xff" * page)
    run(home, code=1)
    assert run(home, "list") == before


@pytest.mark.long
def test_a_place_that_lost_bytes_is_found_out(home: Path, tmp_path: Path) -> None:
    run(home)
    run(home, "check", "--read", "100")
    packs = [one for one in (tmp_path / "b" / "newsroom" / "data").rglob("*") if one.is_file()]
    biggest = max(packs, key=lambda one: one.stat().st_size)
    biggest.chmod(0o600)
    biggest.write_bytes(bytes(biggest.stat().st_size))
    rows = run(home, "check", "--read", "100", code=1)["places"]
    assert ["error" in one for one in rows] == [False, True]


@pytest.mark.long
def test_one_place_is_advised_against_and_done(home: Path, tmp_path: Path) -> None:
    set_backup(home, f'places = ["{tmp_path}/a"]\npasswords = "{tmp_path}/passwords"')
    report = run(home)
    assert any("one place only" in one for one in report["warnings"])
    assert any("same disk" in one for one in report["warnings"])


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"places": ["here/there"]}, "neither a folder"),
        ({"places": ["rest:https://me:secret@host.example/x"]}, "password"),
        ({"places": ["/mnt/a"], "vault_places": ["/mnt/a/"]}, "vault"),
        ({"places": ["/mnt/a"], "passwords": "passwords"}, "within the newsroom's folder"),
        ({"place": ["/mnt/a"]}, "knows no place"),
        ({"places": ["/mnt/a"], "keep_days": 0}, "keep_days"),
    ],
)
def test_settings_that_would_endanger_somebody_are_refused(table: dict[str, object], why: str, tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=why):
        parse_backup(table, tmp_path / "tamizdat.toml", Home(tmp_path))


def test_without_places_a_person_is_told_what_to_write(home: Path) -> None:
    (home / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
    assert "[backup]" in run(home, code=1)["error"]
