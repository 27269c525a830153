"""Django's PostgreSQL engine, in which the outermost transaction waits for the one before to end.

Facts are composed from many rows, and numbers (of articles, of places in lists, of changes) are read, raised and
written back. SQLite gives each such transaction the database to itself; here a lock does, taken before the first read
and let go of when what was written can be seen. So numbers are given once, and a change of facts never becomes visible
after a later one: the press, which asks "what changed after 41?", would never see it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

WRITER = 0x7461_6D69_7A64_6174
"""The lock's number: "tamizdat" in bytes."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One writer at a time; who only reads, outside any transaction, waits for nobody."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's, which the stubs leave out
        if autocommit:
            return
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        """The transaction did not begin: the connection is as before, or thrown away when it is broken."""
        connection: Any = self.connection
        try:
            connection.rollback()
            connection.autocommit = True
        except self.Database.Error:
            self.close()
