"""``/v1/balance``, ``/v1/balance_transactions``, ``/v1/payouts``, ``/v1/account``"""

from __future__ import annotations

from typing import Any

from tamizdat.sandbox import payouts
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.ledger import balance
from tamizdat.sandbox.money import check_currency
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import ACCOUNT, World

MOVEMENTS = "/v1/balance_transactions"
PAYOUTS = "/v1/payouts"


@route("GET", "/v1/balance")
def retrieve_balance(world: World, ask: Ask) -> Thing:
    return balance(world)


@route("GET", MOVEMENTS)
def list_movements(world: World, ask: Ask) -> Thing:
    things = world.store.all("balance_transaction")
    if ask.has("payout"):
        payout = world.get("payout", ask.needs("payout"), "payout")
        things = [one for one in things if one.get("_payout") == payout["id"]]
    return page(world, ask, "balance_transaction", MOVEMENTS, "type", "source", "currency", things=things)


@route("GET", MOVEMENTS + "/{id}")
def retrieve_movement(world: World, ask: Ask, id: str) -> Thing:
    return world.get("balance_transaction", id)


@route("POST", PAYOUTS)
def create_payout(world: World, ask: Ask) -> Thing:
    currency = check_currency(ask.needs("currency"))
    ask.needs("amount")
    more: dict[str, Any] = {"description": ask.text("description"), "metadata": ask.metadata()}
    return payouts.pay_out(world, currency, ask.whole("amount"), **more)


@route("GET", PAYOUTS)
def list_payouts(world: World, ask: Ask) -> Thing:
    return page(world, ask, "payout", PAYOUTS, "status", "destination")


@route("GET", PAYOUTS + "/{id}")
def retrieve_payout(world: World, ask: Ask, id: str) -> Thing:
    return world.get("payout", id)


@route("POST", PAYOUTS + "/{id}")
def update_payout(world: World, ask: Ask, id: str) -> Thing:
    payout = world.get("payout", id)
    world.change(payout, "payout.updated", metadata=ask.metadata(payout["metadata"]))
    return payout


@route("POST", PAYOUTS + "/{id}/cancel")
def cancel_payout(world: World, ask: Ask, id: str) -> Thing:
    return payouts.cancel(world, world.get("payout", id))


@route("GET", "/v1/account")
@route("GET", "/v1/accounts/{id}")
def account(world: World, ask: Ask, id: str = ACCOUNT) -> Thing:
    settings = world.settings
    descriptor = {"statement_descriptor": settings["descriptor"], "statement_descriptor_kana": None}
    return {
        "id": ACCOUNT,
        "object": "account",
        "type": "standard",
        "country": settings["country"],
        "metadata": {},
        "business_profile": {"name": "Sandbox", "url": None, "mcc": None, "support_email": None},
        "business_type": "non_profit",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "payouts_enabled": True,
        "details_submitted": True,
        "created": 1_700_000_000,
        "default_currency": settings["settles_in"][0],
        "email": None,
        "tos_acceptance": {"date": None},
        "external_accounts": {"object": "list", "data": [], "has_more": False, "url": "/v1/external_accounts"},
        "settings": {
            "payments": {**descriptor, "statement_descriptor_kanji": None},
            "card_payments": {"statement_descriptor_prefix": settings["descriptor"]},
            "dashboard": {"display_name": "Sandbox", "timezone": "Etc/UTC"},
            "payouts": {"debit_negative_balances": True, "schedule": dict(settings["payouts"])},
        },
    }
