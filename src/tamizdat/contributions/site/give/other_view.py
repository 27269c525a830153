"""Other ways to give, and a calm word for whoever's card would endanger them."""

from __future__ import annotations

import logging

from django.http import HttpResponse

from tamizdat.contributions.models import Gift
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.site.give.open_sheet import answers, show_missing
from tamizdat.contributions.site.give.pay_view import order_of
from tamizdat.contributions.site.give.sheet import Sheet
from tamizdat.contributions.site.give.show_risk import show_risk
from tamizdat.contributions.site.give.show_ways import show_transfer, show_ways
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.shell.errors import TamizdatError

log = logging.getLogger(__name__)


@answers("GET")
def other_ways(sheet: Sheet) -> HttpResponse:
    """What there is besides cards."""
    return show_ways(sheet, "other_ways")


@answers("GET")
def transfer(sheet: Sheet, gift: str) -> HttpResponse:
    """What to write on the transfer of this gift."""
    found = Gift.objects.filter(id=gift, processor="bank").first()
    if found is None:
        return show_missing(sheet)
    money = Money(found.amount, found.currency)
    try:
        told = open_provider(sheet.house.home, "bank").begin(order_of(found), "transfer").told
    except TamizdatError as error:
        log.error("A transfer could not be shown: %s", type(error).__name__)
        return show_ways(sheet, "other_ways")
    return show_transfer(sheet, told, show_money(money, sheet.spoken))


@answers("GET")
def sorry(sheet: Sheet) -> HttpResponse:
    """Where the card form leads when a card must not be used. It says nothing about which card."""
    return show_risk(sheet, is_card=True)
