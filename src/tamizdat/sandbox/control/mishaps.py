"""Notices that are held, dropped, doubled, late or out of order; requests that fail."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tamizdat.sandbox import deliveries, failures
from tamizdat.sandbox.control import Wish, control
from tamizdat.sandbox.postman import as_sent, send, signature
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.store import Thing


@control("GET", "/deliveries")
def list_(wish: Wish) -> Any:
    """Every notice to every endpoint: queued, held, delivered, dropped or failed, with each attempt."""
    wanted = {name: wish.text(name) for name in ("status", "type", "event") if wish.text(name)}
    found = deliveries.all_deliveries(wish.world)
    return {"data": [one for one in found if all(one[name] == value for name, value in wanted.items())]}


def _rule(action: str) -> None:
    def add(wish: Wish) -> Any:
        """For the next notices of these types: ``{"types": ["charge.*"], "count": 2}``."""
        if action == "drop" and wish.names("ids"):
            return {"data": deliveries.drop(wish.world, wish.names("ids"))}
        count = wish.whole("count")
        if action == "reorder" and count is None:
            raise ParamError("Say how many are collected before they go out in reverse: count.", "count")
        more = {"times": wish.whole("times"), "seconds": wish.whole("seconds")}
        return deliveries.add_rule(wish.world, action, wish.names("types") or [], count, **more)

    control("POST", f"/deliveries/{action}")(add)


for _action in deliveries.ACTIONS:
    _rule(_action)


@control("POST", "/deliveries/release")
def release(wish: Wish) -> Any:
    """What is held goes out, and nothing more is held. ``order``: fifo, reverse, shuffle (with seed), as_named."""
    for rule in wish.world.store.all("_rule"):
        if rule["action"] in ("hold", "reorder") and not wish.said.get("keeps_holding"):
            wish.world.store.remove("_rule", rule["id"])
    ids = wish.names("ids")
    order, seed = wish.text("order", "fifo") or "fifo", wish.whole("seed", 0) or 0
    return {"data": deliveries.release(wish.world, None, order, seed, ids)}


@control("POST", "/deliveries/normal")
def normal(wish: Wish) -> Any:
    """No rule any more; what is held stays held."""
    for rule in wish.world.store.all("_rule"):
        wish.world.store.remove("_rule", rule["id"])
    return {}


@control("POST", "/deliveries/now")
def now(wish: Wish) -> Any:
    """Whatever waits for its next turn is sent at once."""
    waiting = wish.world.where("_delivery", status="queued")
    for one in waiting:
        wish.world.change(one, due=wish.world.now)
    return {"data": waiting}


@control("POST", "/deliveries/settle", waits=True)
def settle(wish: Wish) -> Any:
    """Waits until nothing that is due waits any more."""
    return {"settled": wish.postman.settle(wish.whole("seconds", 10) or 10)}


@control("POST", "/events/again")
def again(wish: Wish) -> Any:
    """The same event once more, or ``times``."""
    return {"data": deliveries.deliver_again(wish.world, wish.needs("event"), wish.whole("times", 1) or 1)}


@control("POST", "/events/flood", waits=True)
def flood(wish: Wish) -> Any:
    """The same event ``times`` to every endpoint, all at the same moment. Answers what each got."""
    with wish.world.store.lock:
        event = wish.world.get("event", wish.needs("event"), "event")
        endpoints = wish.world.store.all("webhook_endpoint")
        bodies = [as_sent(event, endpoint) for endpoint in endpoints]
    sent = [pair for pair in zip(endpoints, bodies, strict=True) for _ in range(wish.whole("times", 20) or 20)]
    with ThreadPoolExecutor(len(sent) or 1) as pool:
        return {"statuses": [status for status, _ in pool.map(lambda pair: send(*pair), sent)]}


@control("POST", "/events/raw", waits=True)
def raw(wish: Wish) -> Any:
    """Any body, signed rightly or not: ``body``, and where asked ``secret``, ``timestamp``, ``signature``, ``url``."""
    world = wish.world
    endpoints = world.store.all("webhook_endpoint")
    endpoint: Thing = dict(endpoints[0]) if endpoints else {"url": wish.needs("url"), "_secret": wish.needs("secret")}
    endpoint["url"] = wish.text("url") or endpoint["url"]
    said = wish.said.get("body", {})
    body = (said if isinstance(said, str) else json.dumps(said)).encode()
    at = wish.whole("timestamp") or int(time.time())
    signed = wish.text("signature") or signature(wish.text("secret") or endpoint["_secret"], at, body)
    status, error = send(endpoint, body, signed)
    return {"status": status, "error": error, "signature": signed}


@control("GET", "/webhooks")
def endpoints(wish: Wish) -> Any:
    return {"data": wish.world.store.all("webhook_endpoint")}


@control("POST", "/webhooks")
def add_endpoint(wish: Wish) -> Any:
    """``{"url": …, "secret": "whsec_…", "events": ["*"], "api_version": null}``"""
    events = wish.names("events") or ["*"]
    version = wish.text("api_version")
    endpoint = deliveries.new_endpoint(wish.world, wish.needs("url"), events, wish.text("secret"), api_version=version)
    return {**endpoint, "secret": endpoint["_secret"]}


@control("POST", "/failures")
def fail(wish: Wish) -> Any:
    """The next ``count`` requests: ``mode`` 500, 503, 429, lost (done, but the answer is cut off) or slow."""
    mode = str(wish.said.get("mode", "500"))
    if mode not in failures.MODES:
        raise ParamError(f"mode is one of {', '.join(failures.MODES)}.", "mode")
    return failures.add_failure(
        wish.world,
        mode,
        wish.whole("count", 1) or 1,
        wish.text("path", "/v1/*") or "/v1/*",
        wish.text("method", "POST"),
        wish.whole("milliseconds", 1_000) or 1_000,
    )
