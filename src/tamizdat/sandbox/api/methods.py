"""``/v1/payment_methods`` and ``/v1/confirmation_tokens``"""

from __future__ import annotations

import copy
from typing import Any

from tamizdat.sandbox import methods, tokens
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import StateError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

URL = "/v1/payment_methods"


@route("POST", URL, public=True)
def create(world: World, ask: Ask) -> Thing:
    return methods.from_data(world, ask)


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    attached = [one for one in world.store.all("payment_method") if one["customer"]]
    return page(world, ask, "payment_method", URL, "customer", "type", things=attached)


@route("GET", "/v1/customers/{id}/payment_methods")
def list_of_customer(world: World, ask: Ask, id: str) -> Thing:
    world.get("customer", id)
    url = f"/v1/customers/{id}/payment_methods"
    return page(world, ask, "payment_method", url, "type", things=world.where("payment_method", customer=id))


@route("GET", "/v1/customers/{id}/payment_methods/{method}")
def retrieve_of_customer(world: World, ask: Ask, id: str, method: str) -> Thing:
    world.get("customer", id)
    return methods.resolve(world, method)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return methods.resolve(world, id, "id")


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    method = world.get("payment_method", id)
    changes: dict[str, Any] = {}
    if ask.has("billing_details"):
        changes["billing_details"] = methods.billing_details(ask.get("billing_details"))
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(method["metadata"])
    if ask.has("card"):
        dates = {key: ask.whole(f"card.{key}") for key in ("exp_month", "exp_year")}
        changes["card"] = {**method["card"], **{key: value for key, value in dates.items() if value}}
    world.change(method, "payment_method.updated", **changes)
    return method


@route("POST", URL + "/{id}/attach")
def attach(world: World, ask: Ask, id: str) -> Thing:
    customer = world.get("customer", ask.needs("customer"), "customer")
    return methods.attach(world, methods.resolve(world, id, "id"), customer)


@route("POST", URL + "/{id}/detach")
def detach(world: World, ask: Ask, id: str) -> Thing:
    method = world.get("payment_method", id)
    if not method["customer"]:
        raise StateError("The payment method you provided is not attached to a customer so detachment is impossible.")
    customer = world.find("customer", method["customer"])
    previous = world.change(method, customer=None, _is_used=True)
    world.emit("payment_method.detached", method, {"customer": previous["customer"]})
    if customer and customer["invoice_settings"]["default_payment_method"] == id:
        settings = {**copy.deepcopy(customer["invoice_settings"]), "default_payment_method": None}
        world.change(customer, "customer.updated", invoice_settings=settings)
    return method


@route("POST", "/v1/confirmation_tokens", public=True)
@route("POST", "/v1/test_helpers/confirmation_tokens")
def create_token(world: World, ask: Ask) -> Thing:
    """The first is what Stripe.js calls; the second is for tests without a browser."""
    if ask.has("payment_method_data"):
        method = methods.from_data(world, ask, "payment_method_data")
    else:
        method = methods.resolve(world, ask.needs("payment_method"))
    future = ask.choice("setup_future_usage", "on_session", "off_session")
    return tokens.new_token(world, method, ask.text("return_url"), future)


@route("GET", "/v1/confirmation_tokens/{id}")
def retrieve_token(world: World, ask: Ask, id: str) -> Thing:
    return world.get("confirmation_token", id)
