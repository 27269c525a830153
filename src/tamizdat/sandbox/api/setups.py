"""``/v1/setup_intents``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import intents, methods, setups, tokens
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

KIND = "setup_intent"
URL = "/v1/setup_intents"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    fields: dict[str, Any] = {
        "description": ask.text("description"),
        "metadata": ask.metadata(),
        "usage": ask.choice("usage", "on_session", "off_session", default="off_session"),
        "_return_url": ask.text("return_url"),
    }
    if ask.has("customer"):
        fields["customer"] = world.get("customer", ask.needs("customer"), "customer")["id"]
    if ask.has("payment_method_types"):
        fields |= {"payment_method_types": ask.get("payment_method_types"), "automatic_payment_methods": None}
    elif ask.get("automatic_payment_methods"):
        fields["automatic_payment_methods"] = {"enabled": True}
    method = _method(world, ask)
    if method:
        fields["payment_method"] = method["id"]
    setup = setups.new_setup(world, **fields)
    return _confirm(world, ask, setup, method) if ask.flag("confirm") else setup


def _method(world: World, ask: Ask) -> Thing | None:
    if ask.has("confirmation_token"):
        return tokens.method_of(world, tokens.get_unused(world, ask.needs("confirmation_token")))
    if ask.has("payment_method_data"):
        return methods.from_data(world, ask, "payment_method_data")
    return methods.resolve(world, ask.needs("payment_method")) if ask.has("payment_method") else None


def _confirm(world: World, ask: Ask, setup: Thing, method: Thing | None) -> Thing:
    if method is None and setup["payment_method"]:
        method = world.get("payment_method", setup["payment_method"])
    if method is None:
        raise ParamError("You cannot confirm this SetupIntent because it's missing a payment method.", "payment_method")
    if ask.has("confirmation_token"):
        tokens.use(world, ask.needs("confirmation_token"), setup)
    if ask.has("return_url"):
        setup["_return_url"] = ask.text("return_url")
    return setups.raise_if_refused(setups.confirm(world, setup, method))


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, KIND, URL, "customer", "payment_method")


@route("GET", URL + "/{id}", public=True)
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    setup = world.get(KIND, id, "intent")
    intents.check_secret(setup, ask.text("client_secret"), ask.is_public)
    return setup


@route("POST", URL + "/{id}/confirm", public=True)
def confirm(world: World, ask: Ask, id: str) -> Thing:
    setup = world.get(KIND, id, "intent")
    intents.check_secret(setup, ask.text("client_secret"), ask.is_public)
    return _confirm(world, ask, setup, _method(world, ask))


@route("POST", URL + "/{id}/cancel")
def cancel(world: World, ask: Ask, id: str) -> Thing:
    setup = world.get(KIND, id, "intent")
    intents.expect(setup, *intents.CONFIRMABLE)
    reason = ask.choice("cancellation_reason", "abandoned", "duplicate", "requested_by_customer")
    world.change(setup, status="canceled", cancellation_reason=reason, next_action=None)
    world.emit("setup_intent.canceled", setup)
    return setup
