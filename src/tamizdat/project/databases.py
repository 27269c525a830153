"""Which database this newsroom has, for Django and before Django: SQLite in its folder, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tamizdat.shell.grown import DATABASE_BROKER, Database, Workers
from tamizdat.shell.home import Home, Settings
from tamizdat.shell.postgres import connect

LANGUAGES = "SELECT language_code FROM wagtailcore_locale ORDER BY id"


def describe_database(home: Home, settings: Settings) -> dict[str, Any]:
    """Django's ``DATABASES["default"]``."""
    return _postgres(settings.database) if settings.database else _sqlite(home.database)


def describe_support_database(home: Home, settings: Settings) -> dict[str, Any]:
    """The support site's own: never the newsroom's. What was answered with 200 outlives a power cut."""
    database = settings.support.database
    return _postgres(database) if database else _sqlite(home.support_database, synchronous="FULL")


def _sqlite(file: Path, synchronous: str = "NORMAL") -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-65536;",
        },
    }


def _postgres(database: Database) -> dict[str, Any]:
    """As patient as SQLite: half a minute for whoever writes."""
    return {
        "ENGINE": "tamizdat.project.one_writer",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port or "",
        "USER": database.user,
        "PASSWORD": database.password,
        "OPTIONS": {"connect_timeout": 10, "options": "-c lock_timeout=30000", **dict(database.options)},
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }


def describe_broker(workers: Workers) -> dict[str, Any]:
    """Django's ``TASKS["default"]``."""
    backend = "django_tasks_db.DatabaseBackend" if workers.broker == DATABASE_BROKER else workers.broker
    return {"BACKEND": backend, "QUEUES": [], "OPTIONS": dict(workers.options)}


def languages_in(home: Home, settings: Settings) -> list[str]:
    """Languages that the newsroom has already, also ones that nobody has a name for. None before the first start."""
    if settings.database:
        return _languages_in_postgres(settings.database)
    if not home.database.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as newsroom:
            return [code for (code,) in newsroom.execute(LANGUAGES)]
    except sqlite3.Error:  # a database without tables, or one that is not ours: Django will say what is wrong
        return []


def _languages_in_postgres(database: Database) -> list[str]:
    """Its first connection: here a server that does not answer is found out."""
    with connect(database) as newsroom:
        found = newsroom.execute("SELECT to_regclass('wagtailcore_locale')").fetchone()
        return [code for (code,) in newsroom.execute(LANGUAGES)] if found[0] else []
