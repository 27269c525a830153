"""A reminder in one's own calendar (iCalendar, RFC 5545): nothing is kept, and a month is always the same bytes."""

from __future__ import annotations

from datetime import date, timedelta

from tamizdat.core.canonical import digest

MEDIA_TYPE = "text/calendar; charset=utf-8"
LINE = 75


def calendar_file(month: str, title: str, address: str) -> bytes:
    """An event on the first day of the month, with a quiet alarm; it names nobody."""
    day = date.fromisoformat(f"{month}-01")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//reminder//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{digest(f'{month} {address}'.encode())[:32]}@reminder.invalid",
        f"DTSTAMP:{day - timedelta(days=1):%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(title)}",
        f"DESCRIPTION:{_escape(address)}",
        f"URL:{address}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escape(title)}",
        "TRIGGER;RELATED=START:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(one)}\r\n" for one in lines).encode()


def _escape(text: str) -> str:
    """RFC 5545, section 3.3.11."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _fold(line: str) -> str:
    """At most 75 bytes a line, never through a character (section 3.1)."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > (LINE if not parts else LINE - 1):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
