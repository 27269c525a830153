"""Chromium for tests that look at pages; where there is none they say so and are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


def find_chromium() -> str:
    """The program; skips where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed (as root on Debian: sh tests/install_debian_packages.sh)")
    return program


@contextmanager
def running_chromium(*arguments: str) -> Iterator[Any]:
    """A browser until the block ends.

    Its library keeps a loop in this thread for as long: Django is told that this is no server.
    """
    sync_api, program = pytest.importorskip("playwright.sync_api"), find_chromium()
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", *arguments])
        yield browser
        browser.close()
