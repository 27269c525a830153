"""A newsroom with its papers and an editor at the desk."""

from __future__ import annotations

from tests.desk.conftest import _no_memory_of_failed_logins, account, editor, paper, stranger

__all__ = ["_no_memory_of_failed_logins", "account", "editor", "paper", "stranger"]
