"""The desk with its editors, as tests/desk has them, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper  # noqa: F401 - fixtures

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's library runs a loop of its own


@pytest.fixture
def chromium() -> Iterator[Any]:
    """One for each test: while a browser's loop runs, Django knows another connection, and restores nothing in it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: see tests/install_debian_packages.sh")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
