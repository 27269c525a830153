"""The database itself refuses that an entry is changed, replaced or taken away."""

from django.db import migrations

WHY = "entries are only ever added: book a movement that sets it right"

SQLITE = [
    f"""CREATE TRIGGER books_entry_no_update BEFORE UPDATE ON books_entry
    BEGIN SELECT RAISE(ABORT, 'books_entry: {WHY}'); END""",
    f"""CREATE TRIGGER books_entry_no_delete BEFORE DELETE ON books_entry
    BEGIN SELECT RAISE(ABORT, 'books_entry: {WHY}'); END""",
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
    BEGIN SELECT RAISE(ABORT, 'books_entry: {WHY}'); END""",
]
SQLITE_BACK = [f"DROP TRIGGER books_entry_no_{deed}" for deed in ("update", "delete", "replace")]

POSTGRESQL = [
    f"""CREATE FUNCTION books_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'books_entry: {WHY}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER books_entry_no_update BEFORE UPDATE OR DELETE ON books_entry
    FOR EACH ROW EXECUTE FUNCTION books_entry_refuse()""",
    """CREATE TRIGGER books_entry_no_truncate BEFORE TRUNCATE ON books_entry
    FOR EACH STATEMENT EXECUTE FUNCTION books_entry_refuse()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER books_entry_no_truncate ON books_entry",
    "DROP TRIGGER books_entry_no_update ON books_entry",
    "DROP FUNCTION books_entry_refuse()",
]


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
