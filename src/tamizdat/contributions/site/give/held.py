"""The brakes of this process: its counters, the salt of today, and what happens when there are too many tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.http import HttpResponse

from tamizdat.contributions.brakes.breaker import is_paused
from tamizdat.contributions.brakes.limits import Counters, Limit
from tamizdat.contributions.brakes.networks import SHARED, Networks
from tamizdat.contributions.site.give.open_sheet import show_note
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.pages.dates import number

FORMS = Limit("forms", 60, 600)
CARDS = Limit("cards", 20, 600)
ALL_FORMS = Limit("all forms", 3_000, 600)
ALL_CARDS = Limit("all cards", 600, 600)
"""For networks that nobody can tell apart, such as an onion service: a limit for all of them together."""
SLOW = Limit("slow", 300, 600)
"""Forms without a proof of work, of everybody together."""
OF_FORM = Limit("of a form", 6, 3_600)
OF_GIFT = Limit("of a gift", 6, 3_600)
OF_SUPPORTER = Limit("of a supporter", 12, 86_400)

COUNTERS = Counters()
_networks: dict[str, Networks] = {}
LOOKS_AGAIN = timedelta(seconds=10)
_small: tuple[datetime, bool] | None = None


def wait_for_network(sheet: Sheet, limit: Limit, limit_of_all: Limit, now: datetime) -> int:
    """0: go on; else seconds."""
    header = str(sheet.house.site.get("trusted_header", ""))
    networks = _networks.setdefault(header, Networks(header))
    who = networks.digest(sheet.request.META, now)
    return COUNTERS.take(limit, who, now) if who != SHARED else COUNTERS.take(limit_of_all, SHARED, now)


def are_small_paused(now: datetime) -> bool:
    """The breaker's word for the page that is shown; it is asked every ten seconds, not for every reader."""
    global _small
    if not _small or now - _small[0] > LOOKS_AGAIN or now < _small[0]:
        _small = now, is_paused("small", now)
    return _small[1]


def show_too_many(sheet: Sheet, seconds: int) -> HttpResponse:
    """Too many tries, in plain words."""
    minutes = number(ceil(seconds / 60), sheet.spoken)
    links = {"other_ways": f"/{sheet.language}/other-ways"}
    response = show_note(sheet, "many", "many_text", links, status=429, n=minutes)
    response["Retry-After"] = str(seconds)
    return response
