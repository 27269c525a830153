"""When it was published: times and zones as pages write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

MONTHS = {
    number: words.split()
    for number, words in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro januari ocak января янв січня styczeń stycznia "
            "ژانویه ژانویهٔ يناير leden ledna",
            "february feb februar février fevrier febrero febbraio fevereiro februari şubat subat февраля фев "
            "лютого luty lutego فوریه فبراير únor února",
            "march mar märz maerz mars marzo março maart mart марта мар березня marzec marca مارس březen března",
            "april apr avril abril aprile nisan апреля апр квітня kwiecień kwietnia آوریل أبريل duben dubna",
            "may mai mayo maggio maio mei maj mayıs мая май травня maja مه می مايو květen května",
            "june jun juni juin junio giugno junho haziran июня июн червня czerwiec czerwca ژوئن يونيو červen června",
            "july jul juli juillet julio luglio julho temmuz июля июл липня lipiec lipca ژوئیه جولای يوليو "
            "červenec července",
            "august aug août aout agosto augustus ağustos agustos августа авг серпня sierpień sierpnia اوت آگوست "
            "أغسطس srpen srpna",
            "september sep sept septembre septiembre settembre setembro eylül eylul сентября сен сент вересня "
            "wrzesień września سپتامبر سبتمبر září",
            "october oct oktober okt octobre octubre ottobre outubro ekim октября окт жовтня październik "
            "października اکتبر أكتوبر říjen října",
            "november nov novembre noviembre novembro kasım kasim ноября ноя листопада listopad listopada نوامبر "
            "نوفمبر listopadu",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro aralık aralik декабря дек "
            "грудня grudzień grudnia دسامبر ديسمبر prosinec prosince",
        ),
        1,
    )
}
NUMBER = {word: number for number, words in MONTHS.items() for word in words}
NAME = "|".join(sorted(NUMBER, key=len, reverse=True))
ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?", re.I
)
DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?[\s-]+(?:de\s+|of\s+)?({NAME})\.?,?[\s-]+(?:de\s+|del\s+)?(\d{{4}})(?!\d)",
    re.I,
)
MONTH_FIRST = re.compile(rf"(?<!\w)({NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}})(?!\d)", re.I)
DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
EAST = re.compile(r"(\d{4})\s*[年년/.]\s*(\d{1,2})\s*[月월/.]\s*(\d{1,2})\s*[日일]?")
CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})[:.h](\d{2})(?::(\d\d))?\s*(a\.?m\.?|p\.?m\.?)?\s*(Z|UTC|GMT|BST|CEST|CET|EEST|EET|MSK|EST|"
    r"EDT|CST|CDT|MST|MDT|PST|PDT|ET|PT|JST|[+-]\d\d:?\d\d)?(?![\d:])",
    re.I,
)
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "est": -300, "edt": -240, "et": -300,
    "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "pt": -480, "jst": 540,
}  # fmt: skip
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def read_moment(text: str | None) -> datetime | None:
    """The time that a machine-readable value or a printed line names, in UTC; noon when only the day is known."""
    text = (text or "").strip().translate(DIGITS)[:300]
    if not text:
        return None
    if re.fullmatch(r"\d{10}(?:\d{3})?", text):
        return moment_or_none(lambda: datetime.fromtimestamp(int(text[:10]), UTC))
    iso = ISO.search(text)
    if iso:
        return from_iso(iso)
    if re.match(r"\w{3,9},? \d{1,2} \w{3} \d{4} \d\d:\d\d", text):
        found = moment_or_none(lambda: parsedate_to_datetime(text))
        if found:
            return to_utc(found)
    return from_words(text)


def moment_or_none(make: Callable[[], datetime]) -> datetime | None:
    """A time, or None when the numbers are no date."""
    try:
        return make()
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def to_utc(value: datetime) -> datetime | None:
    """The same moment in UTC; a time without a zone is taken for UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment_or_none(lambda: aware.astimezone(UTC))


def from_iso(match: re.Match[str]) -> datetime | None:
    """2024-08-07T13:05:00+03:00 and shorter forms of it."""
    year, month, day, hour, minute, second, zone = match.groups()
    if hour is None:
        return make_moment(int(year), int(month), int(day))
    return make_moment(int(year), int(month), int(day), (int(hour), int(minute), int(second or 0)), zone_minutes(zone))


def make_moment(
    year: int, month: int, day: int, clock: tuple[int, int, int] = (12, 0, 0), minutes: int = 0
) -> datetime | None:
    """A moment in UTC; None when there is no such day."""
    if not 1900 <= year <= 2200:
        return None
    zone = timezone(timedelta(minutes=max(-1439, min(1439, minutes))))
    found = moment_or_none(lambda: datetime(year, month, day, *clock, tzinfo=zone))
    return to_utc(found) if found else None


def zone_minutes(zone: str | None) -> int:
    """Minutes east of Greenwich."""
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", zone or "")
    if match:
        return (1 if match[1] == "+" else -1) * (int(match[2]) * 60 + int(match[3] or 0))
    return ZONES.get((zone or "").lower(), 0)


def find_day(text: str) -> tuple[int, int, int, int] | None:
    """Year, month, day of the first date in a line, and where it ends."""
    for pattern, order in (
        (DAY_FIRST, (3, 2, 1)),
        (MONTH_FIRST, (3, 1, 2)),
        (EAST, (1, 2, 3)),
        (DOTTED, (3, 2, 1)),
        (SLASHED, (3, 1, 2)),
    ):
        match = pattern.search(text)
        if match:
            year, month, day = (match[i].lower() for i in order)
            number = NUMBER.get(month) or int(month) if month.isdigit() or month in NUMBER else 0
            if pattern is SLASHED and number > 12:
                number, day = int(day), str(number)
            return int(year), number, int(day), match.end()
    return None


def from_words(text: str) -> datetime | None:
    """7 August 2024, 13:05 MSK; Aug. 7, 2024 1:05 p.m. ET; 07.08.2024; 2024年8月7日."""
    found = find_day(text)
    if not found:
        return None
    year, month, day, end = found
    clock = CLOCK.search(text, end) or CLOCK.search(text[: max(0, end - 10)])
    if not clock:
        return make_moment(year, month, day)
    hour = int(clock[1]) % 12 + 12 if (clock[4] or "").lower().startswith("p") else int(clock[1])
    hour = 0 if (clock[4] or "").lower().startswith("a") and hour == 12 else hour
    return make_moment(year, month, day, (hour, int(clock[2]), int(clock[3] or 0)), zone_minutes(clock[5]))


def is_date_line(line: str) -> bool:
    """True for a line that holds a date and little else."""
    line = line.translate(DIGITS)
    if len(line) > 110 or not (find_day(line) or ISO.search(line)):
        return False
    rest = re.sub(
        rf"\d+|(?<!\w)(?:{NAME})(?!\w)|(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?!\w)",
        "",
        line,
        flags=re.I,
    )
    return (len(re.findall(r"[^\W\d_]{2,}", rest)) <= 6 and not re.search(r"[.!?]\s*$", line.strip())) or len(
        rest.split()
    ) <= 3
