"""Read the books: all entries in the ledger's order, and their hash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate

from tamizdat.books.keep import FIELDS, read_entries
from tamizdat.books.models import Entry as Row
from tamizdat.core.ledger.entry import Entry
from tamizdat.core.ledger.ledger_hash import hash_sorted

AT_ONCE = 5000


def all_entries(begin: datetime | None = None, end: datetime | None = None) -> Iterator[Entry]:
    """Entries from ``begin`` to before ``end``, sorted by processor, movement and line, one by one."""
    rows = rows_between(begin, end).order_by(by_bytes("processor"), by_bytes("movement"), "line")
    return read_entries(rows.values_list(*FIELDS).iterator(AT_ONCE))


def rows_between(begin: datetime | None, end: datetime | None) -> QuerySet[Row]:
    """Rows by their value time."""
    rows = Row.objects.all()
    rows = rows if begin is None else rows.filter(at__gte=begin)
    return rows if end is None else rows.filter(at__lt=end)


def by_bytes(name: str) -> str | Combinable:
    """PostgreSQL sorts as a language does, unless it is told to go by the bytes."""
    return Collate(F(name), "C") if connection.vendor == "postgresql" else name


def books_hash(begin: datetime | None = None, end: datetime | None = None) -> str:
    """The ledger's hash (docs/formats/support-v1.md, section 3)."""
    return hash_sorted(all_entries(begin, end))
