"""What is deleted is overwritten: SQLite would otherwise leave it in its file until the room is needed."""

from __future__ import annotations

from typing import Any

from django.db import connection


def overwrite_deleted(connection: Any, **_: object) -> None:
    """For each new connection to SQLite (``PRAGMA secure_delete``). PostgreSQL: see docs/operating/supporters.md."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def empty_journal() -> None:
    """Write SQLite's journal into its file and empty it, so that no earlier page lies there. Outside a transaction.

    A reader who is in the middle of something keeps the journal: the next one empties it.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
