"""Other ways to give, and a calm word for whoever's card would endanger them."""

from __future__ import annotations

from django.http import HttpResponse

from tamizdat.contributions.site.give.open_sheet import answers
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.give.show_risk import show_risk
from tamizdat.contributions.site.give.show_ways import show_ways


@answers("GET")
def other_ways(sheet: Sheet) -> HttpResponse:
    """What there is besides cards."""
    return show_ways(sheet, "other_ways")


@answers("GET")
def sorry(sheet: Sheet) -> HttpResponse:
    """Where the card form leads when a card must not be used. It says nothing about which card."""
    return show_risk(sheet, is_card=True)
