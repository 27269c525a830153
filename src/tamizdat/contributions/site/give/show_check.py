"""Please check: the exact sum, before anything is begun. Shown where the sum was not seen in the form."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse

from tamizdat.contributions.site.give.sheet import Policy, Sheet
from tamizdat.contributions.site.give.typed import Typed
from tamizdat.contributions.site.house import House
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages.dates import number
from tamizdat.pages.escape import NOTHING, Markup

CHECKOUT = "https://checkout.stripe.com"


def show_check(
    sheet: Sheet, typed: Typed, gift: Money, money: Money, token: str, has_scripts: bool, seconds: int
) -> HttpResponse:
    """``seconds``: how long the reader still has to wait; 0: not at all."""
    values = {
        "typed": {name: getattr(typed, name) for name in Typed.__slots__},
        "token": token,
        "scripts": "1" if has_scripts else "",
        "sum": say_sum(sheet, money, typed.every),
        "fee": say_fee(sheet, gift, money),
        "notice": sheet.say("too_fast", n=number(seconds, sheet.spoken)) if seconds > 0 else NOTHING,
    }
    return sheet.show("check.html", values, policy=Policy(form_goes=processor_pages(sheet.house)))


def say_sum(sheet: Sheet, money: Money, every: str) -> Markup:
    """``$5.46 every month``."""
    return sheet.say(f"sum_{every}", sum=show_money(money, sheet.spoken))


def say_fee(sheet: Sheet, gift: Money, money: Money) -> Markup:
    """``$0.46 of it covers the payment fee``, if it does."""
    if money == gift:
        return NOTHING
    return sheet.say("fee_in_it", fee=show_money(Money(money.amount - gift.amount, money.currency), sheet.spoken))


def processor_pages(house: House) -> tuple[str, ...]:
    """Where the processor's own pages are; a form's answer may lead there."""
    if house.is_sandbox:
        return (origin(str(house.support.settings.get("sandbox", {}).get("address", ""))),)
    own = house.support.settings.get("stripe", {}).get("checkout_address")
    return (CHECKOUT, origin(str(own))) if own else (CHECKOUT,)


def coin_pages(house: House) -> tuple[str, ...]:
    """Where an invoice in coins is shown; none where there are none."""
    table = house.support.settings.get("btcpay", {})
    page = str(table.get("page") or table.get("address") or "")
    return (origin(page),) if page else ()


def origin(address: str) -> str:
    """``https://js.stripe.com/v3/`` → ``https://js.stripe.com``."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
