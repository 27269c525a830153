"""Months and years on the calendar: the 31st comes back after February."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta


def add_periods(anchor: int, interval: str, count: int) -> int:
    """The moment ``count`` intervals after the anchor."""
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in ("day", "week"):
        return int((start + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = start.year * 12 + start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = divmod(months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())
