"""For whoever a gift would endanger: calm words, the same address, title and status as everybody sees."""

from __future__ import annotations

from django.http import HttpResponse

from tamizdat.contributions.site.give.sheet import Sheet


def show_risk(sheet: Sheet, *, is_card: bool = False) -> HttpResponse:
    """``is_card``: it is the card's country, not the reader's. Which country is not said back."""
    why, nothing = ("risk_card", "risk_card_nothing") if is_card else ("risk_live", "risk_nothing")
    return sheet.show("risk.html", {"why": sheet.say(why), "nothing": sheet.say(nothing)})
