"""Times as a reader says them: in the page's language, the paper's time zone, the language's own digits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel.dates import format_date, format_skeleton, get_timezone

from tamizdat.pages.languages import locale_of, style_of

DIGITS = {
    "arabext": "۰۱۲۳۴۵۶۷۸۹", "arab": "٠١٢٣٤٥٦٧٨٩", "beng": "০১২৩৪৫৬৭৮৯", "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉", "tibt": "༠༡༢༣༤༥༦༧༨༩",
}  # fmt: skip
KNOWN = 50_000


@cache
def _digits(language: str) -> dict[int, str]:
    """The digits of a language, as a translation table."""
    system = DIGITS.get(locale_of(language).default_numbering_system or "")
    return {ord("0") + value: digit for value, digit in enumerate(system)} if system else {}


def number(value: int, language: str) -> str:
    """``12`` → ``۱۲`` in Persian."""
    return str(value).translate(_digits(language))


def parse_time(moment: str) -> datetime:
    """A fact's time, ``2026-03-01T09:30:00Z``."""
    if len(moment) == 20 and moment.isascii() and moment[10] == "T" and moment[19] == "Z":
        return datetime.fromisoformat(moment)
    return datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@cache
def _zone(name: str):  # type: ignore[no-untyped-def]
    try:
        return get_timezone(name or "UTC")
    except LookupError:
        return get_timezone("UTC")


@lru_cache(KNOWN)
def day(moment: str, language: str, zone: str) -> str:
    """``1 March 2026``."""
    local = parse_time(moment).astimezone(_zone(zone)).date()
    return _format_day(local, language)


@lru_cache(KNOWN)
def _format_day(local: date, language: str) -> str:
    return format_date(local, "long", locale=locale_of(language)).translate(_digits(language))


def _comma(language: str) -> str:
    return {"arab": "، ", "cjk": " "}.get(style_of(language), ", ")


@lru_cache(KNOWN)
def day_and_time(moment: str, language: str, zone: str) -> str:
    """``1 March 2026, 10:30 UTC``."""
    known = _zone(zone)
    local = parse_time(moment).astimezone(known)
    words = f"{_format_day(local.date(), language)}{_comma(language)}{local:%H:%M}".translate(_digits(language))
    return f"{words} {local.tzname()}"


@lru_cache(KNOWN)
def month(name: str, language: str) -> str:
    """``2026-03`` → ``March 2026``."""
    year, number = name.split("-")
    words = format_skeleton("yMMMM", date(int(year), int(number), 1), locale=locale_of(language), fuzzy=True)
    words = words.translate(_digits(language))
    return words[:1].upper() + words[1:]


@lru_cache(KNOWN)
def month_alone(name: str, language: str) -> str:
    """``2026-03`` → ``March``, where the year stands above."""
    words = format_date(date(2000, int(name[5:]), 1), "LLLL", locale=locale_of(language))
    return words[:1].upper() + words[1:]
