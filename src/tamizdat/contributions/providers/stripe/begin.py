"""How a gift begins at Stripe: on its own page (Checkout), or in a form of Stripe's inside ours (Payment Element)."""

from __future__ import annotations

from typing import Any

import stripe

from tamizdat.contributions.providers.contract import Begun, Flow, Order, ProviderError
from tamizdat.contributions.providers.stripe.units import to_stripe
from tamizdat.contributions.providers.stripe.words import in_our_words

ITEM = "Support"
"""What the reader reads beside the amount on the processor's page."""
LOCALES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fil",
        "fr",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "mt",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sv",
        "th",
        "tr",
        "vi",
        "zh",
    ]
)
"""Languages of Stripe's page; for others it looks at the browser."""


def begin(client: stripe.StripeClient, publishable_key: str, script: str, order: Order, flow: Flow) -> Begun:
    """``redirect`` asks for a page of Stripe's; ``element`` asks for nothing yet."""
    if flow == "element":
        return Begun(client=_for_script(publishable_key, script, order))
    customer = make_customer(client, order) if order.every != "once" else ""
    with in_our_words():
        session = client.v1.checkout.sessions.create(
            _session(order, customer), {"idempotency_key": f"begin-{order.gift}"}
        )
    return Begun(address=session.url or "", session=session.id)


def begin_again(client: stripe.StripeClient, session: str) -> Begun:
    """The page that was begun before, as long as it is open."""
    with in_our_words():
        found = client.v1.checkout.sessions.retrieve(session)
    if found.status != "open" or not found.url:
        raise ProviderError("This gift was begun before, and its page is closed. Begin anew.", may_retry=False)
    return Begun(address=found.url, session=found.id)


def make_customer(client: stripe.StripeClient, order: Order) -> str:
    """A customer whose only name is our random id of the supporter."""
    if order.customer:
        return order.customer
    with in_our_words():
        customer = client.v1.customers.create(
            {"metadata": {"supporter": order.supporter}}, {"idempotency_key": f"customer-{order.supporter}"}
        )
    return customer.id


def _for_script(publishable_key: str, script: str, order: Order) -> dict[str, Any]:
    return {
        "script": script,
        "key": publishable_key,
        "mode": "payment" if order.every == "once" else "subscription",
        "amount": to_stripe(order.money),
        "currency": order.money.currency.lower(),
    }


def _session(order: Order, customer: str) -> Any:
    """Nothing is asked for that is not needed; no receipt goes out from the processor."""
    values: dict[str, Any] = {
        "mode": "payment" if order.every == "once" else "subscription",
        "client_reference_id": order.gift,
        "metadata": {"gift": order.gift},
        "line_items": [{"quantity": 1, "price_data": _price(order)}],
        "success_url": order.done,
        "cancel_url": order.stopped,
        "locale": order.language if order.language in LOCALES else "auto",
    }
    if order.every == "once":
        data: dict[str, Any] = {"metadata": {"gift": order.gift}}
        if order.statement_text:
            data["statement_descriptor_suffix"] = order.statement_text
        return {**values, "payment_intent_data": data, "submit_type": "donate"}
    return {**values, "customer": customer, "subscription_data": {"metadata": {"gift": order.gift}}}


def _price(order: Order) -> dict[str, Any]:
    price: dict[str, Any] = {
        "currency": order.money.currency.lower(),
        "unit_amount": to_stripe(order.money),
        "product_data": {"name": ITEM},
    }
    return price if order.every == "once" else {**price, "recurring": {"interval": order.every}}
