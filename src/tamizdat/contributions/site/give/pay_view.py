"""``/<lang>/pay/<gift>``: the processor's form inside our page. Here alone a byte of somebody else's is loaded."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse

from tamizdat.contributions.deeds import confirm_gift
from tamizdat.contributions.models import Gift
from tamizdat.contributions.providers.contract import CountryRefusedError, Every, Order
from tamizdat.contributions.providers.registry import open_provider
from tamizdat.contributions.site.give import held
from tamizdat.contributions.site.give.fees import without_fee
from tamizdat.contributions.site.give.forget import forget_begun
from tamizdat.contributions.site.give.open_sheet import answers, show_missing
from tamizdat.contributions.site.give.sheet import Policy, Sheet
from tamizdat.contributions.site.give.show_check import origin, processor_pages, say_fee, say_sum
from tamizdat.contributions.site.give.show_ways import show_ways
from tamizdat.contributions.site.house import own_address
from tamizdat.contributions.site.printing import see_other
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.show_money import show_money
from tamizdat.pages.escape import text
from tamizdat.shell.errors import TamizdatError

STRIPE = ("https://js.stripe.com", "https://*.js.stripe.com", "https://api.stripe.com", "https://hooks.stripe.com")
"""What Stripe asks a policy to allow (docs.stripe.com, "Content Security Policy")."""
SCRIPT_WORDS = (
    "pay_working", "pay_failed", "why_card", "why_funds", "why_expired", "why_code", "why_bank", "many"
)  # fmt: skip
LARGEST_BODY = 2_000
log = logging.getLogger(__name__)


@answers("GET")
def pay(sheet: Sheet, gift: str) -> HttpResponse:
    """The exact sum, and the form; without scripts, what else there is."""
    found = Gift.objects.filter(id=gift).first()
    if found is None:
        return show_missing(sheet)
    if found.state != "begun":
        return see_other(f"/{sheet.language}/thanks/{found.id}")
    try:
        client = open_provider(sheet.house.home, found.processor).begin(order_of(found), "element").client
    except TamizdatError as error:
        log.error("The card form could not be opened: %s", type(error).__name__)
        return show_ways(sheet, "down", "down_text", status=503)
    return _show(sheet, found, client)


def _show(sheet: Sheet, gift: Gift, client: Mapping[str, Any]) -> HttpResponse:
    money, support = Money(gift.amount, gift.currency), sheet.house.support
    script = origin(str(client["script"]))
    values = {
        "gift": text(gift.id),
        "sum": say_sum(sheet, money, gift.every),
        "fee": say_fee(sheet, without_fee(money, support), money) if gift.covers_fee else "",
        "client": json.dumps(dict(client)),
        "told": json.dumps({word: str(sheet.say(word)) for word in SCRIPT_WORDS}),
        "button": sheet.say("pay_button", sum=show_money(money, sheet.spoken)),
        "redirect": not support.strict and not gift.external_id,
        "is_strict": support.strict,
    }
    processor = STRIPE if script == STRIPE[0] else (script,)
    policy = Policy(scripts=True, processor=processor, form_goes=processor_pages(sheet.house))
    response = sheet.show("pay.html", values, policy=policy)
    response["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"  # some banks ask in a window of their own
    return response


@answers("POST")
def confirm(sheet: Sheet, gift: str) -> HttpResponse:
    """What the script sends: ``{"token": …}``. The card's country is looked at before its bank is asked."""
    now = datetime.now(UTC)
    token = _token(sheet.request.body)
    seconds = held.wait_for_network(sheet, held.CARDS, held.ALL_CARDS, now) or held.COUNTERS.take(
        held.OF_GIFT, gift, now
    )
    if seconds:
        return _answer({"state": "many"}, 429)
    if not token:
        return _answer({"state": "failed"}, 422)
    try:
        outcome = confirm_gift(
            sheet.house.home,
            gift,
            token,
            now,
            f"{own_address(sheet.house, sheet.request)}/{sheet.language}/thanks/{gift}",
        )
    except CountryRefusedError:
        forget_begun(gift)
        return _answer({"state": "refused", "go": f"/{sheet.language}/sorry"})
    except TamizdatError as error:
        log.error("A gift could not be confirmed: %s", type(error).__name__)
        return _answer({"state": "failed"}, 503)
    return _answer({"state": outcome.state, "secret": outcome.client_secret, "why": outcome.why})


def _token(body: bytes) -> str:
    """Stripe's number of what was typed into its form."""
    try:
        value = json.loads(body[:LARGEST_BODY])
    except (ValueError, RecursionError):
        return ""
    token = value.get("token") if isinstance(value, dict) else None
    is_number = isinstance(token, str) and token.startswith("ctoken_") and len(token) < 200 and token.isascii()
    return token if is_number and token.replace("_", "").isalnum() else ""  # type: ignore[return-value,union-attr]


def _answer(value: Mapping[str, str], status: int = 200) -> HttpResponse:
    return JsonResponse(dict(value), status=status)


def order_of(gift: Gift) -> Order:
    """Enough to fill the form; nothing is asked of the processor for it."""
    every: Every = "month" if gift.every == "month" else "year" if gift.every == "year" else "once"
    money = Money(gift.amount, gift.currency)
    return Order(gift.id, money, every, "", "", gift.language, "", "", "")
