"""Recurring gifts: begun, renewed by the clock, changed, paused, ended."""

from __future__ import annotations

import copy
from typing import Any

from tamizdat.sandbox import invoices
from tamizdat.sandbox.periods import add_periods
from tamizdat.sandbox.prices import plan_of
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, forget, schedule
from tamizdat.sandbox.world import DAY, World, listed

OVER = ("canceled", "incomplete_expired")
FIRST_PAYMENT_HOURS = 23


def new_subscription(world: World, customer: Thing, price: Thing, quantity: int, **fields: Any) -> Thing:
    """Incomplete until its first invoice is paid."""
    name, start = world.id("sub_1"), world.now
    end = add_periods(start, price["recurring"]["interval"], price["recurring"]["interval_count"])
    subscription = world.new(
        "subscription",
        "sub",
        {"id": name, "automatic_tax": {"enabled": False, "liability": None, "disabled_reason": None}},
        {"billing_cycle_anchor": start, "billing_mode": {"type": "flexible", "flexible": None}, "start_date": start},
        {"billing_schedules": [], "cancel_at_period_end": False, "collection_method": "charge_automatically"},
        {"cancellation_details": {"comment": None, "feedback": None, "reason": None}, "default_tax_rates": []},
        {"currency": price["currency"], "customer": customer["id"], "discounts": [], "status": "incomplete"},
        {"invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}}, "_periods": 1},
        {"items": _items(world, name, price, quantity, start, end), "trial_settings": None, **fields},
    )
    subscription["payment_settings"] = _payment_settings(subscription["payment_settings"])
    if customer["currency"] is None:
        world.change(customer, "customer.updated", currency=price["currency"])
    schedule(world, start + FIRST_PAYMENT_HOURS * invoices.HOUR, "expire_incomplete", name)
    return subscription


def _payment_settings(given: Thing | None) -> Thing:
    plain = {"payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off"}
    return {**plain, **(given or {})}


def _items(world: World, name: str, price: Thing, quantity: int, start: int, end: int) -> Thing:
    item = {
        "id": world.id("si"),
        "object": "subscription_item",
        "created": world.now,
        "current_period_end": end,
        "current_period_start": start,
        "billed_until": start,
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": copy.deepcopy(price),
        "quantity": quantity,
        "subscription": name,
        "tax_rates": [],
    }
    return listed([item], f"/v1/subscription_items?subscription={name}")


def item_of(subscription: Thing) -> Thing:
    item: Thing = subscription["items"]["data"][0]
    return item


def begin(world: World, subscription: Thing, *, method: Thing | None, collects: bool, off_session: bool) -> Thing:
    """The first invoice, and where asked the first try to collect it."""
    world.emit("customer.subscription.created", subscription)
    item = item_of(subscription)
    period = (item["current_period_start"], item["current_period_start"])
    invoice = invoices.new_invoice(world, subscription, "subscription_create", *period)
    invoices.finalize(world, invoice)
    if collects:
        invoices.pay(world, invoice, method or invoices.method_for(world, subscription), off_session=off_session)
        invoices.after_try(world, invoice)
    return invoice


def invoice_paid(world: World, invoice: Thing, intent: Thing | None) -> None:
    """A paid invoice makes its subscription active."""
    subscription = world.get("subscription", invoice["_subscription"])
    changes: dict[str, Any] = {}
    if subscription["status"] in ("incomplete", "past_due", "unpaid"):
        changes["status"] = "active"
    saves = subscription["payment_settings"]["save_default_payment_method"] == "on_subscription"
    if saves and intent and intent["payment_method"]:
        changes["default_payment_method"] = intent["payment_method"]
    is_first = subscription["status"] == "incomplete"
    world.change(subscription, "customer.subscription.updated", **changes)
    if is_first:
        forget(world, "expire_incomplete", subscription["id"])
        plan_renewal(world, subscription)


def invoice_failed(world: World, invoice: Thing, *, is_last: bool) -> None:
    """Late; and when no try is left, what the settings say."""
    subscription = world.get("subscription", invoice["_subscription"])
    if subscription["status"] in OVER:
        return
    if not is_last:
        world.change(subscription, "customer.subscription.updated", status="past_due")
        return
    end = world.settings["after_retries"]
    if end == "canceled":
        cancel(world, subscription, reason="payment_failed")
    else:
        world.change(subscription, "customer.subscription.updated", status=end)


def plan_renewal(world: World, subscription: Thing) -> None:
    end = item_of(subscription)["current_period_end"]
    schedule(world, end, "renew", subscription["id"])
    schedule(world, max(world.now, end - int(world.settings["upcoming_days"]) * DAY), "upcoming", subscription["id"])


@deed("upcoming")
def tell_upcoming(world: World, subscription_id: str) -> None:
    """Days before a renewal, the invoice to come is told of; it has no id yet."""
    subscription = world.get("subscription", subscription_id)
    if subscription["status"] not in ("active", "past_due") or subscription["cancel_at_period_end"]:
        return
    item = item_of(subscription)
    latest = world.get("invoice", subscription["latest_invoice"])
    amount = item["price"]["unit_amount"] * item["quantity"]
    coming = copy.deepcopy(latest) | {
        "id": world.id("upcoming_in"),
        "status": "draft",
        "billing_reason": "upcoming",
        "number": None,
        **dict.fromkeys(("amount_due", "amount_remaining", "subtotal", "total"), amount),
        **dict.fromkeys(("subtotal_excluding_tax", "total_excluding_tax"), amount),
        "amount_paid": 0,
        "attempt_count": 0,
        "attempted": False,
        "next_payment_attempt": item["current_period_end"],
        "period_start": item["current_period_start"],
        "period_end": item["current_period_end"],
        "effective_at": None,
        "hosted_invoice_url": None,
        "_payment_intent": None,
        "_charge": None,
    }
    coming["status_transitions"] = dict.fromkeys(coming["status_transitions"])
    world.emit("invoice.upcoming", coming)


@deed("renew")
def renew(world: World, subscription_id: str) -> None:
    """The period is over: the next one begins, or the end that was asked for comes."""
    subscription = world.get("subscription", subscription_id)
    if subscription["status"] in (*OVER, "incomplete"):
        return
    if subscription["cancel_at_period_end"]:
        cancel(world, subscription, reason=subscription["cancellation_details"]["reason"])
        return
    before = {"items": copy.deepcopy(subscription["items"]), "latest_invoice": subscription["latest_invoice"]}
    _next_period(subscription)
    item = item_of(subscription)
    start = before["items"]["data"][0]["current_period_start"]
    invoice = invoices.new_invoice(world, subscription, "subscription_cycle", start, item["current_period_start"])
    world.emit("customer.subscription.updated", subscription, before)
    plan_renewal(world, subscription)
    if subscription["status"] == "unpaid":
        world.change(invoice, auto_advance=False)
    elif subscription["pause_collection"]:
        _set_aside(world, invoice, subscription["pause_collection"]["behavior"])
    else:
        world.change(invoice, automatically_finalizes_at=world.now + invoices.HOUR)
        schedule(world, world.now + invoices.HOUR, "collect", invoice["id"])


def _next_period(subscription: Thing) -> None:
    item = item_of(subscription)
    recurring = item["price"]["recurring"]
    subscription["_periods"] += 1
    count = subscription["_periods"] * recurring["interval_count"]
    item["current_period_start"] = item["billed_until"] = item["current_period_end"]
    item["current_period_end"] = add_periods(subscription["billing_cycle_anchor"], recurring["interval"], count)


def _set_aside(world: World, invoice: Thing, behavior: str) -> None:
    if behavior == "keep_as_draft":
        world.change(invoice, auto_advance=False)
    elif behavior == "void":
        invoices.void(world, invoice)
    else:
        invoices.mark_uncollectible(world, invoice)


@deed("collect")
def collect(world: World, invoice_id: str) -> None:
    """An hour after its draft, a renewal's invoice is finalised and collected."""
    invoice = world.get("invoice", invoice_id)
    subscription = world.get("subscription", invoice["_subscription"])
    if invoice["status"] != "draft" or subscription["status"] in OVER:
        return
    if subscription["pause_collection"]:
        _set_aside(world, invoice, subscription["pause_collection"]["behavior"])
        return
    invoices.finalize(world, invoice)
    invoices.pay(world, invoice, invoices.method_for(world, subscription))
    invoices.after_try(world, invoice)


def cancel(world: World, subscription: Thing, reason: str | None = "cancellation_requested") -> Thing:
    """Over, now. Nothing more is collected."""
    if subscription["status"] in OVER:
        raise StateError(f"No such subscription: '{subscription['id']}'", "resource_missing")
    was_incomplete = subscription["status"] == "incomplete"
    details = {**subscription["cancellation_details"], "reason": reason}
    subscription |= {"status": "canceled", "ended_at": world.now, "cancellation_details": details}
    subscription["canceled_at"] = subscription["canceled_at"] or world.now
    world.save(subscription)
    for what in ("renew", "upcoming", "resume", "expire_incomplete"):
        forget(world, what, subscription["id"])
    for invoice in world.where("invoice", _subscription=subscription["id"]):
        _stop_collecting(world, invoice, was_incomplete)
    world.emit("customer.subscription.deleted", subscription)
    return subscription


def _stop_collecting(world: World, invoice: Thing, voids: bool) -> None:
    forget(world, "retry", invoice["id"])
    forget(world, "collect", invoice["id"])
    if invoice["status"] == "open" and voids:
        invoices.void(world, invoice)
    elif invoice["status"] in ("open", "draft"):
        world.change(invoice, auto_advance=False, next_payment_attempt=None)


@deed("expire_incomplete")
def expire_incomplete(world: World, subscription_id: str) -> None:
    """Not paid within 23 hours: it never was."""
    subscription = world.get("subscription", subscription_id)
    if subscription["status"] != "incomplete":
        return
    world.change(subscription, "customer.subscription.updated", status="incomplete_expired", ended_at=world.now)
    invoice = world.get("invoice", subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.void(world, invoice)


@deed("resume")
def resume(world: World, subscription_id: str) -> None:
    subscription = world.get("subscription", subscription_id)
    if subscription["pause_collection"]:
        world.change(subscription, "customer.subscription.updated", pause_collection=None)
