"""`tamizdat support …` before there is anything, and where the home is named at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.project.prepare_support import prepare_support
from tests.stories.commands import tamizdat, tamizdat_json


@pytest.mark.parametrize("name", ["ledger", "freeze", "names"])
def test_whoever_asks_how_it_is_used_needs_no_newsroom(name: str, tmp_path: Path) -> None:
    assert tamizdat("support", name, "--help", env={"TAMIZDAT_HOME": str(tmp_path)}).startswith("Usage:")


def test_a_support_site_that_nobody_used_has_an_empty_ledger_and_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n', encoding="utf-8")
    prepare_support(tmp_path)
    assert (tmp_path / "support.sqlite3").stat().st_mode & 0o077 == 0
    told = tamizdat_json("support", "ledger", "--home", tmp_path)
    assert (told["entries"], told["currencies"]) == (0, {})
    assert tamizdat_json("support", "status", "--home", tmp_path)["wrong"] == []


def test_without_an_address_nobody_can_be_asked_so_nothing_is_served(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n', encoding="utf-8")
    tamizdat("support", "serve", "--home", tmp_path, code=1)
    assert not (tmp_path / "support.sqlite3").exists()


@pytest.mark.parametrize("command", [("support", "serve"), ("serve", "--support-port", "8002")])
def test_readers_elsewhere_are_not_sent_to_a_processor_that_moves_no_money(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "tamizdat.toml").write_text(
        '[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n[support]\naddress = "https://give.example"\n'
        '[support.sandbox]\ndemo = true\naddress = "http://127.0.0.1:8004"\n',
        encoding="utf-8",
    )
    tamizdat(*command, "--home", tmp_path, code=1)
    assert not list(tmp_path.glob("*.sqlite3"))
