"""Which month a movement belongs to: by its value time, in the newsroom's time zone, summer time and all."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

from tamizdat.core.ledger.errors import LedgerError

_month = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")


def day_of(at: datetime, zone: tzinfo) -> date:
    """The day in the newsroom's time zone."""
    return at.astimezone(zone).date()


def month_of(at: datetime, zone: tzinfo) -> str:
    """``2026-11``: 2026-10-31 23:30 UTC is already November in Tbilisi."""
    return f"{day_of(at, zone):%Y-%m}"


def check_month(month: str) -> str:
    """The month again; raises LedgerError when there is none such."""
    if not _month.match(month) or month < "0001-01":
        raise LedgerError(f"{month!r} is no month: write it as 2026-11.")
    return month


def next_month(month: str) -> str:
    """``2026-12`` → ``2027-01``."""
    return shift_month(month, 1)


def shift_month(month: str, by: int) -> str:
    """So many months later; negative: earlier."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return check_month(f"{year:04}-{number + 1:02}")


def begin_of(month: str, zone: tzinfo) -> datetime:
    """Its first moment, in UTC."""
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=zone).astimezone(UTC)
