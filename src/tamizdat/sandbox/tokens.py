"""Confirmation tokens: a card as the person typed it, to be looked at before any bank is asked."""

from __future__ import annotations

from tamizdat.sandbox.refusals import MissingError, StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

HALF_A_DAY = 12 * 3_600


def new_token(world: World, method: Thing, return_url: str | None, future: str | None) -> Thing:
    """The method stays hidden until the token is used; its preview tells the card's country."""
    shown = ("allow_redisplay", "billing_details", "customer", "customer_account", "type", method["type"])
    preview = {key: method[key] for key in shown}
    token = world.new(
        "confirmation_token",
        "ctoken_1",
        {"expires_at": world.now + HALF_A_DAY, "payment_method_preview": preview, "return_url": return_url},
        {"setup_future_usage": future, "use_stripe_sdk": True, "_method": method["id"]},
        payment_method_options={"card": {"cvc_token": None}},
    )
    token.pop("metadata")
    return token


def get_unused(world: World, name: str) -> Thing:
    token = world.find("confirmation_token", name)
    if token is None:
        raise MissingError("ConfirmationToken", name, "confirmation_token")
    if token["payment_intent"] or token["setup_intent"]:
        raise StateError("The ConfirmationToken was already used.", param="confirmation_token")
    if token["expires_at"] <= world.now:
        raise StateError("The ConfirmationToken has expired.", param="confirmation_token")
    return token


def method_of(world: World, token: Thing) -> Thing:
    return world.get("payment_method", token["_method"])


def use(world: World, name: str, intent: Thing) -> None:
    """A token confirms one intent."""
    token = get_unused(world, name)
    token[intent["object"]] = intent["id"]
    world.save(token)
    intent["_return_url"] = token["return_url"] or intent.get("_return_url")
    if token["setup_future_usage"] and intent["object"] == "payment_intent":
        intent["setup_future_usage"] = token["setup_future_usage"]
