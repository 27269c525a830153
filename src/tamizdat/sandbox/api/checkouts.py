"""``/v1/checkout/sessions``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import checkout, intents, methods, prices
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.descriptors import check_descriptor, check_suffix
from tamizdat.sandbox.money import check_amount
from tamizdat.sandbox.paging import page, page_of
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import DAY, World

KIND = "checkout.session"
LOCALES = (
    *("auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN"),
    *("hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk"),
    *("sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW"),
)
"""What Stripe's Checkout speaks. Persian and Arabic are not among it: ask for ``auto``."""
URL = "/v1/checkout/sessions"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    mode = ask.choice("mode", "payment", "subscription", "setup") or ask.needs("mode")
    ask.choice("ui_mode", "hosted_page", default="hosted_page")
    fields: dict[str, Any] = {
        "success_url": ask.needs("success_url"),
        "cancel_url": ask.text("cancel_url"),
        "client_reference_id": ask.text("client_reference_id"),
        "metadata": ask.metadata(),
        "customer_email": ask.text("customer_email"),
        "locale": ask.choice("locale", *LOCALES),
        "customer_creation": ask.choice("customer_creation", "always", "if_required"),
        "submit_type": ask.choice("submit_type", "auto", "book", "donate", "pay", "subscribe"),
        "payment_method_types": _types(ask),
        "expires_at": _expiry(world, ask),
    }
    if fields["customer_creation"] is None and mode == "payment":
        fields["customer_creation"] = "if_required"
    if ask.has("customer"):
        fields["customer"] = world.get("customer", ask.needs("customer"), "customer")["id"]
        fields["customer_creation"] = None
    _read_data(ask, mode, fields)
    items = [] if mode == "setup" else _items(world, ask, mode)
    fields["currency"] = items[0]["currency"] if items else ask.text("currency")
    return checkout.new_session(world, mode, items, **fields)


def _types(ask: Ask) -> list[str]:
    types: list[str] = ask.get("payment_method_types") or ["card"]
    for one in types:
        if one not in methods.TYPES:
            raise ParamError(f"Invalid payment_method_types: {one}.", "payment_method_types")
    return types


def _expiry(world: World, ask: Ask) -> int | None:
    moment = ask.whole("expires_at")
    if moment is not None and not world.now + 29 * 60 <= moment <= world.now + DAY + 60:
        raise ParamError("The `expires_at` must be between 30 minutes and 24 hours from now.", "expires_at")
    return moment


def _read_data(ask: Ask, mode: str, fields: dict[str, Any]) -> None:
    """What the session passes on to the intent or the subscription that it makes."""
    if ask.has("payment_intent_data") and mode != "payment":
        raise ParamError("You can only use payment_intent_data in payment mode.", "payment_intent_data")
    if ask.has("subscription_data") and mode != "subscription":
        raise ParamError("You can only use subscription_data in subscription mode.", "subscription_data")
    at = "payment_intent_data"
    if ask.has(at):
        fields["_payment_intent_data"] = {
            "metadata": ask.metadata(path=f"{at}.metadata"),
            "description": ask.text(f"{at}.description"),
            "setup_future_usage": ask.choice(f"{at}.setup_future_usage", "on_session", "off_session"),
            "receipt_email": ask.text(f"{at}.receipt_email"),
            "statement_descriptor": check_descriptor(ask.text(f"{at}.statement_descriptor")),
            "statement_descriptor_suffix": check_suffix(ask.text(f"{at}.statement_descriptor_suffix")),
            "capture_method": ask.text(f"{at}.capture_method", "automatic_async"),
            "shipping": ask.get(f"{at}.shipping"),
        }
    if ask.has("subscription_data"):
        fields["_subscription_data"] = {
            "metadata": ask.metadata(path="subscription_data.metadata"),
            "description": ask.text("subscription_data.description"),
        }
    fields["_setup_metadata"] = ask.metadata(path="setup_intent_data.metadata")


def _items(world: World, ask: Ask, mode: str) -> list[Thing]:
    rows = ask.count("line_items")
    if mode == "subscription" and rows != 1:
        raise ParamError("The sandbox takes one line item for a subscription.", "line_items")
    items = [_item(world, ask, f"line_items.{place}", mode) for place in range(rows)]
    if len({item["currency"] for item in items}) > 1:
        raise ParamError("All prices must have the same currency.", "line_items")
    check_amount(sum(item["amount_total"] for item in items), items[0]["currency"], "line_items")
    return items


def _item(world: World, ask: Ask, at: str, mode: str) -> Thing:
    price = prices.read_price(world, ask, at)
    if (price["type"] == "recurring") != (mode == "subscription"):
        words = f"You must provide {'a recurring price' if mode == 'subscription' else 'prices that are not recurring'}"
        raise ParamError(f"{words} in {mode} mode.", "line_items")
    quantity = ask.whole(f"{at}.quantity", 1) or 1
    total = price["unit_amount"] * quantity
    return {
        "id": world.id("li_1"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["_product_name"],
        "price": dict(price),
        "quantity": quantity,
        "metadata": {},
        "adjustable_quantity": None,
    }


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, KIND, URL, "customer", "payment_intent", "status", "subscription")


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get(KIND, id, "id")


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    session = world.get(KIND, id)
    world.change(session, metadata=ask.metadata(session["metadata"]))
    return session


@route("POST", URL + "/{id}/expire")
def expire(world: World, ask: Ask, id: str) -> Thing:
    return checkout.expire(world, world.get(KIND, id))


@route("GET", URL + "/{id}/line_items")
def line_items(world: World, ask: Ask, id: str) -> Thing:
    return page_of(ask, world.get(KIND, id)["_line_items"], "item", f"{URL}/{id}/line_items")


@route("GET", "/v1/payment_pages/{id}")
def payment_page(world: World, ask: Ask, id: str) -> Thing:
    """What Stripe's own command line asks in place of the page in a browser."""
    return world.get(KIND, id)


@route("POST", "/v1/payment_pages/{id}/confirm")
def confirm_page(world: World, ask: Ask, id: str) -> Thing:
    """A person pays at the page, played by Stripe's own command line."""
    session = world.get(KIND, id)
    expected = ask.whole("expected_amount", session["amount_total"])
    if expected != session["amount_total"]:
        raise ParamError("The amount has changed.", "expected_amount")
    method = methods.resolve(world, ask.needs("payment_method"))
    details = method["billing_details"]
    intents.raise_if_refused(checkout.pay(world, session, method, {"email": details["email"], "name": details["name"]}))
    return session
