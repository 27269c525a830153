"""A newsroom with its papers, in a folder with a registry of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.shell.home import Home
from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper, stranger

__all__ = ["_no_memory_of_failed_logins", "account", "editor", "home", "paper", "stranger"]

SETTINGS = """
[newsroom]
name = "The Lamp"
languages = ["en", "ru", "fa"]

[public]
address = "https://lamp.example"
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Where the registry and the editions of a test lie."""
    (tmp_path / "tamizdat.toml").write_text(SETTINGS, encoding="utf-8")
    return Home(tmp_path)
