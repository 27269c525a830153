"""PostgreSQL as the rest of Tamizdat opens it: with clear words when it does not answer.

``psycopg`` is an extra (``tamizdat[grown]``): it is imported when a newsroom names a database, and not before.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.grown import EXTRA, Database

BY_CODE_POINT = ("C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic")
MAKE = "createdb --template template0 --encoding UTF8 --locale C"


class DatabaseError(TamizdatError):
    """A database that cannot be reached, or is not fit for a newsroom."""


def connect(database: Database, **how: Any) -> Any:
    """A connection of psycopg; raises DatabaseError with what to do, and without the password."""
    try:
        psycopg = import_module("psycopg")
    except ImportError:
        raise DatabaseError(f"[database] in tamizdat.toml needs the package psycopg. {EXTRA}") from None
    try:
        return psycopg.connect(**{**database.parameters(), **how})
    except psycopg.Error as error:
        raise DatabaseError(_in_words(database, str(error))) from None


def connection_errors() -> tuple[type[Exception], ...]:
    """What psycopg raises when a server goes away in the middle; nothing where no newsroom uses it."""
    psycopg = sys.modules.get("psycopg")
    return (psycopg.Error,) if psycopg else ()


def check_database(database: Database) -> None:
    """Refuse a database whose text is sorted otherwise than SQLite sorts: lists would be cut at other places."""
    with connect(database) as connection:
        encoding, collation = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    if encoding != "UTF8" or collation not in BY_CODE_POINT:
        raise DatabaseError(
            f"The database {database} has the encoding {encoding} and the locale {collation}; a newsroom needs UTF8 "
            f"and C, so that text is sorted the same everywhere. Make another: {MAKE} {database.name}"
        )


def _in_words(database: Database, said: str) -> str:
    line = " ".join(said.split())
    if database.password:
        line = line.replace(database.password, "…")
    if "does not exist" in line:
        todo = f"Make it: {MAKE} {database.name}"
    elif "password" in line or "authentication" in line:
        todo = "Check user and password: in the url, in the variable of password_from, or in ~/.pgpass."
    else:
        todo = "Check that the server runs and that [database] in tamizdat.toml names it."
    return f"The database {database} cannot be used: {line[:300].rstrip('.')}. {todo}"
