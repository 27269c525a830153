"""``/v1/refunds``"""

from __future__ import annotations

from tamizdat.sandbox import refunds
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import ParamError, StateError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

URL = "/v1/refunds"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    reason = ask.choice("reason", *refunds.REASONS)
    return refunds.refund(world, _charge(world, ask), ask.whole("amount"), reason, ask.metadata())


def _charge(world: World, ask: Ask) -> Thing:
    if ask.has("charge"):
        return world.get("charge", ask.needs("charge"), "charge")
    if not ask.has("payment_intent"):
        raise ParamError("One of the following params should be provided for this request: payment_intent or charge.")
    intent = world.get("payment_intent", ask.needs("payment_intent"), "payment_intent")
    if not intent["latest_charge"]:
        raise StateError(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    return world.get("charge", intent["latest_charge"])


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, "refund", URL, "charge", "payment_intent")


@route("GET", "/v1/charges/{charge}/refunds")
def list_of_charge(world: World, ask: Ask, charge: str) -> Thing:
    things = world.where("refund", charge=world.get("charge", charge)["id"])
    return page(world, ask, "refund", f"/v1/charges/{charge}/refunds", things=things)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get("refund", id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    made = world.get("refund", id)
    previous = world.change(made, metadata=ask.metadata(made["metadata"]))
    world.emit("refund.updated", made, previous)
    world.emit("charge.refund.updated", made, previous)
    return made
