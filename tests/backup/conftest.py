"""Homes to back up. Without restic the tests of this folder are skipped."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.backup.command import backup
from tamizdat.shell.errors import TamizdatError
from tests.backup.desk import desk
from tests.stories.commands import tamizdat, write_archive

DRAFT = "Nobody may know of the quay yet"


@pytest.fixture(autouse=True)
def need_restic() -> None:
    if shutil.which("restic") is None:
        pytest.skip("restic is not installed (tests/install_debian_packages.sh)")


def set_backup(home: Path, lines: str) -> None:
    """Write [backup] into its settings, in the place of what stood there."""
    file = home / "tamizdat.toml"
    before = file.read_text(encoding="utf-8").partition("\n[backup]")[0]
    file.write_text(f"{before}\n[backup]\n{lines}\n", encoding="utf-8")


def two_places(home: Path, folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir(exist_ok=True)
    set_backup(home, f'places = ["{folder}/a", "{folder}/b"]\npasswords = "{folder}/passwords"')


def key_file(role: str) -> str:
    return json.dumps({"format": "tamizdat-key-v1", "role": role, "holder": "x", "public": "0" * 64, "sealed": "AAAA"})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What lies in a newsroom's folder, as far as a backup looks at it, and two places."""
    home = tmp_path / "home"
    for folder in ("keys", "originals/ab", "renditions", "editions/a"):
        (home / folder).mkdir(parents=True)
    (home / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
    with closing(sqlite3.connect(home / "newsroom.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE page (title TEXT)")
        database.executemany("INSERT INTO page VALUES (?)", [(f"{DRAFT} {number}",) for number in range(5000)])
    for role in ("edition", "timestamp"):
        (home / "keys" / f"{role}.key").write_text(key_file(role))
    (home / "keys" / "1.root.json").write_text("{}")
    (home / "originals" / "ab" / "abcd").write_bytes(b"a picture with a place in it" * 1000)
    (home / "editions" / "a" / "index.html").write_text("public already")
    two_places(home, tmp_path)
    return home


def run(home: Path, *words: str, code: int = 0) -> dict[str, Any]:
    """`tamizdat backup … --json`, in this process: it knows no Django."""
    done = CliRunner().invoke(backup, [*words, "--home", str(home), "--json"])
    if isinstance(done.exception, TamizdatError):
        assert code == 1, done.exception
        return {"error": str(done.exception)}
    assert done.exit_code == code, f"{done.output}{done.exception!r}"
    value: dict[str, Any] = json.loads(done.stdout)
    return value


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real newsroom with an edition and a draft, as it is before anything happens to it."""
    folder = tmp_path_factory.mktemp("made")
    home = folder / "home"
    tamizdat("init", home, "--name", "The Lamp", "--language", "en")
    tamizdat("import", "ninjs", write_archive(folder / "archive.jsonl", 6), "--home", home)
    desk(home, "draft", DRAFT)
    (home / "originals" / "ab").mkdir(parents=True)
    (home / "originals" / "ab" / "abcd").write_bytes(b"a picture with a place in it" * 1000)
    tamizdat("press", "--home", home)
    for number in (1, 2, 3):
        (home / "keys" / f"root-{number}.key").rename(folder / f"root-{number}.key")
    return folder


@pytest.fixture
def real(made: Path, tmp_path: Path) -> Path:
    """A copy of it, with two places."""
    home = tmp_path / "home"
    shutil.copytree(made / "home", home, symlinks=True)
    two_places(home, tmp_path)
    return home
