"""Checkout sessions: the processor's own page, where a person pays without any script of ours."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import customers, intents, methods, setups, subscriptions
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, forget, schedule
from tamizdat.sandbox.world import DAY, World

PLACE = "{CHECKOUT_SESSION_ID}"


def new_session(world: World, mode: str, items: list[Thing], **fields: Any) -> Thing:
    """A page that is open for a day, or as long as asked."""
    name = "cs_test_" + world.id("a1", 56).replace("_", "")
    total = sum(item["amount_total"] for item in items) if items else None
    fields["expires_at"] = fields.get("expires_at") or world.now + DAY
    session = world.new(
        "checkout.session",
        "cs_test",
        {"id": name, "mode": mode, "_line_items": items, "amount_subtotal": total, "amount_total": total},
        {"adaptive_pricing": {"enabled": False}, "custom_fields": [], "shipping_options": [], "ui_mode": "hosted_page"},
        {"automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None}},
        {"custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"))},
        {"payment_method_types": ["card"], "payment_status": "unpaid", "status": "open"},
        {"phone_number_collection": {"enabled": False}, "url": f"{world.base}/c/pay/{name}", "metadata": {}},
        {"total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, **fields},
    )
    schedule(world, session["expires_at"], "expire_session", name)
    return session


def expect_open(session: Thing) -> None:
    if session["status"] != "open":
        raise StateError(f"This Checkout Session is {session['status']}: only an open one can be used.")


def pay(world: World, session: Thing, method: Thing, details: Thing) -> Thing:
    """The person at the page pays. Answers the intent; its status says what comes next."""
    expect_open(session)
    session["customer_details"] = {
        "address": methods.ADDRESS | {"country": methods.country_of(method)},
        "email": details.get("email"),
        "name": details.get("name"),
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
        "business_name": None,
        "individual_name": None,
    }
    customer = _customer(world, session)
    if session["mode"] == "setup":
        return _save_a_card(world, session, method, customer)
    intent = _intent(world, session, customer)
    intent |= {"_session": session["id"], "_return_url": f"{world.base}/c/pay/{session['id']}"}
    if customer:
        intent["customer"] = customer["id"]
    intents.confirm(world, intent, method)
    return intent


def _customer(world: World, session: Thing) -> Thing | None:
    if session["customer"]:
        return world.get("customer", session["customer"])
    is_wanted = session["mode"] == "subscription" or session["customer_creation"] == "always"
    if not is_wanted:
        return None
    details = session["customer_details"]
    customer = customers.new_customer(world, email=session["customer_email"] or details["email"], name=details["name"])
    world.change(session, customer=customer["id"])
    return customer


def _intent(world: World, session: Thing, customer: Thing | None) -> Thing:
    """One intent for the session, however often the person tries."""
    if session["mode"] == "subscription":
        return _first_invoice_intent(world, session, customer or {})
    known = world.find("payment_intent", session.get("_payment_intent") or "")
    if known:
        return known
    data: Thing = session.get("_payment_intent_data") or {}
    intent = intents.new_intent(
        world,
        session["amount_total"],
        session["currency"],
        **{"customer": customer["id"] if customer else None, "_session": session["id"], **data},
        payment_method_types=session["payment_method_types"],
    )
    world.change(session, _payment_intent=intent["id"])
    return intent


def _first_invoice_intent(world: World, session: Thing, customer: Thing) -> Thing:
    subscription = world.find("subscription", session.get("_subscription") or "")
    if subscription is None:
        subscription = _new_subscription(world, session, customer)
    invoice = world.get("invoice", subscription["latest_invoice"])
    return world.get("payment_intent", invoice["_payment_intent"])


def _new_subscription(world: World, session: Thing, customer: Thing) -> Thing:
    item = session["_line_items"][0]
    price = world.get("price", item["price"]["id"])
    data: Thing = session.get("_subscription_data") or {}
    settings = {"payment_method_types": session["payment_method_types"]}
    settings["save_default_payment_method"] = "on_subscription"
    subscription = subscriptions.new_subscription(
        world, customer, price, item["quantity"], **{**data, "payment_settings": settings}
    )
    subscriptions.begin(world, subscription, method=None, collects=False, off_session=False)
    world.change(session, _subscription=subscription["id"])
    return subscription


def _save_a_card(world: World, session: Thing, method: Thing, customer: Thing | None) -> Thing:
    setup = world.find("setup_intent", session["setup_intent"] or "")
    if setup is None:
        setup = setups.new_setup(
            world, customer=customer["id"] if customer else None, metadata=session.get("_setup_metadata") or {}
        )
        world.change(session, setup_intent=setup["id"])
    setup |= {"_session": session["id"], "_return_url": f"{world.base}/c/pay/{session['id']}"}
    setups.confirm(world, setup, method)
    setup_moved(world, session, setup)
    return setup


def setup_moved(world: World, session: Thing, setup: Thing) -> None:
    if setup["status"] == "succeeded" and session["status"] == "open":
        _complete(world, session, "no_payment_required")


def payment_moved(world: World, session: Thing, intent: Thing) -> None:
    """The page hears what became of its payment."""
    if session["status"] == "open" and intent["status"] in ("succeeded", "requires_capture"):
        _complete(world, session, "paid")
    elif session["status"] == "open" and intent["status"] == "processing":
        _complete(world, session, "unpaid")
    elif session["status"] == "complete" and session["payment_status"] == "unpaid":
        _arrived(world, session, intent)


def _arrived(world: World, session: Thing, intent: Thing) -> None:
    """A payment that took days has come, or has not."""
    if intent["status"] == "succeeded":
        world.change(session, payment_status="paid")
        world.emit("checkout.session.async_payment_succeeded", session)
    elif intent["status"] == "requires_payment_method":
        world.emit("checkout.session.async_payment_failed", session)


def _complete(world: World, session: Thing, payment_status: str) -> None:
    forget(world, "expire_session", session["id"])
    subscription = world.find("subscription", session.get("_subscription") or "")
    world.change(
        session,
        status="complete",
        payment_status=payment_status,
        url=None,
        payment_intent=session.get("_payment_intent"),
        subscription=session.get("_subscription"),
        invoice=subscription["latest_invoice"] if subscription else None,
    )
    world.emit("checkout.session.completed", session)


def success_url(session: Thing) -> str:
    return str(session["success_url"] or "").replace(PLACE, session["id"])


def cancel_url(session: Thing) -> str | None:
    return session["cancel_url"].replace(PLACE, session["id"]) if session["cancel_url"] else None


def expire(world: World, session: Thing) -> Thing:
    expect_open(session)
    forget(world, "expire_session", session["id"])
    world.change(session, status="expired", url=None)
    intent = world.find("payment_intent", session.get("_payment_intent") or "")
    if intent and intent["status"] in intents.CONFIRMABLE:
        intents.cancel(world, intent, "abandoned")
    subscription = world.find("subscription", session.get("_subscription") or "")
    if subscription and subscription["status"] == "incomplete":
        subscriptions.expire_incomplete(world, subscription["id"])
    world.emit("checkout.session.expired", session)
    return session


@deed("expire_session")
def expire_session(world: World, session_id: str) -> None:
    session = world.get("checkout.session", session_id)
    if session["status"] == "open":
        expire(world, session)
