"""The ledger made again from the inbox has the books' hash, whatever the database thinks of capital letters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from tamizdat.contributions.inbox.rebuild import rebuild
from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.bank.book import book_movements
from tamizdat.core.ledger.entries import entries_of
from tamizdat.core.ledger.ledger_hash import ledger_hash
from tamizdat.core.ledger.movement import Movement

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_rebuild_goes_by_the_bytes_also_where_the_database_sorts_as_a_language_does() -> None:
    names = ["txn_a", "txn_B", "txn_c", "txn-d", "TXN_e", "txn_10", "txn_9"]
    moved = [Movement("sandbox", one, "gift", 500, 30, "USD", 500, "USD", "", AT, f"ch_{one}", "") for one in names]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table, column in (("books_entry", "movement"), ("contributions_notice", "external_id")):
                cursor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar(100) COLLATE "en-x-icu"')
    book_movements(moved)
    if connection.vendor == "postgresql":
        kept = list(Notice.objects.order_by("external_id").values_list("external_id", flat=True))
        assert kept != sorted(kept)
    made = rebuild()
    assert made.agrees and made.hash == ledger_hash(entry for one in moved for entry in entries_of(one))
