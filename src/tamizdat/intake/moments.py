"""Dates as archives write them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d|[+-]\d\d)?$", re.I
)


def read_moment(value: object) -> datetime | None:
    """A moment in UTC, from ISO 8601 or RFC 5322; without a zone it is UTC; None when it is none."""
    if not isinstance(value, str) or len(value) > 80 or not value.strip() or value.startswith("0000"):
        return None
    match = MOMENT.match(value.strip())
    try:
        return _iso(match) if match else _mail(value.strip())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(match[n] or 0) for n in range(1, 7))
    local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(match[7] or ""))
    return local.astimezone(UTC)


def _zone(text: str) -> timezone:
    if not text or text.upper() in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if text[0] == "-" else shift)


def _mail(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
