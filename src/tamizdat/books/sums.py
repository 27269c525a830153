"""What stands on each account, added up by the database."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet, Sum

from tamizdat.books.models import Entry as Row
from tamizdat.books.read import rows_between
from tamizdat.core.ledger.entry import ACCOUNTS
from tamizdat.core.ledger.sums import add


def read_sums(begin: datetime | None = None, end: datetime | None = None) -> dict[str, dict[str, int]]:
    """Currency → account → balance, with the sign in which people say it."""
    return _sums(rows_between(begin, end))


def gift_sums(gift: str) -> dict[str, dict[str, int]]:
    """The same for all movements of one gift."""
    return _sums(Row.objects.filter(gift=gift))


def _sums(rows: QuerySet[Row]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    grouped = rows.order_by().values_list("currency", "debit", "credit").annotate(total=Sum("amount"))
    for currency, debit, credit, total in grouped:
        add(found.setdefault(currency, dict.fromkeys(ACCOUNTS, 0)), debit, credit, int(total))
    return dict(sorted(found.items()))
