"""``/<lang>/thanks/<gift>``: what became of it, told honestly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse

from tamizdat.contributions.models import Gift
from tamizdat.contributions.site.give.open_sheet import answers, show_missing
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.give.show_check import say_sum
from tamizdat.contributions.site.own.receipts import give_receipt
from tamizdat.core.ledger.money import Money
from tamizdat.pages.escape import text

PAID = ("paid", "partly_refunded", "disputed")
REFUNDED = ("refunded", "charged_back")
LOOKS_AGAIN = 5
"""Seconds: who waits need not press anything, with scripts or without."""


@answers("GET")
def thanks(sheet: Sheet, gift: str) -> HttpResponse:
    """Paid, waiting for the processor, paid back, or not paid and what to do."""
    found = Gift.objects.filter(id=gift).first()
    if found is None:
        return show_missing(sheet)
    word = _word(found)
    values = {
        "heading": sheet.say("thanks" if word == "paid" else word),
        "sum": say_sum(sheet, Money(found.amount, found.currency), found.every),
        "said": sheet.say(word if word == "paid" else f"{word}_text"),
        "again": word == "paid" and found.every != "once",
        "receipt": text(_receipt(sheet, found)) if word == "paid" else "",
        "links": [{"name": sheet.say(name), "href": text(href)} for name, href in _links(sheet, found, word)],
    }
    response = sheet.show("thanks.html", values)
    if word == "waiting" and found.day >= datetime.now(UTC).date() - timedelta(days=1):
        response["Refresh"] = str(LOOKS_AGAIN)
    return response


def _word(gift: Gift) -> str:
    if gift.state in PAID:
        return "paid"
    if gift.state in REFUNDED:
        return "refunded"
    is_under_way = gift.state == "waiting" or (gift.state == "begun" and (gift.session or gift.external_id))
    return "waiting" if is_under_way else "declined"


def _links(sheet: Sheet, gift: Gift, word: str) -> list[tuple[str, str]]:
    home = f"/{sheet.language}/"
    again = urlencode({"every": gift.every, "amount": gift.amount, "currency": gift.currency})
    if word == "waiting":
        return [("look_again", f"{home}thanks/{gift.id}")]
    return [("again", f"{home}?{again}"), ("other_ways", f"{home}other-ways")] if word == "declined" else []


def _receipt(sheet: Sheet, gift: Gift) -> str:
    return f"/{sheet.language}/receipt/{give_receipt(sheet.house.home, gift)}"
