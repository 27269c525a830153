"""The newsroom's tables, copied into PostgreSQL in one transaction, and held against their source afterwards.

A process of its own, because Django belongs to one home for as long as a process lives:
``python -m tamizdat.project.migrate.tables HOME SQLITE``. Says each table with its rows and their digest, as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import RefusedError, TamizdatError
from tamizdat.shell.home import Home, open_newsroom
from tamizdat.shell.leash import end_with_parent

LEFT_OUT = {
    "sessions.Session": "not used",
    "newsroom.OpenSession": "everybody logs in again",
    "wagtailadmin.EditingSession": "nobody is editing",
    "wagtailsearch.IndexEntry": "made again",
    "django_tasks_db.DBTaskResult": "the broker's",
}
CHUNK = 2_000


def copy_tables(home: Home, sqlite: Path) -> list[dict[str, Any]]:
    """Make the tables in PostgreSQL, copy every row, set the sequences, compare. All of it, or nothing."""
    settings = open_newsroom(home)
    from django.db import connections, transaction

    from tamizdat.project.empty_database import migrate_database

    migrate_database(home, settings)
    connections.databases["source"] = {**connections.databases["default"], **_source(sqlite)}
    models = _models()
    with transaction.atomic():
        _clear(models)
        for model in models:
            _copy(model)
        _set_sequences(models)
    done = [_compare(model) for model in models]
    _index()
    return done


def _source(sqlite: Path) -> dict[str, Any]:
    uri = f"{sqlite.as_uri()}?mode=ro"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": uri, "OPTIONS": {"uri": True}, "CONN_MAX_AGE": 0}


def _models() -> list[Any]:
    """Every table that is ours to copy, those of many-to-many fields too."""
    from django.apps import apps
    from django.db import connections

    there = set(connections["source"].introspection.table_names())
    found = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    missing = [one for one in found if one._meta.db_table not in there and one._meta.label not in LEFT_OUT]
    if missing:
        raise RefusedError(
            f"The newsroom's database lacks {missing[0]._meta.db_table}: start `tamizdat serve` once, then move."
        )
    return [one for one in found if one._meta.label not in LEFT_OUT]


def _fields(model: Any) -> list[Any]:
    return list(model._meta.local_concrete_fields)


def _rows(model: Any, alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    yield from rows.iterator(chunk_size=CHUNK)


def _clear(models: list[Any]) -> None:
    """What the migrations put there, and what an interrupted move left."""
    from django.db import connection

    names = ", ".join(connection.ops.quote_name(one._meta.db_table) for one in models)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")


def _copy(model: Any) -> None:
    """Foreign keys are looked at when the transaction ends, so the order of tables does not matter."""
    from django.db import connection

    quote, fields = connection.ops.quote_name, _fields(model)
    columns = ", ".join(quote(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in _rows(model, "source"):
            values = [field.get_db_prep_save(one, connection) for field, one in zip(fields, row, strict=True)]
            if any(isinstance(one, str) and "\0" in one for one in row):
                raise RefusedError(f"{model._meta.db_table} row {row[0]} holds a zero byte: PostgreSQL cannot keep it.")
            copy.write_row(values)


def _set_sequences(models: list[Any]) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _compare(model: Any) -> dict[str, Any]:
    """Count and digest on both sides, read back row by row."""
    seen = {}
    for alias in ("source", "default"):
        count, total = 0, hashlib.sha256()
        for row in _rows(model, alias):
            count += 1
            total.update(_plain(row))
        seen[alias] = (count, total.hexdigest())
    if seen["source"] != seen["default"]:
        raise RefusedError(
            f"{model._meta.db_table} is not the same after copying ({seen['source'][0]} rows, then "
            f"{seen['default'][0]}). Nothing was switched; the old home goes on."
        )
    return {"table": model._meta.db_table, "rows": seen["source"][0], "digest": seen["source"][1]}


def _plain(row: tuple[Any, ...]) -> bytes:
    return json.dumps([_value(one) for one in row], sort_keys=True, ensure_ascii=False).encode()


def _value(value: Any) -> Any:
    """As text that both databases agree on."""
    if hasattr(value, "raw_data"):  # a body of blocks
        return list(value.raw_data)
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def _index() -> None:
    """Search has tables of its own in every database."""
    from django.core.management import call_command

    call_command("update_index", verbosity=0)


def _main() -> None:
    end_with_parent(os.getppid())
    try:
        print(json.dumps(copy_tables(Home(Path(sys.argv[1])), Path(sys.argv[2]))))
    except TamizdatError as error:
        sys.exit(f"tamizdat: {error}")


if __name__ == "__main__":
    _main()
