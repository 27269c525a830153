"""Invoices of recurring gifts: drafted, finalised, paid, tried again, given up."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import intents
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, schedule
from tamizdat.sandbox.world import DAY, World, listed

HOUR = 3_600


def new_invoice(world: World, subscription: Thing, reason: str, start: int, end: int) -> Thing:
    """A draft for one period."""
    item = subscription["items"]["data"][0]
    amount = item["price"]["unit_amount"] * item["quantity"]
    name = world.id("in_1")
    customer = world.get("customer", subscription["customer"])
    invoice = world.new(
        "invoice",
        "in",
        {"id": name, "currency": subscription["currency"], "customer": customer["id"], "billing_reason": reason},
        dict.fromkeys(("amount_due", "amount_remaining", "subtotal", "subtotal_excluding_tax", "total"), amount),
        dict.fromkeys(("amount_paid", "amount_overpaid", "amount_shipping", "attempt_count"), 0),
        dict.fromkeys(("post_payment_credit_notes_amount", "pre_payment_credit_notes_amount"), 0),
        {"total_excluding_tax": amount, "starting_balance": 0, "attempted": False, "auto_advance": True},
        {"automatic_tax": {"enabled": False, "liability": None, "status": None, "disabled_reason": None}},
        {"collection_method": "charge_automatically", "default_tax_rates": [], "discounts": []},
        {"issuer": {"type": "self"}, "lines": _lines(world, name, subscription, item, amount)},
        {"payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None}},
        {"period_start": start, "period_end": end, "status": "draft", "customer_email": customer["email"]},
        {"customer_name": customer["name"], "total_discount_amounts": [], "customer_tax_ids": []},
        {"status_transitions": dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at"))},
        {"parent": _parent(subscription), "account_country": world.settings["country"]},
        {"customer_tax_exempt": "none", "total_taxes": [], "rendering": None, "account_name": "Sandbox"},
        _subscription=subscription["id"],
    )
    subscription["latest_invoice"] = name
    world.save(subscription)
    world.emit("invoice.created", invoice)
    return invoice


def _parent(subscription: Thing) -> Thing:
    details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}


def _lines(world: World, invoice: str, subscription: Thing, item: Thing, amount: int) -> Thing:
    details = {"invoice_item": None, "proration": False, "proration_details": {"credited_items": None}}
    details |= {"subscription": subscription["id"], "subscription_item": item["id"]}
    price, start, end = item["price"], item["current_period_start"], item["current_period_end"]
    pricing = {"price_details": {"price": price["id"], "product": price["product"]}, "type": "price_details"}
    line = {
        "id": world.id("il_1"),
        "object": "line_item",
        "amount": amount,
        "currency": subscription["currency"],
        "description": f"{item['quantity']} × {price['_product_name']}",
        "discount_amounts": [],
        "discounts": [],
        "discountable": True,
        "invoice": invoice,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "period": {"end": end, "start": start},
        "pretax_credit_amounts": [],
        "quantity": item["quantity"],
        "pricing": {**pricing, "unit_amount_decimal": price["unit_amount_decimal"]},
        "subtotal": amount,
        "taxes": [],
        "parent": {"invoice_item_details": None, "subscription_item_details": details},
    }
    line["parent"]["type"] = "subscription_item_details"
    return listed([line], f"/v1/invoices/{invoice}/lines")


def finalize(world: World, invoice: Thing) -> Thing:
    """From now on the amount stands, and there is a payment intent for it."""
    if invoice["status"] != "draft":
        raise StateError("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    invoice["status_transitions"]["finalized_at"] = world.now
    count = len(world.where("invoice", customer=invoice["customer"]))
    invoice |= {
        "status": "open",
        "effective_at": world.now,
        "number": f"{invoice['customer'][-8:].upper()}-{count:04d}",
    }
    invoice["hosted_invoice_url"] = f"{world.base}/_sandbox/invoice/{invoice['id']}"
    invoice["automatically_finalizes_at"] = None
    world.save(invoice)
    if invoice["amount_due"]:
        _new_intent(world, invoice)
    world.emit("invoice.finalized", invoice)
    return invoice


def _new_intent(world: World, invoice: Thing) -> None:
    subscription = world.get("subscription", invoice["_subscription"])
    saves = (subscription["payment_settings"] or {}).get("save_default_payment_method") == "on_subscription"
    is_first = invoice["billing_reason"] == "subscription_create"
    intent = intents.new_intent(
        world,
        invoice["amount_due"],
        invoice["currency"],
        customer=invoice["customer"],
        description=_intent_words(invoice),
        _invoice=invoice["id"],
        setup_future_usage="off_session" if is_first or saves else None,
        metadata={},
        payment_method_types=subscription["payment_settings"]["payment_method_types"] or ["card"],
    )
    invoice["_payment_intent"] = intent["id"]
    world.new(
        "invoice_payment",
        "inpay",
        {"amount_paid": None, "amount_requested": invoice["amount_due"], "currency": invoice["currency"]},
        {"invoice": invoice["id"], "is_default": True, "status": "open"},
        {"payment": {"payment_intent": intent["id"], "type": "payment_intent"}},
        {"status_transitions": {"canceled_at": None, "paid_at": None}},
    ).pop("metadata")
    world.save(invoice)


def _intent_words(invoice: Thing) -> str:
    return "Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Subscription update"


def method_for(world: World, subscription: Thing) -> Thing | None:
    """The card that pays: the subscription's own, else its customer's."""
    customer = world.get("customer", subscription["customer"])
    name = subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    return world.find("payment_method", name or "")


def pay(world: World, invoice: Thing, method: Thing | None, *, off_session: bool = True) -> Thing:
    """One try to collect."""
    if invoice["status"] != "open":
        raise StateError(f"Invoice is already {invoice['status']}.", "invoice_not_open")
    if not invoice["amount_due"]:
        return paid(world, invoice, None)
    intent = world.get("payment_intent", invoice["_payment_intent"])
    if method is None:
        return failed(world, invoice, intent)
    intents.confirm(world, intent, method, off_session=off_session)
    return invoice


def payment_moved(world: World, invoice: Thing, intent: Thing) -> None:
    """The invoice hears what became of its payment."""
    if invoice["status"] not in ("open", "uncollectible"):
        return
    if intent["status"] == "succeeded":
        paid(world, invoice, intent)
    elif intent["status"] == "requires_payment_method":
        failed(world, invoice, intent)


def paid(world: World, invoice: Thing, intent: Thing | None) -> Thing:
    from tamizdat.sandbox import subscriptions

    invoice["status_transitions"]["paid_at"] = world.now
    invoice |= {"status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0, "attempted": True}
    invoice |= {"attempt_count": invoice["attempt_count"] + 1, "next_payment_attempt": None, "auto_advance": False}
    invoice["_charge"] = intent["latest_charge"] if intent else None
    world.save(invoice)
    for payment in world.where("invoice_payment", invoice=invoice["id"]):
        moved: dict[str, Any] = {"canceled_at": None, "paid_at": world.now}
        world.change(payment, status="paid", amount_paid=invoice["amount_due"], status_transitions=moved)
        world.emit("invoice_payment.paid", payment)
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)
    subscriptions.invoice_paid(world, invoice, intent)
    return invoice


def failed(world: World, invoice: Thing, intent: Thing) -> Thing:
    """The next try is planned, or there is none."""
    from tamizdat.sandbox import subscriptions

    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1, "next_payment_attempt": None}
    is_renewal = invoice["billing_reason"] != "subscription_create"
    days: list[int] = world.settings["retry_days"]
    will_retry = is_renewal and invoice["attempt_count"] <= len(days)
    if will_retry:
        invoice["next_payment_attempt"] = world.now + days[invoice["attempt_count"] - 1] * DAY
        schedule(world, invoice["next_payment_attempt"], "retry", invoice["id"])
    world.save(invoice)
    if intent["status"] == "requires_action":
        world.emit("invoice.payment_action_required", invoice)
    world.emit("invoice.payment_failed", invoice)
    if is_renewal:
        subscriptions.invoice_failed(world, invoice, is_last=not will_retry)
    return invoice


def void(world: World, invoice: Thing) -> Thing:
    return _close(world, invoice, "void", "voided_at", "invoice.voided")


def mark_uncollectible(world: World, invoice: Thing) -> Thing:
    return _close(world, invoice, "uncollectible", "marked_uncollectible_at", "invoice.marked_uncollectible")


def _close(world: World, invoice: Thing, status: str, moment: str, told: str) -> Thing:
    if invoice["status"] not in ("open", "draft", "uncollectible"):
        raise StateError(f"You cannot do this to an invoice that is {invoice['status']}.", "invoice_not_open")
    intent = world.find("payment_intent", invoice.get("_payment_intent") or "")
    if intent and status == "void" and intent["status"] in intents.CONFIRMABLE:
        intents.cancel(world, intent, "void_invoice")
    invoice["status_transitions"][moment] = world.now
    invoice |= {"status": status, "auto_advance": False, "next_payment_attempt": None}
    world.save(invoice)
    world.emit(told, invoice)
    return invoice


@deed("retry")
def retry(world: World, invoice_id: str) -> None:
    """One more try with whatever card is there now."""
    invoice = world.get("invoice", invoice_id)
    if invoice["status"] != "open":
        return
    subscription = world.get("subscription", invoice["_subscription"])
    if subscription["status"] in ("past_due", "active"):
        pay(world, invoice, method_for(world, subscription))
        after_try(world, invoice)


def after_try(world: World, invoice: Thing) -> None:
    """A bank's question to the cardholder counts as a try that did not succeed."""
    intent = world.find("payment_intent", invoice.get("_payment_intent") or "")
    if invoice["status"] == "open" and intent and intent["status"] == "requires_action":
        failed(world, invoice, intent)
