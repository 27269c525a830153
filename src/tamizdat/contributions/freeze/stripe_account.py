"""Look through an account at Stripe: subscriptions, customers, attempts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from tamizdat.contributions.freeze.values import Attempt, Customer, Standing
from tamizdat.contributions.providers.stripe.meaning import SUBSCRIPTION
from tamizdat.contributions.providers.stripe.provider import StripeProvider
from tamizdat.contributions.providers.stripe.units import from_stripe
from tamizdat.contributions.providers.stripe.words import in_our_words
from tamizdat.core.ledger.money import Money

Thing = Mapping[str, Any]
PAGE = 100
OVER = ("canceled", "incomplete_expired")
EVERY = {("month", 1): "month", ("year", 1): "year", ("month", 12): "year"}
PAYS = "invoice_settings.default_payment_method"
IN_THE_AIR = ("requires_action", "requires_capture", "processing")
"""States of a payment in which a bank was asked, though there may be no charge yet."""


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """All pages are read, one after the other."""

    provider: StripeProvider

    def standing(self) -> Iterator[Standing]:
        asked: Any = self.provider.client.v1.subscriptions.list
        paths = ["default_payment_method", "default_source", f"customer.{PAYS}", "customer.default_source"]
        values = {"limit": PAGE, "expand": [f"data.{path}" for path in paths]}
        for one in _all(asked, values):
            if one["status"] not in OVER:
                yield _standing(one)

    def customers(self) -> Iterator[Customer]:
        asked: Any = self.provider.client.v1.customers.list
        for one in _all(asked, {"limit": PAGE, "expand": [f"data.{PAYS}", "data.default_source"]}):
            yield _customer(one)

    def close_pages(self) -> int:
        """Every open page of Stripe's is closed: on it a card's bank is asked before anybody here sees the card."""
        asked: Any = self.provider.client.v1.checkout.sessions
        return sum(_close(asked, str(one["id"])) for one in _all(asked.list, {"limit": PAGE, "status": "open"}))

    def attempts(self, since: datetime) -> Iterator[Attempt]:
        """Charges, whether they went through or not; and payments about which a bank is asking its cardholder."""
        client, created = self.provider.client.v1, {"gte": int(since.timestamp())}
        charges: Any = client.charges.list
        for one in _all(charges, {"limit": PAGE, "created": created}):
            yield _attempt(one, country_of(one.get("payment_method_details")), "status")
        intents: Any = client.payment_intents.list
        for one in _all(intents, {"limit": PAGE, "created": created, "expand": ["data.payment_method"]}):
            if one["status"] in IN_THE_AIR and not one.get("latest_charge"):
                yield _attempt(one, country_of(one.get("payment_method")), "status")


def country_of(method: Any) -> str:
    """Where a card was issued; empty when it is no card, or not known. Old accounts have cards of an older form."""
    if not isinstance(method, dict):
        return ""
    card = method if method.get("object") == "card" else method.get("card") or {}
    return str(card.get("country") or "").upper()


def _all(asked: Any, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with in_our_words():
        for one in asked(values).auto_paging_iter():
            yield one.to_dict()


def _close(asked: Any, session: str) -> bool:
    """False: somebody has just paid there, or it has closed by itself."""
    try:
        asked.expire(session)
    except stripe.InvalidRequestError:
        return False
    except stripe.StripeError:
        with in_our_words():
            raise
    return True


def _attempt(one: Thing, country: str, state: str) -> Attempt:
    return Attempt(str(one["id"]), datetime.fromtimestamp(int(one["created"]), UTC), country, str(one[state]))


def _customer(one: Thing) -> Customer:
    settings = one.get("invoice_settings") or {}
    return Customer(
        number=str(one["id"]),
        country=country_of(settings.get("default_payment_method")) or country_of(one.get("default_source")),
        language=str(next(iter(one.get("preferred_locales") or ()), "")),
        email=str(one.get("email") or ""),
        name=str(one.get("name") or ""),
    )


def _standing(one: Thing) -> Standing:
    customer = _customer(one["customer"])
    money, every = _money(one)
    own = country_of(one.get("default_payment_method")) or country_of(one.get("default_source"))
    return Standing(
        number=str(one["id"]),
        country=own or customer.country,
        customer=customer,
        state=SUBSCRIPTION.get(str(one["status"]), "late"),
        money=money,
        every=every,
    )


def _money(one: Thing) -> tuple[Money | None, str]:
    """A subscription of several prices, or by what was used, is no plain gift."""
    items = (one.get("items") or {}).get("data") or []
    price = items[0]["price"] if len(items) == 1 else {}
    recurring = price.get("recurring") or {}
    every = EVERY.get((str(recurring.get("interval")), int(recurring.get("interval_count") or 1)), "")
    if not every or type(price.get("unit_amount")) is not int or not price["unit_amount"]:
        return None, ""
    return from_stripe(price["unit_amount"] * int(items[0].get("quantity") or 1), price["currency"]), every
