"""A support site that pays at a sandbox of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from tests.sandbox.running import Sandbox, running_sandbox

from tamizdat.contributions.brakes import puzzle
from tamizdat.contributions.site.give import held
from tamizdat.shell.home import Home

django_settings.STATIC_URL = "/static/"  # pytest-django's live server asks for it; the support site has no such files

SETTINGS = """
[newsroom]
name = "The Lamp"
languages = ["en", "ru", "fa", "ar", "be", "de", "es", "fr", "tr", "uk", "zh", "he", "eo"]
[public]
address = "https://lamp.example"
[support]
address = "https://give.example"
processor = "sandbox"
statement_text = "READERS FUND"
strict = {strict}
[support.sandbox]
demo = true
address = "{sandbox}"
[support.currency.USD]
[support.currency.EUR]
[support.currency.JPY]
minimum = "300"
once = ["500", "1000"]
month = ["500", "1000"]
year = ["5000"]
[support.currency.KWD]
minimum = "1"
once = ["1", "5"]
month = ["1", "2"]
year = ["10"]
[support.rates]
EUR = "1.08"
JPY = "0.0067"
KWD = "3.25"
[support.at_risk]
RU = 2023-01-26
IR = 2099-01-01
"""
BANK = """
[support.bank]
holder = "Readers Fund"
iban = "DE89370400440532013000"
bic = "COBADEFFXXX"
"""


def make_home(folder: Path, sandbox: str, *, strict: bool = False, more: str = "") -> Home:
    """A home whose processor is the sandbox at this address."""
    folder.mkdir(parents=True, exist_ok=True)
    words = SETTINGS.replace("{strict}", str(strict).lower()).replace("{sandbox}", sandbox)
    (folder / "tamizdat.toml").write_text(words + more, encoding="utf-8")
    return Home(folder)


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No brake of another test still holds, and puzzles are easy; a solution of a hard one fits an easy one too."""
    held.COUNTERS._counts.clear()
    monkeypatch.setattr(held, "_small", None)
    monkeypatch.setattr(puzzle, "BITS", 8)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, sandbox: Sandbox, settings: Any) -> Callable[..., Home]:
    """``house(strict=True)``: from now on the site is this one."""
    sandbox.reset()

    def build(**how: Any) -> Home:
        settings.HOME = make_home(tmp_path / "home", how.pop("address", sandbox.url), **how)
        return settings.HOME

    build()
    return build
