"""Setup intents: a card is saved for later, and its bank may be asked."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import attempts, methods
from tamizdat.sandbox.cards import refusal
from tamizdat.sandbox.intents import CONFIRMABLE, expect
from tamizdat.sandbox.refusals import CardError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World, clean


def new_setup(world: World, **fields: Any) -> Thing:
    name = world.id("seti_1")
    setup = world.new(
        "setup_intent",
        "seti",
        {"id": name, "client_secret": world.id(f"{name}_secret"), "payment_method_types": ["card"]},
        {"payment_method_options": {"card": {"request_three_d_secure": "automatic"}}, "usage": "off_session"},
        {"automatic_payment_methods": {"enabled": True}, "status": "requires_payment_method", **fields},
    )
    if setup["payment_method"]:
        setup["status"] = "requires_confirmation"
    world.emit("setup_intent.created", setup)
    return setup


def confirm(world: World, setup: Thing, method: Thing) -> Thing:
    expect(setup, *CONFIRMABLE)
    methods.check_usable(method, setup["customer"])
    setup |= {"payment_method": method["id"], "last_setup_error": None, "next_action": None}
    if methods.card_of(method).authentication != "none":
        attempts.note(world, "authentication", setup, method)["outcome"] = "asked"
        url = f"{world.base}/_sandbox/authenticate/{setup['id']}?secret={setup['client_secret']}"
        action = {"url": url, "return_url": setup.get("_return_url")}
        setup |= {"status": "requires_action"}
        setup["next_action"] = {"type": "redirect_to_url", "redirect_to_url": action}
        world.save(setup)
        world.emit("setup_intent.requires_action", setup)
        return setup
    return _set_up(world, setup, method)


def authenticate(world: World, setup: Thing, approved: bool) -> Thing:
    expect(setup, "requires_action")
    setup["next_action"] = None
    if not approved:
        return _fail(world, setup, {**refusal("payment_intent_authentication_failure")})
    return _set_up(world, setup, world.get("payment_method", setup["payment_method"]))


def _set_up(world: World, setup: Thing, method: Thing) -> Thing:
    attempt = attempts.note(world, "setup", setup, method)
    card = methods.card_of(method)
    expired = methods.is_expired(method, world.now)
    if expired or (card.decline and not card.attaches):
        attempt["outcome"] = "declined"
        return _fail(world, setup, refusal("expired_card") if expired or not card.decline else refusal(*card.decline))
    attempt["outcome"] = "approved"
    method["_is_set_up"] = True
    world.save(method)
    if setup["customer"] and method["customer"] != setup["customer"]:
        methods.attach(world, method, world.get("customer", setup["customer"]))
    setup |= {"status": "succeeded", "next_action": None}
    world.save(setup)
    world.emit("setup_intent.succeeded", setup)
    return setup


def _fail(world: World, setup: Thing, error: Thing) -> Thing:
    setup |= {"status": "requires_payment_method", "payment_method": None, "last_setup_error": error}
    world.save(setup)
    world.emit("setup_intent.setup_failed", setup)
    return setup


def raise_if_refused(setup: Thing) -> Thing:
    error = setup["last_setup_error"]
    if error and setup["status"] == "requires_payment_method":
        raise CardError(error, setup_intent=clean(setup))
    return setup
