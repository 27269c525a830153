"""Tests with transactions of their own empty all tables behind them; the books refuse that, so their guards step aside.

Only for that moment, and only in tests: nothing in the program takes the guards away.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.db import connection

guards = import_module("tamizdat.books.migrations.0002_append_only")


def let_tests_flush() -> None:
    """Wrap what Django does to empty the tables."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush
    if getattr(flush, "steps_aside", False):
        return

    def execute_sql_flush(self: Any, statements: Sequence[str]) -> None:
        is_postgres = self.connection.vendor == "postgresql"
        back, on = (guards.POSTGRESQL_BACK, guards.POSTGRESQL) if is_postgres else (guards.SQLITE_BACK, guards.SQLITE)
        flush(self, [*back, *statements, *on])

    execute_sql_flush.steps_aside = True  # type: ignore[attr-defined]
    operations.execute_sql_flush = execute_sql_flush
