"""Charges: what an intent becomes when the bank was asked."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox.cards import Card
from tamizdat.sandbox.ledger import book
from tamizdat.sandbox.methods import card_of
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import schedule
from tamizdat.sandbox.world import World

APPROVED = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "risk_score": 12,
    "seller_message": "Payment complete.",
    "type": "authorized",
}


def new_charge(world: World, intent: Thing, method: Thing, **fields: Any) -> Thing:
    descriptor = intent["statement_descriptor"] or world.settings["descriptor"]
    suffix = intent["statement_descriptor_suffix"]
    return world.new(
        "charge",
        "ch",
        {"amount": intent["amount"], "amount_captured": 0, "amount_refunded": 0, "currency": intent["currency"]},
        {"billing_details": method["billing_details"], "captured": False, "customer": intent["customer"]},
        {"description": intent["description"], "disputed": False, "fraud_details": {}, "paid": False},
        {"metadata": dict(intent["metadata"]), "payment_intent": intent["id"], "payment_method": method["id"]},
        {"payment_method_details": _details(intent, method), "receipt_email": intent["receipt_email"]},
        {"receipt_url": None, "refunded": False, "status": "pending", "shipping": intent["shipping"]},
        {"statement_descriptor": intent["statement_descriptor"], "statement_descriptor_suffix": suffix},
        {"calculated_statement_descriptor": f"{descriptor}* {suffix}"[:22] if suffix else descriptor},
        fields,
    )


def _details(intent: Thing, method: Thing) -> Thing:
    if method["type"] != "card":
        return {"type": method["type"], method["type"]: {**method[method["type"]], "mandate": None}}
    card = method["card"]
    keys = [
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
        "regulated_status",
    ]
    unavailable = {"status": "unavailable"}
    secure = {"result": "authenticated", "version": "2.2.0"} if intent.get("_is_authenticated") else None
    return {
        "type": "card",
        "card": {
            **{key: card[key] for key in keys},
            "amount_authorized": intent["amount"],
            "authorization_code": "123456",
            "installments": None,
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": unavailable,
            "mandate": None,
            "multicapture": unavailable,
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": "104102978678771",
            "three_d_secure": secure,
            "transaction_link_id": None,
            "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
        },
    }


def declined(world: World, intent: Thing, method: Thing, error: dict[str, str], card: Card) -> Thing:
    """The bank, or the processor's own brake, said no."""
    code = error.get("decline_code") or error["code"]
    outcome = {
        **APPROVED,
        "network_status": "not_sent_to_network" if card.is_blocked else "declined_by_network",
        "reason": "highest_risk_level" if card.is_blocked else code,
        "seller_message": "The bank refused.",
        "type": "blocked" if card.is_blocked else "issuer_declined",
        "network_decline_code": "05",
    }
    charge = new_charge(
        world,
        intent,
        method,
        status="failed",
        failure_code=error["code"],
        failure_message=error["message"],
        outcome=outcome,
    )
    world.emit("charge.failed", charge)
    return charge


def approved(world: World, intent: Thing, method: Thing) -> Thing:
    """The bank said yes. With manual capture the money is only held."""
    is_held = intent["capture_method"] == "manual"
    charge = new_charge(world, intent, method, paid=True, status="succeeded", outcome=dict(APPROVED))
    if not is_held:
        charge |= {"captured": True, "amount_captured": charge["amount"]}
        if intent["capture_method"] == "automatic":
            settle(world, charge, method)
    world.save(charge)
    world.emit("charge.succeeded", charge)
    return charge


def settle(world: World, charge: Thing, method: Thing) -> None:
    """The money comes into the balance."""
    kind = "charge" if method["type"] == "card" else "payment"
    txn = book(
        world,
        kind,
        charge["amount_captured"],
        charge["currency"],
        charge,
        category="charge",
        at_once=card_of(method).is_available_at_once,
        description=charge["description"],
    )
    charge["balance_transaction"] = txn["id"]
    world.save(charge)


def settle_later(world: World, charge: Thing, method: Thing) -> None:
    """With asynchronous capture the balance transaction is told of after the charge itself."""
    if charge["balance_transaction"] is None and charge["captured"]:
        settle(world, charge, method)
        world.emit("charge.updated", charge, {"balance_transaction": None})


def dispute_by_itself(world: World, charge: Thing, method: Thing) -> None:
    """Some test cards are disputed at once."""
    if card_of(method).dispute:
        schedule(world, world.now, "dispute", charge["id"])
