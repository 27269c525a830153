"""What is done at Stripe to a gift that was given: pay back, stop, change, another card, forget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import stripe

from tamizdat.contributions.providers.contract import Begun, ProviderError
from tamizdat.contributions.providers.stripe.begin import LOCALES
from tamizdat.contributions.providers.stripe.units import to_stripe
from tamizdat.contributions.providers.stripe.words import in_our_words
from tamizdat.core.ledger.money import Money

OVER = ("canceled", "incomplete_expired")


def refund(client: stripe.StripeClient, gift: str, payment: str, money: Money, key: str) -> str:
    """All of a payment, or a part of it."""
    asked: Any = client.v1.refunds.create
    values = {"payment_intent": payment, "amount": to_stripe(money), "metadata": {"gift": gift}}
    with in_our_words():
        return str(asked(values, {"idempotency_key": key}).id)


def cancel(client: stripe.StripeClient, recurring: str) -> None:
    """At once, and its open invoices with it: nothing is tried again. Cancelled twice is cancelled."""
    asked: Any = client.v1.subscriptions
    with in_our_words():
        if asked.retrieve(recurring).status in OVER:
            return
        for invoice in client.v1.invoices.list({"subscription": recurring, "status": "open"}).data:
            client.v1.invoices.void_invoice(invoice.id, options={"idempotency_key": f"void-{invoice.id}"})
        if asked.retrieve(recurring).status not in OVER:
            asked.cancel(recurring, options={"idempotency_key": f"cancel-{recurring}"})


def change(client: stripe.StripeClient, recurring: str, money: Money) -> None:
    """From the next renewal on; nothing is charged or given back for what has begun."""
    asked: Any = client.v1.subscriptions
    with in_our_words():
        found = asked.retrieve(recurring).to_dict()
        item = found["items"]["data"][0]
        if item["price"]["currency"].upper() != money.currency:
            raise ProviderError("A recurring gift stays in its currency. Stop it, and begin another.", may_retry=False)
        if item["price"]["unit_amount"] == to_stripe(money):
            return
        asked.update(recurring, _new_price(item, money), {"idempotency_key": _change_key(recurring, item, money)})


def _new_price(item: dict[str, Any], money: Money) -> dict[str, Any]:
    product = item["price"]["product"]
    price = {
        "currency": money.currency.lower(),
        "unit_amount": to_stripe(money),
        "product": product["id"] if isinstance(product, dict) else product,
        "recurring": {"interval": item["price"]["recurring"]["interval"]},
    }
    return {"items": [{"id": item["id"], "price_data": price}], "proration_behavior": "none"}


def _change_key(recurring: str, item: dict[str, Any], money: Money) -> str:
    """Changed there and back again are two changes: the price that it had is part of the key."""
    return f"change-{recurring}-{item['price']['id']}-{to_stripe(money)}"


def new_card(client: stripe.StripeClient, recurring: str, gift: str, customer: str, language: str, done: str) -> Begun:
    """A page of Stripe's that takes a card and no money."""
    values: dict[str, Any] = {
        "mode": "setup",
        "customer": customer,
        "currency": _currency(client, recurring),
        "metadata": {"recurring": gift},
        "success_url": done,
        "cancel_url": done,
        "locale": language if language in LOCALES else "auto",
    }
    asked: Any = client.v1.checkout.sessions.create
    with in_our_words():
        session = asked(values)
    return Begun(address=session.url or "", session=session.id)


def take_new_card(
    client: stripe.StripeClient, recurring: str, session: str, check_country: Callable[[str], None]
) -> None:
    """The card that was given on that page pays from now on, and what is open at once. Done twice is done once."""
    asked: Any = client.v1
    with in_our_words():
        found = asked.checkout.sessions.retrieve(session, {"expand": ["setup_intent.payment_method"]}).to_dict()
        method = (found.get("setup_intent") or {}).get("payment_method") or {}
        if not method:
            return
        check_country(str((method.get("card") or {}).get("country") or ""))
        if asked.subscriptions.retrieve(recurring).status in OVER:
            return
        options = {"idempotency_key": f"card-{recurring}-{method['id']}"}
        asked.subscriptions.update(recurring, {"default_payment_method": method["id"]}, options)
        for invoice in asked.invoices.list({"subscription": recurring, "status": "open"}).data:
            _pay(asked, invoice.id, method["id"])


def _pay(asked: Any, invoice: str, method: str) -> None:
    """Whether the new card pays is told by a notice."""
    try:
        asked.invoices.pay(invoice, {"payment_method": method}, {"idempotency_key": f"payopen-{invoice}-{method}"})
    except (stripe.CardError, stripe.InvalidRequestError):
        return


def card_country(client: stripe.StripeClient, recurring: str) -> str:
    """Of the card that pays; empty when Stripe does not know."""
    with in_our_words():
        found = client.v1.subscriptions.retrieve(
            recurring, {"expand": ["default_payment_method", "customer.invoice_settings.default_payment_method"]}
        ).to_dict()
    customer = found.get("customer")
    settings = (customer.get("invoice_settings") or {}) if isinstance(customer, dict) else {}
    for method in (found.get("default_payment_method"), settings.get("default_payment_method")):
        if isinstance(method, dict) and (method.get("card") or {}).get("country"):
            return str(method["card"]["country"])
    return ""


def card_expires(client: stripe.StripeClient, recurring: str) -> str:
    """``2027-03``: the last month of the card that pays; empty when Stripe does not know."""
    with in_our_words():
        found = client.v1.subscriptions.retrieve(recurring, {"expand": ["default_payment_method"]}).to_dict()
    method = found.get("default_payment_method")
    card = (method.get("card") or {}) if isinstance(method, dict) else {}
    return f"{card['exp_year']:04}-{card['exp_month']:02}" if card.get("exp_year") else ""


def action_address(client: stripe.StripeClient, invoice: str) -> str:
    """Where a bank asks its cardholder about a renewal."""
    with in_our_words():
        return str(client.v1.invoices.retrieve(invoice).hosted_invoice_url or "")


def erase(client: stripe.StripeClient, customer: str) -> None:
    """The customer and the cards behind it; Stripe keeps the payments. Subscriptions end with it."""
    try:
        client.v1.customers.delete(customer)
    except stripe.InvalidRequestError as error:
        if error.http_status != 404:
            with in_our_words():
                raise
    except stripe.StripeError:
        with in_our_words():
            raise


def _currency(client: stripe.StripeClient, recurring: str) -> str:
    with in_our_words():
        found: Any = client.v1.subscriptions.retrieve(recurring)
    return str(found.currency)
