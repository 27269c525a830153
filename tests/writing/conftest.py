"""The desk with its editors, as tests/desk has them, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.chromium import running_chromium
from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper  # noqa: F401 - fixtures

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's library runs a loop of its own


@pytest.fixture
def chromium() -> Iterator[Any]:
    """One for each test: while a browser's loop runs, Django knows another connection, and restores nothing in it."""
    with running_chromium() as browser:
        yield browser
