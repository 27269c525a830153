"""A newsroom's folder is made whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import time
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tamizdat.project import make_home as making
from tamizdat.project.login import Login, current_code
from tamizdat.project.make_home import MAKING, make_home
from tamizdat.project.settings_file import NewSettings
from tamizdat.shell.errors import HomeError
from tamizdat.shell.home import Home
from tests.stories.commands import TAMIZDAT, plain_environment, tamizdat, tamizdat_json


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A newsroom, and what was said when it was made."""
    home = tmp_path_factory.mktemp("homes") / "lamp"
    said = tamizdat("init", home, "--name", 'The "Lamp"', "--language", "fa", "--language", "en", "--editor", "Mira")
    return home, said


@pytest.fixture
def instantly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is somebody else's test."""

    def prepare(folder: Path, account: tuple[str, str]) -> str:
        (folder / "newsroom.sqlite3").touch()
        return "SECRET"

    monkeypatch.setattr(making, "prepare_database", prepare)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_the_folder_is_its_owners_alone_and_says_what_it_was_told(made: tuple[Path, str]) -> None:
    home, _ = made
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    settings = Home(home).read_settings()
    assert (settings.name, settings.languages) == ('The "Lamp"', ("fa", "en"))
    assert names(home) >= {"newsroom.sqlite3", "keys", "originals", "editions", "tamizdat.toml"}
    assert MAKING not in names(home)


def test_the_login_is_told_once_and_opens_the_newsroom(made: tuple[Path, str]) -> None:
    home, said = made
    password = re.search(r"password\s+(\S+)", said)
    secret = re.search(r"otpauth://totp/\S+[?&]secret=([A-Z2-7]+)&issuer=The%20%22Lamp%22", said)
    assert password and secret
    with closing(sqlite3.connect(home / "newsroom.sqlite3")) as database:
        ((name,),) = database.execute("SELECT username FROM auth_user").fetchall()
        assert name.startswith("~") and "mira" not in name.lower(), "who it is stands under the people's key"
        assert database.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (1,)
    everything = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert password[1].encode() not in everything


def test_a_second_init_changes_nothing_and_says_so(made: tuple[Path, str]) -> None:
    home, _ = made
    before = {file: file.stat().st_mtime_ns for file in home.rglob("*")}
    assert "newsroom already" in tamizdat("init", home, "--name", "Other")
    assert tamizdat_json("init", home) == {"created": False, "home": str(home)}
    assert {file: file.stat().st_mtime_ns for file in home.rglob("*")} == before


def test_a_person_can_edit_the_settings(tmp_path: Path) -> None:
    text = NewSettings("Причал", ["ru"], "Europe/Riga", "https://pier.example/").to_toml()
    assert tomllib.loads(text)["public"]["address"] == "https://pier.example"
    assert tomllib.loads(text)["serve"] == {
        "host": "127.0.0.1", "newsroom_port": 8000, "public_port": 8001, "support_port": 0, "copy_to": []
    }  # fmt: skip
    assert sum(line.startswith("# ") for line in text.splitlines()) >= 5


@pytest.mark.usefixtures("instantly")
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeError, match="not empty"):
        make_home(tmp_path, name="X", languages=["en"])
    assert names(tmp_path) == {"thesis.txt"}


@pytest.mark.usefixtures("instantly")
def test_a_folder_that_only_looks_like_an_attempt_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / MAKING).mkdir()
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeError, match="not empty"):
        make_home(tmp_path, name="X", languages=["en"])
    assert names(tmp_path) == {MAKING, "thesis.txt"}


@pytest.mark.usefixtures("instantly")
def test_an_empty_folder_becomes_a_newsroom(tmp_path: Path) -> None:
    make_home(tmp_path, name="X", languages=["en"])
    assert "tamizdat.toml" in names(tmp_path)
    with pytest.raises(HomeError, match="already"):
        make_home(tmp_path, name="X", languages=["en"])


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"name": " "}, "no name"),
        ({"name": "a\nb"}, "no name"),
        ({"languages": []}, "needs a language"),
        ({"languages": ["xx-nowhere"]}, "no language that is known"),
        ({"languages": ["../en"]}, "no language that is known"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"address": "lamp.example"}, "no address"),
        ({"address": "https://lamp.example/path"}, "no address"),
    ],
)
def test_what_no_newsroom_can_have_is_refused_before_anything_is_made(
    tmp_path: Path, settings: dict[str, object], reason: str
) -> None:
    with pytest.raises(HomeError, match=reason):
        make_home(tmp_path / "new", **{"name": "X", "languages": ["en"], **settings})  # type: ignore[arg-type]
    assert names(tmp_path) == set()


def test_when_the_database_cannot_be_made_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise HomeError("no database today")

    monkeypatch.setattr(making, "prepare_database", refuse)
    with pytest.raises(HomeError, match="no database today"):
        make_home(tmp_path / "deep" / "new", name="X", languages=["en"])
    assert names(tmp_path) == set()


@pytest.mark.usefixtures("instantly")
@pytest.mark.parametrize("moved", range(8))
def test_a_crash_while_it_moves_in_is_made_good_by_the_next_init(
    tmp_path: Path, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, left = tmp_path / "new", iter(range(moved))
    rename = Path.rename

    def crash(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise _PowerCutError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", crash)
    monkeypatch.setattr(making, "_empty", lambda path: None)  # a power cut cleans nothing up
    monkeypatch.setattr(Path, "rmdir", lambda path: None)
    with pytest.raises(_PowerCutError):
        make_home(home, name="X", languages=["en"])
        raise _PowerCutError
    monkeypatch.undo()
    monkeypatch.setattr(making, "prepare_database", lambda folder, account: "SECRET")
    if moved < 7:
        assert "tamizdat.toml" not in names(home)
        make_home(home, name="Y", languages=["en"])
    assert Home(home).read_settings().name == ("Y" if moved < 7 else "X")


class _PowerCutError(Exception):
    """The machine went dark."""


def test_an_init_that_was_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    home = tmp_path / "new"
    command = [str(TAMIZDAT), "init", str(home), "--language", "en"]
    first = subprocess.Popen(command, env=plain_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (home / MAKING / "tamizdat.toml").exists():
        time.sleep(0.05)
        assert first.poll() is None
    busy = tamizdat("init", home, code=1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert busy == ""
    assert not (home / "tamizdat.toml").exists()
    assert tamizdat_json("init", home, "--language", "en")["created"] is True
    assert names(home) >= {"newsroom.sqlite3", "tamizdat.toml"}
    assert MAKING not in names(home)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_gets_one_line(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(HomeError, match=f"new cannot be written: {os.strerror(number)}"):
        make_home(tmp_path / "new", name="X", languages=["en"])


def test_a_folder_below_a_file_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="cannot be written"):
        make_home(tmp_path / "file" / "new", name="X", languages=["en"])


def test_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, SHA-1, last six digits
    assert current_code(secret, 59) == ("287082", 1)
    assert current_code(secret, 1111111109) == ("081804", 1)
    assert current_code(secret, 1234567890) == ("005924", 30)
    assert current_code(secret.lower().rstrip("="), 20000000000)[0] == "353130"


def test_the_link_for_the_authenticator_survives_any_name() -> None:
    link = Login("ми:ра", "x", "ABC").otpauth("A & B?")
    assert link.isascii()
    assert "secret=ABC" in link and "issuer=A%20%26%20B%3F" in link


def test_json_output_is_one_line_with_the_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tamizdat_json("init", tmp_path / "j", "--name", "J")
    assert report.keys() == {"home", "created", "account", "password", "second_factor"}
    assert json.dumps(report)
