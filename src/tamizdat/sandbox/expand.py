"""``expand[]``: an id in an answer is replaced by the object that it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.versions import as_of
from tamizdat.sandbox.world import World, clean, listed

DEEPEST = 4
KINDS = {
    "customer": "customer",
    "payment_method": "payment_method",
    "default_payment_method": "payment_method",
    "latest_charge": "charge",
    "charge": "charge",
    "payment_intent": "payment_intent",
    "invoice": "invoice",
    "balance_transaction": "balance_transaction",
    "failure_balance_transaction": "balance_transaction",
    "latest_invoice": "invoice",
    "subscription": "subscription",
    "setup_intent": "setup_intent",
    "pending_setup_intent": "setup_intent",
    "product": "product",
    "default_price": "price",
}
"""By name of field: what its id names. ``source`` of a movement tells its own."""


def present(thing: Any, version: str) -> Any:
    """A copy of an object, as a client of this version sees it."""
    if isinstance(thing, dict) and thing.get("object") == "customer" and thing.get("deleted"):
        return {"id": thing["id"], "object": "customer", "deleted": True}
    return clean(as_of(thing, version))


def expand(world: World, answer: Any, paths: list[str], version: str) -> Any:
    """Put the asked objects into an answer that may already be changed."""
    for path in paths:
        parts = path.split(".")
        if len(parts) - (parts[0] == "data") > DEEPEST:
            raise ParamError(f"You cannot expand more than {DEEPEST} levels of a property.", "expand")
        _expand(world, answer, parts, version, path)
    return answer


def _expand(world: World, at: Any, parts: list[str], version: str, path: str) -> None:
    if isinstance(at, list):
        for one in at:
            _expand(world, one, parts, version, path)
        return
    if not parts or not isinstance(at, dict):
        return
    name, *rest = parts
    if name not in at and (maker := MADE.get((at.get("object", ""), name))):
        at[name] = present(maker(world, at), version)
    if name not in at:
        raise ParamError(f"This property cannot be expanded ({path}).", "expand")
    if isinstance(at[name], str):
        kind = _source_kind(world, at) if name == "source" else KINDS.get(name)
        found = world.find(kind, at[name]) if kind else None
        if found is None:
            raise ParamError(f"This property cannot be expanded ({path}).", "expand")
        at[name] = present(found, version)
    _expand(world, at[name], rest, version, path)


def _source_kind(world: World, movement: Thing) -> str | None:
    stored = world.find("balance_transaction", movement.get("id", ""))
    return stored["_source_kind"] if stored else None


def _refunds(world: World, charge: Thing) -> Thing:
    return listed(world.where("refund", charge=charge["id"])[::-1], f"/v1/charges/{charge['id']}/refunds")


def _payments(world: World, invoice: Thing) -> Thing:
    return listed(world.where("invoice_payment", invoice=invoice["id"]), "/v1/invoice_payments")


def _secret(world: World, invoice: Thing) -> Thing | None:
    stored = world.get("invoice", invoice["id"])
    intent = world.find("payment_intent", stored.get("_payment_intent") or "")
    return {"client_secret": intent["client_secret"], "type": "payment_intent"} if intent else None


def _line_items(world: World, session: Thing) -> Thing:
    stored = world.get("checkout.session", session["id"])
    return listed(stored["_line_items"], f"/v1/checkout/sessions/{session['id']}/line_items")


def _subscriptions(world: World, customer: Thing) -> Thing:
    alive = [one for one in world.where("subscription", customer=customer["id"]) if one["status"] != "canceled"]
    return listed(alive[::-1], f"/v1/customers/{customer['id']}/subscriptions")


MADE: dict[tuple[str, str], Callable[[World, Thing], Any]] = {
    ("charge", "refunds"): _refunds,
    ("invoice", "payments"): _payments,
    ("invoice", "confirmation_secret"): _secret,
    ("checkout.session", "line_items"): _line_items,
    ("customer", "subscriptions"): _subscriptions,
}
"""What is in an answer only when it is asked for."""
