"""``/v1/payment_intents``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import intents, methods, tokens
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.descriptors import check_descriptor, check_suffix
from tamizdat.sandbox.money import check_amount, check_currency
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

KIND = "payment_intent"
URL = "/v1/payment_intents"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    currency = check_currency(ask.needs("currency"))
    amount = ask.whole("amount")
    if amount is None:
        ask.needs("amount")
    fields = _fields(world, ask, currency)
    if ask.has("customer"):
        fields["customer"] = world.get("customer", ask.needs("customer"), "customer")["id"]
    method = _method(world, ask)
    if method:
        methods.check_usable(method, fields.get("customer"))
        fields["payment_method"] = method["id"]
    if ask.flag("off_session") and not ask.flag("confirm"):
        raise ParamError("You can only set off_session when confirm is true.", "off_session")
    intent = intents.new_intent(world, check_amount(amount or 0, currency), currency, **fields)
    return _confirm(world, ask, intent, method) if ask.flag("confirm") else intent


def _fields(world: World, ask: Ask, currency: str) -> dict[str, Any]:
    """What may be said of an intent at any time before it is paid."""
    fields: dict[str, Any] = {
        "capture_method": ask.choice("capture_method", "automatic", "automatic_async", "manual"),
        "confirmation_method": ask.choice("confirmation_method", "automatic", "manual"),
        "description": ask.text("description"),
        "receipt_email": ask.text("receipt_email"),
        "setup_future_usage": ask.choice("setup_future_usage", "on_session", "off_session"),
        "statement_descriptor": check_descriptor(ask.text("statement_descriptor")),
        "statement_descriptor_suffix": check_suffix(ask.text("statement_descriptor_suffix")),
        "payment_method_types": ask.get("payment_method_types"),
        "shipping": ask.get("shipping"),
        "payment_method_options": ask.get("payment_method_options"),
        "transfer_group": ask.text("transfer_group"),
        "_return_url": ask.text("return_url"),
    }
    _check_types(fields["payment_method_types"], currency)
    if fields["payment_method_types"]:
        fields["automatic_payment_methods"] = None
    elif (ask.get("automatic_payment_methods") or {}).get("allow_redirects") == "never":
        fields["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
    known = {key: value for key, value in fields.items() if value is not None or key == "automatic_payment_methods"}
    if known.get("automatic_payment_methods", "") is None and not fields["payment_method_types"]:
        known.pop("automatic_payment_methods")
    if ask.has("metadata"):
        known["metadata"] = ask.metadata()
    return known


def _check_types(types: Any, currency: str) -> None:
    for one in types or []:
        if one not in methods.TYPES:
            raise ParamError(f"The payment method type provided: {one} is invalid.", "payment_method_types")
        if one == "sepa_debit" and currency != "eur":
            raise ParamError("sepa_debit needs the currency eur.", "payment_method_types")


def _method(world: World, ask: Ask) -> Thing | None:
    """By confirmation token, by data, or by id; in this order, as Stripe does."""
    if ask.has("confirmation_token"):
        return tokens.method_of(world, tokens.get_unused(world, ask.needs("confirmation_token")))
    if ask.has("payment_method_data"):
        return methods.from_data(world, ask, "payment_method_data")
    if ask.has("payment_method"):
        return methods.resolve(world, ask.needs("payment_method"))
    return None


def _confirm(world: World, ask: Ask, intent: Thing, method: Thing | None) -> Thing:
    if method is None and intent["payment_method"]:
        method = world.get("payment_method", intent["payment_method"])
    if method is None:
        words = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise ParamError(words, "payment_method", "payment_intent_unexpected_state")
    if ask.has("confirmation_token"):
        tokens.use(world, ask.needs("confirmation_token"), intent)
    if ask.has("return_url"):
        intent["_return_url"] = ask.text("return_url")
    off_session = ask.text("off_session") in ("true", "one_off", "recurring")
    intents.confirm(world, intent, method, off_session=off_session)
    if ask.flag("error_on_requires_action") and intent["status"] == "requires_action":
        intents.authenticate(world, intent, False)
    return intents.raise_if_refused(intent)


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, KIND, URL, "customer")


@route("GET", URL + "/{id}", public=True)
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    intent = world.get(KIND, id, "intent")
    intents.check_secret(intent, ask.text("client_secret"), ask.is_public)
    return intent


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    intent = world.get(KIND, id, "intent")
    intents.expect(intent, *intents.CONFIRMABLE) if set(ask.params) - {"metadata", "expand"} else None
    currency = check_currency(ask.text("currency", intent["currency"]) or "")
    changes = {key: value for key, value in _fields(world, ask, currency).items() if key != "automatic_payment_methods"}
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(intent["metadata"])
    if ask.has("amount"):
        changes |= {"amount": check_amount(ask.whole("amount") or 0, currency), "currency": currency}
    if ask.has("customer"):
        changes["customer"] = world.get("customer", ask.needs("customer"), "customer")["id"]
    method = _method(world, ask)
    if method:
        changes |= {"payment_method": method["id"], "status": "requires_confirmation"}
    world.change(intent, **changes)
    return intent


@route("POST", URL + "/{id}/confirm", public=True)
def confirm(world: World, ask: Ask, id: str) -> Thing:
    intent = world.get(KIND, id, "intent")
    intents.check_secret(intent, ask.text("client_secret"), ask.is_public)
    intents.expect(intent, *intents.CONFIRMABLE)
    if ask.has("setup_future_usage"):
        intent["setup_future_usage"] = ask.choice("setup_future_usage", "on_session", "off_session")
    return _confirm(world, ask, intent, _method(world, ask))


@route("POST", URL + "/{id}/capture")
def capture(world: World, ask: Ask, id: str) -> Thing:
    return intents.capture(world, world.get(KIND, id, "intent"), ask.whole("amount_to_capture"))


@route("POST", URL + "/{id}/cancel")
def cancel(world: World, ask: Ask, id: str) -> Thing:
    reasons = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
    return intents.cancel(world, world.get(KIND, id, "intent"), ask.choice("cancellation_reason", *reasons))


@route("GET", "/v1/charges")
def list_charges(world: World, ask: Ask) -> Thing:
    return page(world, ask, "charge", "/v1/charges", "customer", "payment_intent")


@route("GET", "/v1/charges/{id}")
def retrieve_charge(world: World, ask: Ask, id: str) -> Thing:
    return world.get("charge", id)


@route("POST", "/v1/charges/{id}")
def update_charge(world: World, ask: Ask, id: str) -> Thing:
    charge = world.get("charge", id)
    changes: dict[str, Any] = {"metadata": ask.metadata(charge["metadata"])}
    if ask.has("description"):
        changes["description"] = ask.text("description")
    world.change(charge, "charge.updated", **changes)
    return charge
