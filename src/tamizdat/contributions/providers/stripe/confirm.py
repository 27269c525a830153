"""How a gift is paid in the form inside our page: the card's country first, and only then anything is asked for.

Nothing reaches the card's bank before ``payment.confirm``: a confirmation token is known to Stripe alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import stripe

from tamizdat.contributions.providers.contract import CountryRefusedError, Order, Outcome
from tamizdat.contributions.providers.stripe.begin import ITEM, make_customer
from tamizdat.contributions.providers.stripe.units import to_stripe
from tamizdat.contributions.providers.stripe.words import declined_word, in_our_words


def confirm(client: stripe.StripeClient, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
    """One gift is one payment for ever, however often and with however many cards it is tried."""
    with in_our_words():
        preview: Any = client.v1.confirmation_tokens.retrieve(token).payment_method_preview
    check_country(_country(preview))
    if order.every == "once":
        return _pay(client, order, _payment(client, order), token)
    recurring, payment = _first_payment(client, order)
    return _pay(client, order, payment, token, recurring)


def _country(preview: Any) -> str:
    """The card's, also of one in a wallet; empty when it is no card. Link does not say whose card is behind it."""
    method = preview.to_dict() if preview is not None else {}
    if method.get("type") == "link":
        raise CountryRefusedError("Link hides where the card behind it is from. No bank was asked for anything.")
    card = method.get("card") or {}
    return str(card.get("country") or "")


def _payment(client: stripe.StripeClient, order: Order) -> str:
    values: dict[str, Any] = {
        "amount": to_stripe(order.money),
        "currency": order.money.currency.lower(),
        "metadata": {"gift": order.gift},
        "automatic_payment_methods": {"enabled": True},
    }
    if order.statement_text:
        values["statement_descriptor_suffix"] = order.statement_text
    create: Any = client.v1.payment_intents.create
    with in_our_words():
        return str(create(values, {"idempotency_key": f"pay-{order.gift}"}).id)


def _first_payment(client: stripe.StripeClient, order: Order) -> tuple[str, str]:
    """A subscription that waits for its first payment: its number, and the payment's."""
    customer = make_customer(client, order)
    product: dict[str, Any] = {"name": ITEM}
    if order.statement_text:
        product["statement_descriptor"] = order.statement_text
    create_product: Any = client.v1.products.create
    create: Any = client.v1.subscriptions.create
    with in_our_words():
        item = create_product(product, {"idempotency_key": f"product-{order.gift}"}).id
        found = create(_subscription(order, customer, item), {"idempotency_key": f"subscribe-{order.gift}"})
    secret = found.latest_invoice.confirmation_secret.client_secret
    return str(found.id), str(secret).partition("_secret_")[0]


def _subscription(order: Order, customer: str, product: str) -> dict[str, Any]:
    price = {"currency": order.money.currency.lower(), "unit_amount": to_stripe(order.money), "product": product}
    return {
        "customer": customer,
        "items": [{"price_data": {**price, "recurring": {"interval": order.every}}}],
        "metadata": {"gift": order.gift},
        "payment_behavior": "default_incomplete",
        "payment_settings": {"save_default_payment_method": "on_subscription"},
        "expand": ["latest_invoice.confirmation_secret"],
    }


def _pay(client: stripe.StripeClient, order: Order, payment: str, token: str, recurring: str = "") -> Outcome:
    values: dict[str, Any] = {"confirmation_token": token, "return_url": order.done}
    confirm_payment: Any = client.v1.payment_intents.confirm
    try:
        found = confirm_payment(payment, values, {"idempotency_key": f"confirm-{order.gift}-{token}"})
    except stripe.CardError as error:
        return Outcome("declined", why=declined_word(error), external_id=payment, recurring=recurring)
    except stripe.InvalidRequestError as error:
        if error.code != "payment_intent_unexpected_state":
            with in_our_words():
                raise
        with in_our_words():  # it was confirmed before: what became of it?
            found = client.v1.payment_intents.retrieve(payment)
    except stripe.StripeError:
        with in_our_words():
            raise
        raise
    return _outcome(found, payment, recurring)


def _outcome(found: Any, payment: str, recurring: str) -> Outcome:
    if found.status == "succeeded":
        return Outcome("paid", external_id=payment, recurring=recurring)
    if found.status == "requires_action":
        return Outcome("action", client_secret=found.client_secret or "", external_id=payment, recurring=recurring)
    if found.status in ("requires_payment_method", "canceled"):
        return Outcome("declined", why="card", external_id=payment, recurring=recurring)
    return Outcome("waiting", external_id=payment, recurring=recurring)
