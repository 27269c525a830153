"""The database itself refuses that an entry is changed, replaced or taken away; and that a statement is."""

from __future__ import annotations

from typing import Any

from django.db import migrations

WHY = "only ever added to; book a movement that sets it right"
TABLES = ("books_entry", "books_published", "books_counted")

SQLITE = [
    f"""CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is {WHY}'); END"""
    for table in TABLES
    for deed in ("update", "delete")
] + [
    # INSERT OR REPLACE deletes without asking a trigger.
    f"""CREATE TRIGGER books_entry_no_replace BEFORE INSERT ON books_entry
    WHEN EXISTS (
        SELECT 1 FROM books_entry AS kept
        WHERE kept.id = NEW.id
        OR (kept.processor = NEW.processor AND kept.movement = NEW.movement AND kept.line = NEW.line AND NOT (
            kept.debit = NEW.debit AND kept.credit = NEW.credit AND kept.amount = NEW.amount
            AND kept.currency = NEW.currency AND kept.at = NEW.at AND kept.rate = NEW.rate
        ))
    )
    BEGIN SELECT RAISE(ABORT, 'books_entry is {WHY}'); END""",
]
SQLITE_BACK = ["DROP TRIGGER books_entry_no_replace"] + [
    f"DROP TRIGGER {table}_no_{deed}" for table in TABLES for deed in ("update", "delete")
]

POSTGRESQL = [
    f"""CREATE FUNCTION books_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is {WHY}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$""",
] + [
    f"CREATE TRIGGER {table}_no_{deed.split()[0].lower()} BEFORE {deed} ON {table} "
    f"FOR EACH {each} EXECUTE FUNCTION books_refuse()"
    for table in TABLES
    for deed, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_no_{deed} ON {table}" for table in TABLES for deed in ("update", "truncate")),
    "DROP FUNCTION books_refuse()",
]


def guard(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
