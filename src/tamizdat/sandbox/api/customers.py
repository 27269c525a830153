"""``/v1/customers``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import customers, methods, subscriptions
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import MissingError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

URL = "/v1/customers"
PLAIN = ("email", "name", "phone", "description")


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    fields: dict[str, Any] = {name: ask.text(name) for name in PLAIN}
    fields |= {"metadata": ask.metadata(), "preferred_locales": ask.get("preferred_locales", [])}
    fields |= {"address": ask.get("address"), "shipping": ask.get("shipping")}
    method = methods.resolve(world, ask.needs("payment_method")) if ask.has("payment_method") else None
    customer = customers.new_customer(world, **fields)
    if method:
        methods.attach(world, method, customer)
    default = ask.text("invoice_settings.default_payment_method")
    if default:
        _set_default(world, customer, method["id"] if method and default == ask.text("payment_method") else default)
    return customer


def _set_default(world: World, customer: Thing, name: str | None) -> None:
    if name and methods.resolve(world, name)["customer"] != customer["id"]:
        raise MissingError("PaymentMethod", name, "invoice_settings[default_payment_method]")
    customer["invoice_settings"] = {**customer["invoice_settings"], "default_payment_method": name}
    world.save(customer)


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    alive = [one for one in world.store.all("customer") if not one.get("deleted")]
    return page(world, ask, "customer", URL, "email", things=alive)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get("customer", id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    customer = _alive(world, id)
    changes: dict[str, Any] = {name: ask.text(name) for name in PLAIN if ask.has(name)}
    for name in ("address", "shipping", "preferred_locales"):
        if ask.has(name):
            changes[name] = ask.get(name) or None
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(customer["metadata"])
    if ask.has("invoice_settings.default_payment_method"):
        before = customer["invoice_settings"]
        _set_default(world, customer, ask.text("invoice_settings.default_payment_method"))
        changes["invoice_settings"], customer["invoice_settings"] = customer["invoice_settings"], before
    world.change(customer, "customer.updated", **changes)
    return customer


def _alive(world: World, name: str) -> Thing:
    customer = world.get("customer", name)
    if customer.get("deleted"):
        raise MissingError("customer", name)
    return customer


@route("DELETE", URL + "/{id}")
def delete(world: World, ask: Ask, id: str) -> Thing:
    """Gone, and with it every recurring gift and saved card."""
    customer = _alive(world, id)
    for one in world.where("subscription", customer=id):
        if one["status"] not in subscriptions.OVER:
            subscriptions.cancel(world, one)
    for method in world.where("payment_method", customer=id):
        world.change(method, customer=None, _is_used=True)
    world.emit("customer.deleted", customer)
    world.change(customer, deleted=True)
    return {"id": id, "object": "customer", "deleted": True}
