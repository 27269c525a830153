"""The offer: how and where readers can give. Format: docs/formats/support-v1.md, section 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tamizdat.core.ledger import shape
from tamizdat.core.ledger.money import exponent
from tamizdat.core.ledger.signed import open_signed

FORMAT = "tamizdat-offer-v1"
EVERY = ("once", "month", "year")
FLOWS = ("element", "redirect", "transfer")
KEYS = ("format", "number", "issued_on", "address", "onion", "currencies", "flows", "strict", "other_ways", "sandbox")
_onion = re.compile(r"http://(?:[a-z0-9-]+\.)*[a-z2-7]{56}\.onion(?::[0-9]+)?\Z")
_address = re.compile(
    rf"https://[A-Za-z0-9.-]+(?::[0-9]+)?\Z|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?\Z|{_onion.pattern}"
)
_iban = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")
_bic = re.compile(r"(?:[A-Z0-9]{8}(?:[A-Z0-9]{3})?)?\Z")


@dataclass(frozen=True, slots=True)
class Currency:
    """What may be given in one currency, in minor units."""

    currency: str
    minimum: int
    amounts: Mapping[str, tuple[int, ...]]
    """``once``, ``month``, ``year`` → suggestions."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is signed."""

    number: int
    issued_on: date
    address: str
    onion: str
    currencies: tuple[Currency, ...]
    """The first is the main one."""
    flows: tuple[str, ...]
    strict: bool
    other_ways: tuple[Mapping[str, Any], ...]
    sandbox: bool


def read_offer(data: bytes, public_key: str) -> Offer:
    """Check the signature and the form; raises StatementError."""
    return parse_offer(open_signed(data, public_key))


def parse_offer(signed: Any) -> Offer:
    """The value of ``signed``; raises StatementError with what is wrong."""
    one = shape.fields(signed, KEYS, "The offer")
    shape.need(one["format"] == FORMAT, f"The format is not {FORMAT}")
    flows = shape.many(one["flows"], lambda flow: shape.text(flow, "A flow", 20), "flows")
    shape.need(set(flows) <= set(FLOWS), f"flows knows only {', '.join(FLOWS)}")
    shape.ordered(flows, "flows")
    currencies = shape.many(one["currencies"], _currency, "currencies", 50)
    shape.need(bool(currencies), "No currency is offered")
    shape.need(len({each.currency for each in currencies}) == len(currencies), "A currency stands twice")
    return Offer(
        number=shape.whole(one["number"], "number", 1),
        issued_on=shape.day(one["issued_on"], "issued_on"),
        address=_of(_address, one["address"], "address is no https address without a path"),
        onion=_of(_onion, one["onion"], "onion is no onion address") if one["onion"] != "" else "",
        currencies=currencies,
        flows=flows,
        strict=shape.flag(one["strict"], "strict"),
        other_ways=shape.many(one["other_ways"], _way, "other_ways", 20),
        sandbox=shape.flag(one["sandbox"], "sandbox"),
    )


def _of(pattern: re.Pattern[str], value: Any, wrong: str) -> str:
    shape.need(isinstance(value, str) and bool(pattern.match(value)), wrong)
    return str(value)


def _currency(value: Any) -> Currency:
    one = shape.fields(value, ("currency", "exponent", "minimum", "amounts"), "A currency")
    code = shape.currency(one["currency"], "currency")
    shape.need(one["exponent"] == exponent(code), f"{code} has {exponent(code)} digits behind the point")
    minimum = shape.whole(one["minimum"], f"The minimum of {code}", 1)
    amounts = {
        every: shape.many(
            some, lambda each: shape.whole(each, f"An amount in {code}", minimum), f"{every} of {code}", 12
        )
        for every, some in shape.fields(one["amounts"], EVERY, f"amounts of {code}").items()
    }
    return Currency(code, minimum, amounts)


def _way(value: Any) -> Mapping[str, Any]:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "text":
        one = shape.fields(value, ("kind", "text"), "Another way")
        return {"kind": "text", "text": shape.words(one["text"], "Another way's text")}
    shape.need(kind == "bank", "Another way is neither bank nor text")
    one = shape.fields(value, ("kind", "holder", "iban", "bic", "reference"), "A bank account")
    shape.need(is_iban(one["iban"]), "iban is none: a digit is wrong or missing")
    return {
        "kind": "bank",
        "holder": shape.text(one["holder"], "holder", 70),
        "iban": one["iban"],
        "bic": _of(_bic, one["bic"], "bic is none"),
        "reference": shape.text(one["reference"], "reference", 140),
    }


def is_iban(value: Any) -> bool:
    """ISO 13616: letters as numbers, the first four characters last, and the remainder by 97 is 1."""
    if not isinstance(value, str) or not _iban.match(value):
        return False
    return int("".join(str(int(one, 36)) for one in value[4:] + value[:4])) % 97 == 1


def write_offer(offer: Offer) -> dict[str, Any]:
    """What is signed; ``parse_offer`` gives the offer again."""
    return {
        "format": FORMAT,
        "number": offer.number,
        "issued_on": offer.issued_on.isoformat(),
        "address": offer.address,
        "onion": offer.onion,
        "currencies": [
            {
                "currency": one.currency,
                "exponent": exponent(one.currency),
                "minimum": one.minimum,
                "amounts": {every: list(some) for every, some in one.amounts.items()},
            }
            for one in offer.currencies
        ],
        "flows": list(offer.flows),
        "strict": offer.strict,
        "other_ways": [dict(one) for one in offer.other_ways],
        "sandbox": offer.sandbox,
    }
