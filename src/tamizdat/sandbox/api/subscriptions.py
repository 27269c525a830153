"""``/v1/subscriptions``"""

from __future__ import annotations

import copy
from typing import Any

from tamizdat.sandbox import invoices, methods, prices, subscriptions
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.money import check_amount
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.periods import add_periods
from tamizdat.sandbox.refusals import CardError, ParamError, StateError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import forget, schedule
from tamizdat.sandbox.world import World

KIND = "subscription"
URL = "/v1/subscriptions"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    customer = world.get("customer", ask.needs("customer"), "customer")
    price, quantity = _read_item(world, ask)
    behavior = ask.choice(
        "payment_behavior", "allow_incomplete", "default_incomplete", "error_if_incomplete", default="allow_incomplete"
    )
    if ask.has("trial_end") or ask.has("trial_period_days"):
        raise ParamError("The sandbox knows no trials.", "trial_period_days")
    method = _default_method(world, ask, customer)
    fields: dict[str, Any] = {
        "metadata": ask.metadata(),
        "description": ask.text("description"),
        "cancel_at_period_end": ask.flag("cancel_at_period_end"),
        "payment_settings": ask.get("payment_settings"),
        "default_payment_method": method["id"] if method else None,
    }
    card = method or methods_of(world, customer)
    if behavior != "default_incomplete" and card is None:
        words = "This customer has no attached payment source or default payment method."
        raise StateError(words, "resource_missing")
    subscription = subscriptions.new_subscription(world, customer, price, quantity, **fields)
    off_session = ask.flag("off_session")
    collects = behavior != "default_incomplete"
    invoice = subscriptions.begin(world, subscription, method=card, collects=collects, off_session=off_session)
    if behavior == "error_if_incomplete" and invoice["status"] != "paid":
        intent = world.get("payment_intent", invoice["_payment_intent"])
        raise _undone(CardError(intent["last_payment_error"] or {"message": "Not paid.", "code": "card_declined"}))
    return subscription


def _undone(error: CardError) -> CardError:
    error.undoes = True
    return error


def methods_of(world: World, customer: Thing) -> Thing | None:
    return world.find("payment_method", customer["invoice_settings"]["default_payment_method"] or "")


def _read_item(world: World, ask: Ask) -> tuple[Thing, int]:
    if ask.count("items") != 1:
        raise ParamError("The sandbox takes one item.", "items")
    price = prices.read_price(world, ask, "items.0")
    if price["type"] != "recurring":
        raise ParamError("The price specified is set to `type=one_time`; it must be recurring.", "items[0][price]")
    quantity = ask.whole("items.0.quantity", 1) or 1
    check_amount(price["unit_amount"] * quantity, price["currency"], "items[0][price_data][unit_amount]")
    return price, quantity


def _default_method(world: World, ask: Ask, customer: Thing) -> Thing | None:
    if not ask.has("default_payment_method") or ask.get("default_payment_method") == "":
        return None
    method = methods.resolve(world, ask.needs("default_payment_method"), "default_payment_method")
    if method["customer"] != customer["id"]:
        words = "The customer does not have a payment method with this ID. It must be attached to the customer first."
        raise StateError(words, "resource_missing", param="default_payment_method")
    return method


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    """Without a status, what is canceled is left out; with ``all``, nothing is."""
    status = ask.text("status")
    things = world.store.all(KIND)
    if status is None:
        things = [one for one in things if one["status"] != "canceled"]
    elif status == "ended":
        things = [one for one in things if one["status"] in subscriptions.OVER]
    elif status != "all":
        things = [one for one in things if one["status"] == status]
    if ask.has("price"):
        things = [one for one in things if subscriptions.item_of(one)["price"]["id"] == ask.text("price")]
    return page(world, ask, KIND, URL, "customer", things=things)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get(KIND, id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    subscription = world.get(KIND, id)
    if subscription["status"] in subscriptions.OVER and set(ask.params) - {"metadata", "expand"}:
        raise StateError("A canceled subscription can only update its cancellation_details and metadata.")
    changes: dict[str, Any] = {}
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(subscription["metadata"])
    if ask.has("description"):
        changes["description"] = ask.text("description")
    if ask.has("default_payment_method"):
        method = _default_method(world, ask, world.get("customer", subscription["customer"]))
        changes["default_payment_method"] = method["id"] if method else None
    if ask.has("cancel_at_period_end"):
        changes |= _end_later(world, ask, subscription)
    if ask.has("pause_collection"):
        changes["pause_collection"] = _pause(world, ask, subscription)
    new_period = False
    if ask.has("items"):
        changes["items"], new_period = _change_item(world, ask, subscription)
    if new_period:
        changes |= {"billing_cycle_anchor": world.now, "_periods": 1}
    world.change(subscription, "customer.subscription.updated", **changes)
    if new_period:
        _bill_now(world, subscription)
    return subscription


def _end_later(world: World, ask: Ask, subscription: Thing) -> Thing:
    ends = ask.flag("cancel_at_period_end")
    end = subscriptions.item_of(subscription)["current_period_end"]
    details = {**subscription["cancellation_details"], "reason": "cancellation_requested" if ends else None}
    for name in ("comment", "feedback"):
        details[name] = ask.text(f"cancellation_details.{name}", details[name])
    return {
        "cancel_at_period_end": ends,
        "cancel_at": end if ends else None,
        "cancellation_details": details,
        "canceled_at": world.now if ends else None,
    }


def _pause(world: World, ask: Ask, subscription: Thing) -> Thing | None:
    forget(world, "resume", subscription["id"])
    if ask.get("pause_collection") == "":
        return None
    behavior = ask.choice("pause_collection.behavior", "keep_as_draft", "mark_uncollectible", "void")
    resumes_at = ask.whole("pause_collection.resumes_at")
    if resumes_at:
        schedule(world, resumes_at, "resume", subscription["id"])
    return {"behavior": behavior or ask.needs("pause_collection.behavior"), "resumes_at": resumes_at}


def _change_item(world: World, ask: Ask, subscription: Thing) -> tuple[Thing, bool]:
    """Another amount or another interval. The sandbox does not split periods, and says so."""
    if ask.text("proration_behavior") != "none":
        raise ParamError("The sandbox does not prorate: say proration_behavior=none.", "proration_behavior")
    items = copy.deepcopy(subscription["items"])
    item = items["data"][0]
    if ask.text("items.0.id") != item["id"]:
        raise ParamError("The sandbox changes the one item that there is; name its id.", "items[0][id]")
    item["quantity"] = ask.whole("items.0.quantity", item["quantity"])
    if not (ask.has("items.0.price") or ask.has("items.0.price_data")):
        return items, False
    price, quantity = _read_item(world, ask)
    if price["currency"] != subscription["currency"]:
        raise ParamError("The price's currency must match the subscription's.", "items[0][price]")
    before = item["price"]["recurring"]
    item |= {"price": copy.deepcopy(price), "plan": prices.plan_of(price), "quantity": quantity}
    differs = any(before[key] != price["recurring"][key] for key in ("interval", "interval_count"))
    if differs:
        recurring = price["recurring"]
        item |= {"current_period_start": world.now, "billed_until": world.now}
        item["current_period_end"] = add_periods(world.now, recurring["interval"], recurring["interval_count"])
    return items, differs


def _bill_now(world: World, subscription: Thing) -> None:
    """Another interval begins now, and is paid now."""
    invoice = invoices.new_invoice(world, subscription, "subscription_update", world.now, world.now)
    invoices.finalize(world, invoice)
    subscriptions.plan_renewal(world, subscription)
    invoices.pay(world, invoice, invoices.method_for(world, subscription))
    invoices.after_try(world, invoice)


@route("DELETE", URL + "/{id}")
def cancel(world: World, ask: Ask, id: str) -> Thing:
    subscription = world.get(KIND, id)
    for name in ("comment", "feedback"):
        if ask.has(f"cancellation_details.{name}"):
            subscription["cancellation_details"][name] = ask.text(f"cancellation_details.{name}")
    return subscriptions.cancel(world, subscription)


@route("GET", "/v1/subscription_items")
def items(world: World, ask: Ask) -> Thing:
    subscription = world.get(KIND, ask.needs("subscription"), "subscription")
    return {**subscription["items"], "url": "/v1/subscription_items"}
