"""A bank debit that was under way: after days it arrives, or it is returned."""

from __future__ import annotations

from tamizdat.sandbox import intents
from tamizdat.sandbox.tasks import deed
from tamizdat.sandbox.world import World


@deed("bank_pays")
def bank_pays(world: World, intent_id: str) -> None:
    intent = world.get("payment_intent", intent_id)
    if intent["status"] != "processing":
        return
    charge = world.get("charge", intent["latest_charge"])
    charge |= {"paid": True, "status": "succeeded", "amount_captured": charge["amount"]}
    world.save(charge)
    world.emit("charge.succeeded", charge)
    intents.paid(world, intent, charge, world.get("payment_method", intent["payment_method"]))


@deed("bank_fails")
def bank_fails(world: World, intent_id: str) -> None:
    intent = world.get("payment_intent", intent_id)
    if intent["status"] != "processing":
        return
    error = {
        "type": "card_error",
        "code": "payment_intent_payment_attempt_failed",
        "message": "The debit was returned.",
    }
    charge = world.get("charge", intent["latest_charge"])
    charge |= {"status": "failed", "failure_code": "insufficient_funds", "failure_message": error["message"]}
    world.save(charge)
    world.emit("charge.failed", charge)
    intents.fail(world, intent, {**error, "charge": charge["id"]})
