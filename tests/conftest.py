"""Every test process has a home of its own; Django's settings are read from it.

Django belongs to one side of the house for as long as a process lives. TAMIZDAT_TEST_SIDE=support runs the tests of the
support side (``tests/books``, ``tests/contributions``); without it all others run. ``make test`` runs both.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.chromium import running_chromium

settings.register_profile("same", derandomize=True)
settings.register_profile("searching", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
"""The same examples each time: a change fails by what it changed. ``HYPOTHESIS_PROFILE=searching`` tries others."""

SUPPORT_SIDE = ("books", "contributions")
IS_SUPPORT = os.environ.get("TAMIZDAT_TEST_SIDE") == "support"

SETTINGS = """
[newsroom]
name = "The Lamp"
languages = ["en", "ru", "fa"]

[public]
address = "https://lamp.example"
"""
SUPPORT = """
[support]
address = "https://give.example"
processor = "sandbox"
statement_text = "READERS FUND"
mail_from = "post@give.example"

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

[[support.commitment]]
id = "no-ads"
since = 2024-07-01
monthly = "10000"
currency = "USD"
text = { en = "No advertising since 1 July 2024" }

[[support.cost]]
id = "newsroom"
since = "2024-07"
monthly = "10000"
currency = "USD"
text = { en = "The newsroom" }
"""

HOME = Path(tempfile.mkdtemp(prefix="tamizdat-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "tamizdat.toml").write_text(SETTINGS + (SUPPORT if IS_SUPPORT else ""), encoding="utf-8")
if database := os.environ.get("TAMIZDAT_TEST_DATABASE"):  # tests/grown runs these tests on PostgreSQL
    with (HOME / "tamizdat.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[{"support." if IS_SUPPORT else ""}database]\nurl = "{database}"\n')
os.environ["TAMIZDAT_HOME"] = str(HOME)
# Outside the homes that tests make, and never in the configuration folder of whoever runs them.
os.environ["TAMIZDAT_KEYS_PASSPHRASE_FILE"] = str(HOME / "test.passphrase")
os.environ["DJANGO_SETTINGS_MODULE"] = f"tamizdat.project.{'support_settings' if IS_SUPPORT else 'settings'}"


def pytest_configure(config: pytest.Config) -> None:
    """Whoever only hands tests out keeps its home to itself: workers would read Django's settings from it, all of them,
    before they have homes of their own."""
    if getattr(config.option, "numprocesses", None):
        for name in ("TAMIZDAT_HOME", "DJANGO_SETTINGS_MODULE"):
            os.environ.pop(name, None)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """One side at a time."""
    here = Path(__file__).parent
    if collection_path.parent != here or not collection_path.is_dir():
        return None
    is_of_support = collection_path.name in SUPPORT_SIDE
    return True if is_of_support != IS_SUPPORT else None


LONGEST = (
    "press/test_law.py", "contributions/inbox/test_any_order.py", "backup/test_restore_backup.py",
    "grown/test_migrate_home.py", "stories/test_demo.py", "grown/test_workers.py", "press/test_killed.py",
    "stories/test_killed_import.py", "stories", "hostile/test_in_browsers.py", "browser", "grown", "pages_proof",
    "backup", "reading/test_check_folder.py", "people/test_breaking_story.py", "press/test_history_law.py",
    "vectors", "core", "contributions/give", "serve", "mirrors", "onion",
)  # fmt: skip
"""By measured time (``--durations=0``), those of minutes before those of seconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is left with it at the end (`--no-loadscope-reorder`)."""
    here = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next((place for place, one in enumerate(LONGEST) if path.startswith(one)), len(LONGEST))

    items.sort(key=rank)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for all tests of a file."""
    with running_chromium() as one:
        yield one


@pytest.fixture
def own_browser() -> Iterator[Any]:
    """Chromium, for one test. While its loop runs, Django knows another connection and restores no database in it."""
    with running_chromium() as one:
        yield one
