"""The clock, the settings, what was asked of the sandbox, and a new beginning."""

from __future__ import annotations

import copy
from typing import Any

from tamizdat.sandbox import payouts, tasks
from tamizdat.sandbox.control import CONTROLS, Wish, control
from tamizdat.sandbox.ledger import balance
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.world import DAY, SETTINGS

UNITS = {"days": DAY, "hours": 3_600, "minutes": 60, "seconds": 1}


@control("GET", "")
def index(wish: Wish) -> Any:
    """Every path of the control API."""
    return {"paths": sorted(f"{method} {path}" for method, path in CONTROLS)}


@control("GET", "/clock")
def read_clock(wish: Wish) -> Any:
    return {"now": wish.world.now, "offset": wish.world.offset}


@control("POST", "/clock/advance")
def advance(wish: Wish) -> Any:
    """``{"days": 31}``: renewals, retries, payouts and expiries on the way happen, each at its moment."""
    unknown = set(wish.said) - set(UNITS)
    seconds = sum((wish.whole(name, 0) or 0) * size for name, size in UNITS.items())
    if unknown or seconds < 0:
        raise ParamError("The clock moves forward by days, hours, minutes and seconds.")
    done = tasks.advance(wish.world, seconds)
    return {"now": wish.world.now, "happened": done}


@control("GET", "/settings")
def read_settings(wish: Wish) -> Any:
    return wish.world.settings


@control("POST", "/settings")
def set_settings(wish: Wish) -> Any:
    """Any of the settings; what is a table is changed by the rows that are named."""
    settings = copy.deepcopy(wish.world.settings)
    for name, value in wish.said.items():
        if name not in SETTINGS:
            raise ParamError(f"There is no setting {name}. There are: {', '.join(SETTINGS)}.", name)
        if isinstance(value, float) or type(value) is not type(SETTINGS[name]):
            raise ParamError(f"{name} must be like {SETTINGS[name]!r}.", name)
        settings[name] = {**settings[name], **value} if isinstance(value, dict) else value
    wish.world.put_settings(settings)
    return settings


@control("POST", "/fees")
def set_fees(wish: Wish) -> Any:
    """``{"percent": "2.9", "fixed": 30, "dispute": 1500}``"""
    return _set_table(wish, "fees")


@control("POST", "/rates")
def set_rates(wish: Wish) -> Any:
    """``{"eur": "1.08"}``: one euro in US dollars, as a string."""
    if not all(isinstance(value, str) for value in wish.said.values()):
        raise ParamError('A rate is a string, such as "1.08".')
    return _set_table(wish, "rates")


def _set_table(wish: Wish, name: str) -> Any:
    settings = copy.deepcopy(wish.world.settings)
    settings[name] = {**settings[name], **wish.said}
    wish.world.put_settings(settings)
    return settings[name]


@control("GET", "/requests")
def requests(wish: Wish) -> Any:
    """Every API request received, oldest first; ``?path=/v1/refunds`` those below a path."""
    path = wish.text("path", "") or ""
    return {"data": [one for one in wish.world.store.all("_request") if one["path"].startswith(path)]}


@control("GET", "/attempts")
def attempts(wish: Wish) -> Any:
    """Every request that would have reached a cardholder's bank: so a test can prove that there was none."""
    names = ("kind", "country", "customer", "intent", "payment_method")
    wanted = {name: wish.text(name) for name in names if wish.text(name)}
    found = wish.world.where("_attempt", **wanted)
    return {"count": len(found), "data": found}


@control("GET", "/balance")
def read_balance(wish: Wish) -> Any:
    """The balance, and beside it the sums of all movements, from which it is made."""
    sums: dict[str, int] = {}
    for txn in wish.world.store.all("balance_transaction"):
        sums[txn["currency"]] = sums.get(txn["currency"], 0) + txn["net"]
    return {**balance(wish.world), "sums": sums}


@control("POST", "/reset")
def reset(wish: Wish) -> Any:
    """Everything is forgotten, except the endpoints that are told of events."""
    endpoints = wish.world.store.all("webhook_endpoint")
    wish.world.store.empty()
    wish.world.put_settings(copy.deepcopy(SETTINGS))
    for one in endpoints:
        wish.world.save(one)
    payouts.plan_daily(wish.world)
    return {"now": wish.world.now}
