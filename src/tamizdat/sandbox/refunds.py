"""Refunds: whole or in part, at once or after days, and those that fail."""

from __future__ import annotations

from tamizdat.sandbox.ledger import book
from tamizdat.sandbox.methods import card_of
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, schedule
from tamizdat.sandbox.world import DAY, World

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def check(charge: Thing, amount: int | None) -> int:
    """How much of this charge can and shall go back."""
    if not charge["paid"] or not charge["captured"]:
        raise StateError(f"This charge ({charge['id']}) has not been captured.", "charge_not_refundable")
    if charge["disputed"] and charge.get("_is_withdrawn"):
        raise StateError(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    left: int = charge["amount_captured"] - charge["amount_refunded"]
    if charge["amount_captured"] < charge["amount"]:
        left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise StateError(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if amount is None:
        return left
    if amount < 1:
        raise StateError("Invalid positive integer", "parameter_invalid_integer", param="amount")
    if amount > left:
        raise StateError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    return amount


def refund(world: World, charge: Thing, amount: int | None, reason: str | None, metadata: Thing) -> Thing:
    """Money goes back; the processor keeps its fee."""
    amount = check(charge, amount)
    method = world.get("payment_method", charge["payment_method"])
    fate = card_of(method).refund
    kind = "refund" if method["type"] == "card" else "payment_refund"
    made = world.new(
        "refund",
        "re_3",
        {"amount": amount, "charge": charge["id"], "currency": charge["currency"], "metadata": metadata},
        {"payment_intent": charge["payment_intent"], "reason": reason, "customer": charge["customer"]},
        {"status": "pending" if fate == "pending" else "succeeded", "payment_method": method["id"]},
        destination_details={"card": {"type": "refund"}, "type": "card"},
    )
    made.pop("livemode")
    movement = book(world, kind, -amount, charge["currency"], made, category="refund", fee=0, at_once=True)
    made["balance_transaction"] = movement["id"]
    world.save(made)
    _count_refund(world, charge, amount)
    world.emit("refund.created", made)
    if fate == "pending":
        schedule(world, world.now + 2 * DAY, "refund_arrives", made["id"])
    elif fate == "failed":
        schedule(world, world.now + DAY, "refund_fails", made["id"])
    else:
        made["destination_details"]["card"] |= {"reference": made["id"][-8:], "reference_status": "available"}
        world.save(made)
    _tell_updated(world, made, {"destination_details": {"card": {"type": "refund"}, "type": "card"}})
    return made


def _count_refund(world: World, charge: Thing, amount: int) -> None:
    total = charge["amount_refunded"] + amount
    previous = world.change(charge, amount_refunded=total, refunded=total >= charge["amount"])
    world.emit("charge.refunded", charge, previous)


def _tell_updated(world: World, made: Thing, previous: Thing) -> None:
    world.emit("refund.updated", made, previous)
    world.emit("charge.refund.updated", made, previous)


@deed("refund_arrives")
def refund_arrives(world: World, refund_id: str) -> None:
    made = world.get("refund", refund_id)
    if made["status"] == "pending":
        _tell_updated(world, made, world.change(made, status="succeeded"))


@deed("refund_fails")
def refund_fails(world: World, refund_id: str) -> None:
    """The bank sends the money back; it is in the balance again."""
    made = world.get("refund", refund_id)
    if made["status"] in ("failed", "canceled"):
        return
    previous = world.change(made, status="failed", failure_reason="lost_or_stolen_card")
    movement = book(
        world,
        "refund_failure",
        made["amount"],
        made["currency"],
        made,
        category="refund_failure",
        fee=0,
        at_once=True,
    )
    world.change(made, failure_balance_transaction=movement["id"])
    charge = world.get("charge", made["charge"])
    charge |= {"amount_refunded": charge["amount_refunded"] - made["amount"], "refunded": False}
    world.save(charge)
    world.emit("refund.failed", made)
    _tell_updated(world, made, previous)
    world.emit("charge.updated", charge, {"amount_refunded": charge["amount_refunded"] + made["amount"]})
