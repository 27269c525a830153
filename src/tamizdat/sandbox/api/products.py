"""``/v1/products`` and ``/v1/prices``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import prices
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.descriptors import check_descriptor
from tamizdat.sandbox.money import check_currency
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import ParamError, StateError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World


@route("POST", "/v1/products")
def create_product(world: World, ask: Ask) -> Thing:
    fields: dict[str, Any] = {"description": ask.text("description"), "metadata": ask.metadata()}
    fields["statement_descriptor"] = check_descriptor(ask.text("statement_descriptor"))
    if ask.has("id"):
        fields["id"] = ask.text("id")
        if world.find("product", ask.needs("id")):
            raise ParamError("Product already exists.", "id", "resource_already_exists")
    return prices.new_product(world, ask.needs("name"), **fields)


@route("GET", "/v1/products")
def list_products(world: World, ask: Ask) -> Thing:
    return page(world, ask, "product", "/v1/products", "active")


@route("GET", "/v1/products/{id}")
def retrieve_product(world: World, ask: Ask, id: str) -> Thing:
    return world.get("product", id)


@route("POST", "/v1/products/{id}")
def update_product(world: World, ask: Ask, id: str) -> Thing:
    product = world.get("product", id)
    changes: dict[str, Any] = {name: ask.text(name) for name in ("name", "description") if ask.has(name)}
    if ask.has("active"):
        changes["active"] = ask.flag("active")
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(product["metadata"])
    world.change(product, "product.updated", **changes, updated=world.now)
    return product


@route("DELETE", "/v1/products/{id}")
def delete_product(world: World, ask: Ask, id: str) -> Thing:
    product = world.get("product", id)
    if world.where("price", product=id):
        raise StateError("This product cannot be deleted because it has one or more user-created prices.")
    world.emit("product.deleted", product)
    world.store.remove("product", id)
    return {"id": id, "object": "product", "deleted": True}


@route("POST", "/v1/prices")
def create_price(world: World, ask: Ask) -> Thing:
    currency = check_currency(ask.needs("currency"))
    amount = ask.whole("unit_amount")
    if amount is None or amount < 0:
        raise ParamError("Missing required param: unit_amount.", "unit_amount", "parameter_missing")
    if ask.has("product_data"):
        product = prices.new_product(world, ask.needs("product_data.name"))
    else:
        product = world.get("product", ask.needs("product"), "product")
    more: dict[str, Any] = {
        "metadata": ask.metadata(),
        "nickname": ask.text("nickname"),
        "lookup_key": ask.text("lookup_key"),
    }
    return prices.new_price(world, product, currency, amount, prices.read_recurring(ask, "recurring"), **more)


@route("GET", "/v1/prices")
def list_prices(world: World, ask: Ask) -> Thing:
    return page(world, ask, "price", "/v1/prices", "active", "product", "currency", "type")


@route("GET", "/v1/prices/{id}")
def retrieve_price(world: World, ask: Ask, id: str) -> Thing:
    return world.get("price", id)


@route("POST", "/v1/prices/{id}")
def update_price(world: World, ask: Ask, id: str) -> Thing:
    price = world.get("price", id)
    changes: dict[str, Any] = {"metadata": ask.metadata(price["metadata"])}
    if ask.has("active"):
        changes["active"] = ask.flag("active")
    world.change(price, "price.updated", **changes)
    return price
