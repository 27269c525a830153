"""Payment methods: cards by their test numbers, and bank debits that take days."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.cards import CARDS, TOKENS, Card, luhn, refusal
from tamizdat.sandbox.refusals import CardError, MissingError, ParamError, StateError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
BANK_COUNTRIES = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL")
FAILING_IBANS = ("AT861904300235473202", "DE62370400440532013001")
TYPES = ("card", "sepa_debit")


def billing_details(given: dict[str, Any] | None = None) -> Thing:
    given = given or {}
    address = {**ADDRESS, **(given.get("address") or {})}
    plain = {key: given.get(key) or None for key in ("email", "name", "phone", "tax_id")}
    return {"address": {key: value or None for key, value in address.items()}, **plain}


def card_of(method: Thing) -> Card:
    """How this method behaves."""
    return CARDS.get(method.get("_number", ""), Card(method.get("_number", "")))


def country_of(method: Thing) -> str | None:
    kind: Thing = method.get(method["type"]) or {}
    return kind.get("country")


def is_expired(method: Thing, now: int) -> bool:
    if method["type"] != "card":
        return False
    today = datetime.fromtimestamp(now, UTC)
    return bool((method["card"]["exp_year"], method["card"]["exp_month"]) < (today.year, today.month))


def new_card_method(world: World, number: str, month: int, year: int, **more: Any) -> Thing:
    """A card, seen by its number; the number itself is a test number."""
    number = number.replace(" ", "").replace("-", "")
    if number not in CARDS and not (number.isdigit() and luhn(number)):
        raise _card_error("incorrect_number", "Your card number is incorrect.", "number")
    if number not in CARDS:
        words = "Your card was declined. Your request was in test mode, but used a non test card."
        raise CardError({"code": "card_declined", "decline_code": "live_mode_test_card", "message": words})
    if not 1 <= month <= 12:
        raise _card_error("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
    year += 2000 if year < 100 else 0
    today = datetime.fromtimestamp(world.now, UTC)
    if (year, month) < (today.year, today.month) or year > today.year + 50:
        raise _card_error("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")
    return _new_method(world, "card", card=_card(CARDS[number], month, year), _number=number, **more)


def _card_error(code: str, message: str, param: str) -> CardError:
    return CardError({"code": code, "message": message, "param": param})


def _card(card: Card, month: int, year: int) -> Thing:
    return {
        "brand": card.brand,
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": _print(card.number),
        "funding": card.funding,
        "last4": card.number[-4:],
        "generated_from": None,
        "wallet": None,
        "regulated_status": "unregulated",
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
    }


def _print(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def new_bank_method(world: World, iban: str, **more: Any) -> Thing:
    iban = iban.replace(" ", "").upper()
    if iban[:2] not in BANK_COUNTRIES or len(iban) < 15:
        raise ParamError("The IBAN you provided is invalid.", "sepa_debit[iban]", "invalid_bank_account_iban")
    bank = {
        "bank_code": iban[4:9],
        "branch_code": "",
        "country": iban[:2],
        "fingerprint": _print(iban),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    return _new_method(world, "sepa_debit", sepa_debit=bank, _number=iban, **more)


def _new_method(world: World, kind: str, **fields: Any) -> Thing:
    fields.setdefault("billing_details", billing_details())
    common = {"customer": None, "customer_account": None, "allow_redisplay": "unspecified", "type": kind}
    return world.new("payment_method", "pm", **{**common, **fields})


def from_data(world: World, ask: Ask, path: str = "") -> Thing:
    """A method from ``type``, ``card[…]`` and so on, at the top of a request or below ``path``."""
    at = f"{path}." if path else ""
    kind = ask.choice(f"{at}type", *TYPES, default=None) or ask.needs(f"{at}type")
    more = {
        "billing_details": billing_details(ask.get(f"{at}billing_details")),
        "metadata": ask.metadata(path=f"{at}metadata"),
        "allow_redisplay": ask.text(f"{at}allow_redisplay", "unspecified"),
    }
    if kind == "sepa_debit":
        return new_bank_method(world, ask.needs(f"{at}sepa_debit.iban"), **more)
    if ask.has(f"{at}card.token"):
        token = ask.needs(f"{at}card.token").replace("tok_", "pm_card_")
        return {**resolve(world, token), **more}
    month, year = ask.whole(f"{at}card.exp_month"), ask.whole(f"{at}card.exp_year")
    number = ask.needs(f"{at}card.number")
    ask.text(f"{at}card.cvc")  # any code is right
    if month is None or year is None:
        raise ParamError("Missing required param: card[exp_month].", "card[exp_month]", "parameter_missing")
    return new_card_method(world, number, month, year, **more)


def resolve(world: World, name: str, param: str = "payment_method") -> Thing:
    """A method by its id; ``pm_card_visa`` and its like make a new one each time."""
    if name in TOKENS:
        year = datetime.fromtimestamp(world.now, UTC).year + 1
        return new_card_method(world, TOKENS[name], 12, year)
    method = world.find("payment_method", name)
    if method is None:
        raise MissingError("PaymentMethod", name, param)
    return method


def attach(world: World, method: Thing, customer: Thing) -> Thing:
    """From now on the customer can be charged with it."""
    if method["customer"] == customer["id"]:
        return method
    if method["customer"] or method.get("_is_used"):
        words = "The payment method you provided has already been attached to a customer."
        raise StateError(words if method["customer"] else _USED)
    card = card_of(method)
    if card.decline and not card.attaches:
        raise CardError(refusal(*card.decline))
    world.change(method, customer=customer["id"])
    world.emit("payment_method.attached", method)
    return method


_USED = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, "
    "shared with a connected account without Customer attachment, or was detached from a Customer. "
    "It may not be used again."
)


def check_usable(method: Thing, customer: str | None) -> None:
    """A method that belongs to one customer charges no other; one that was spent is spent."""
    if method["customer"] and method["customer"] != customer:
        raise StateError(
            "The provided PaymentMethod belongs to a Customer. Please include it in the `customer` parameter.",
            param="payment_method",
        )
    if method.get("_is_used") and not method["customer"]:
        raise StateError(_USED, param="payment_method")
