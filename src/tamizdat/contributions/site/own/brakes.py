"""How often these pages can be asked for mail, by network; addresses have limits of their own (``ask``)."""

from __future__ import annotations

from django.http import HttpResponse

from tamizdat.contributions.brakes.limits import Limit
from tamizdat.contributions.brakes.networks import SHARED, Networks
from tamizdat.contributions.site.give.held import COUNTERS
from tamizdat.contributions.site.own.page import Page

LINKS, ALL_LINKS = Limit("links", 20, 3_600), Limit("all links", 300, 3_600)
REMINDERS, ALL_REMINDERS = Limit("reminders", 20, 3_600), Limit("all reminders", 300, 3_600)
DEEDS = Limit("own deeds", 30, 3_600)
"""Changes to recurring gifts, of one supporter."""
_networks: dict[str, Networks] = {}


def too_many(page: Page, limit: Limit, of_all: Limit) -> HttpResponse | None:
    """None: go on."""
    header = str(page.house.site.get("trusted_header", ""))
    who = _networks.setdefault(header, Networks(header)).digest(page.request.META, page.now)
    seconds = COUNTERS.take(limit, who, page.now) if who != SHARED else COUNTERS.take(of_all, SHARED, page.now)
    if not seconds:
        return None
    response = page.note("e_many", "e_many_text", links={"start": page.root}, status=429)
    response["Retry-After"] = str(seconds)
    return response
