"""The desk with its editors, as tests/desk has them, and a browser."""

from __future__ import annotations

from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper  # noqa: F401 - fixtures
