"""The desk, for the page on mirrors."""

from __future__ import annotations

from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper, stranger

__all__ = ["_no_memory_of_failed_logins", "account", "editor", "paper", "stranger"]
