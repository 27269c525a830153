"""Which month a reminder can be for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SOON = 20
"""From this day on "next month" is nearly now, so the month after is meant."""
AHEAD = 12
HOUR = 9
_month = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])\Z")


def add_months(day: date, months: int) -> str:
    """``2026-11-25`` and 2 → ``2027-01``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return f"{year}-{month + 1:02}"


def next_month(today: date) -> str:
    """Before the 20th the next month, else the month after it."""
    return add_months(today, 1 if today.day < SOON else 2)


def months_ahead(today: date) -> list[str]:
    """What can be chosen: the next twelve months."""
    return [add_months(today, one) for one in range(1, AHEAD + 1)]


def chosen_month(text: str, today: date) -> str:
    """``next``, or one of the next twelve; empty when it is neither."""
    if text in ("", "next"):
        return next_month(today)
    return text if text in months_ahead(today) else ""


def is_month(text: str) -> bool:
    """Can it be a month at all?"""
    return bool(_month.match(text))


def first_morning(month: str, time_zone: str) -> datetime:
    """When the mail is due: nine in the morning of the first day."""
    day = date.fromisoformat(f"{month}-01")
    return datetime.combine(day, time(HOUR), ZoneInfo(time_zone)).astimezone(UTC)
