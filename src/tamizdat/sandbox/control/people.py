"""The cardholder, played by a script: pays, approves, refuses; the card expires or is replaced."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import checkout, intents, methods, setups
from tamizdat.sandbox.cards import CARDS
from tamizdat.sandbox.control import Wish, control
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.store import Thing


@control("POST", "/checkout/pay")
def pay(wish: Wish) -> Any:
    """As a person at the Checkout page: ``{"session": …, "card": "4242424242424242"}``. Answers session and intent."""
    world = wish.world
    session = world.get("checkout.session", wish.needs("session"), "session")
    checkout.expect_open(session)
    details = {"email": wish.text("email", "reader@example.org"), "name": wish.text("name", "Test Reader")}
    kept = {"billing_details": methods.billing_details(details)}
    if wish.text("iban"):
        method = methods.new_bank_method(world, wish.needs("iban"), **kept)
    else:
        month, year = wish.whole("exp_month", 12) or 12, wish.whole("exp_year", 2099) or 2099
        year = min(year, 2000 + world.now // 31_557_600 - 30 + 5)
        number = wish.text("card", "4242424242424242") or ""
        method = methods.new_card_method(world, number, month, year, **kept)
    intent = checkout.pay(world, session, method, details)
    return {"session": session, "intent": intent, "payment_status": session["payment_status"]}


@control("POST", "/authenticate")
def authenticate(wish: Wish) -> Any:
    """What the cardholder says to the bank's question: ``{"intent": …, "approved": true}``."""
    name, approved = wish.needs("intent"), wish.said.get("approved", True)
    return answer_the_bank(wish, name, bool(approved))


def answer_the_bank(wish: Wish, name: str, approved: bool) -> Thing:
    world = wish.world
    if name.startswith("seti_"):
        setup = setups.authenticate(world, world.get("setup_intent", name), approved)
        if setup.get("_session"):
            checkout.setup_moved(world, world.get("checkout.session", setup["_session"]), setup)
        return setup
    return intents.authenticate(world, world.get("payment_intent", name), approved)


def _cards(wish: Wish) -> list[Thing]:
    if wish.text("payment_method"):
        return [wish.world.get("payment_method", wish.needs("payment_method"), "payment_method")]
    found = wish.world.where("payment_method", customer=wish.needs("customer"), type="card")
    if not found:
        raise ParamError("This customer has no card.", "customer")
    return found


@control("POST", "/cards/expire")
def expire(wish: Wish) -> Any:
    """The card's date is past; charges with it are declined. No notice tells of it."""
    for method in _cards(wish):
        wish.world.change(method, card={**method["card"], "exp_month": 1, "exp_year": 2020})
    return {"data": _cards(wish)}


@control("POST", "/cards/replace")
def replace(wish: Wish) -> Any:
    """The network tells of a new card: same payment method, another number or date."""
    number = wish.text("card", "4242424242424242") or ""
    if number not in CARDS:
        raise ParamError(f"{number} is no test card.", "card")
    fresh = methods.new_card_method(wish.world, number, 12, 2000 + wish.world.now // 31_557_600 - 30 + 4)
    wish.world.store.remove("payment_method", fresh["id"])
    for method in _cards(wish):
        previous = wish.world.change(method, card=fresh["card"], _number=number)
        wish.world.emit("payment_method.automatically_updated", method, {"card": previous.get("card")})
    return {"data": _cards(wish)}
