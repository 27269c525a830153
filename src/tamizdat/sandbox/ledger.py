"""The balance: every movement is a balance transaction, and the balance is their sum."""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox.money import convert, fixed_fee, processing_fee
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.tasks import deed, schedule
from tamizdat.sandbox.world import DAY, World


def settlement_currency(world: World, currency: str) -> str:
    settles_in: list[str] = world.settings["settles_in"]
    return currency if currency in settles_in else settles_in[0]


def book(
    world: World,
    kind: str,
    amount: int,
    currency: str,
    source: Thing,
    *,
    category: str,
    fee: int | None = None,
    fee_text: str = "Stripe processing fees",
    at_once: bool = False,
    description: str | None = None,
) -> Thing:
    """A movement: in the currency in which the account settles, after fees."""
    settings = world.settings
    target = settlement_currency(world, currency)
    settled, rate = convert(amount, currency, target, settings["rates"])
    if fee is None:
        fee = processing_fee(settled, target, settings["fees"], settings["rates"], rate is not None)
    details = [{"amount": fee, "application": None, "currency": target, "description": fee_text, "type": "stripe_fee"}]
    available_on = world.now if at_once else world.now + DAY * int(settings["available_after_days"])
    txn = world.new(
        "balance_transaction",
        "txn",
        {"amount": settled, "currency": target, "fee": fee, "net": settled - fee, "type": kind},
        {"fee_details": details if fee else [], "exchange_rate": float(rate) if rate else None},
        {"reporting_category": category, "source": source["id"], "balance_type": "payments"},
        {"available_on": available_on, "status": "available" if available_on <= world.now else "pending"},
        {"description": description, "_source_kind": source["object"], "_rate": rate},
    )
    txn.pop("livemode")
    txn.pop("metadata")
    if txn["status"] == "pending":
        schedule(world, available_on, "make_available", txn["id"])
    elif amount > 0:
        schedule(world, world.now, "tell_available", "balance")
    return txn


def dispute_fee(world: World, currency: str) -> int:
    settings = world.settings
    target = settlement_currency(world, currency)
    return fixed_fee(int(settings["fees"]["dispute"]), target, settings["rates"])


@deed("make_available")
def make_available(world: World, txn_id: str) -> None:
    world.change(world.get("balance_transaction", txn_id), status="available")
    schedule(world, world.now, "tell_available", "balance")


@deed("tell_available")
def tell_available(world: World, _: str) -> None:
    """One notice, however many movements became available at this moment."""
    world.emit("balance.available", balance(world))


def balance(world: World) -> Thing:
    """What is there, and what will be, per currency: the sums of the movements."""
    sums = _sums(world)
    return {
        "object": "balance",
        "livemode": False,
        "connect_reserved": [],
        "available": _rows(sums, "available"),
        "pending": _rows(sums, "pending"),
        "instant_available": _rows(sums, "available"),
        "issuing": None,
        "refund_and_dispute_prefunding": None,
    }


def _sums(world: World) -> dict[str, dict[str, int]]:
    sums = {currency: {"available": 0, "pending": 0} for currency in world.settings["settles_in"]}
    for txn in world.store.all("balance_transaction"):
        row = sums.setdefault(txn["currency"], {"available": 0, "pending": 0})
        row[txn["status"]] += txn["net"]
    return sums


def _rows(sums: dict[str, dict[str, int]], which: str) -> list[dict[str, Any]]:
    return [
        {"amount": row[which], "currency": currency, "source_types": {"card": row[which]}}
        for currency, row in sums.items()
    ]


def available(world: World, currency: str) -> int:
    return _sums(world).get(currency, {"available": 0})["available"]
