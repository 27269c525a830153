"""Which notice goes to which endpoint, when, how often; and what a test asked to go wrong on the way."""

from __future__ import annotations

import fnmatch
import random
from typing import Any

from tamizdat.sandbox.refusals import MissingError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import API_VERSION, World

WAITS = (5, 60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200)
"""Seconds before a notice that was not taken is sent again."""
ACTIONS = ("hold", "drop", "duplicate", "delay", "reorder")


def plan_deliveries(world: World, event: Thing) -> None:
    """One delivery for every endpoint that listens to this kind of event."""
    for endpoint in world.store.all("webhook_endpoint"):
        if endpoint["status"] == "enabled" and _listens(endpoint, event["type"]):
            plan_delivery(world, event, endpoint)


def _listens(endpoint: Thing, kind: str) -> bool:
    return any(fnmatch.fnmatch(kind, wanted) for wanted in endpoint["enabled_events"])


def plan_delivery(world: World, event: Thing, endpoint: Thing, *, straight: bool = False) -> list[Thing]:
    """The deliveries of one event to one endpoint, after the rules that a test has set."""
    rule = None if straight else _take_rule(world, event["type"])
    action = rule["action"] if rule else "send"
    copies = int(rule.get("times", 2)) if rule and action == "duplicate" else 1
    made = [_new(world, event, endpoint) for _ in range(copies)]
    for one in made:
        if action == "drop":
            _finish(world, one, "dropped")
        elif action == "delay" and rule:
            one["due"] = world.now + int(rule.get("seconds", 60))
        elif action in ("hold", "reorder") and rule:
            one |= {"status": "held", "rule": rule["id"]}
    if action == "reorder" and rule and not rule["left"]:
        release(world, rule=rule["id"], order="reverse")
    if action != "drop":
        event["pending_webhooks"] += 1
        world.save(event)
    return made


def _new(world: World, event: Thing, endpoint: Thing) -> Thing:
    delivery: Thing = {
        "id": world.id("dl"),
        "object": "_delivery",
        "event": event["id"],
        "type": event["type"],
        "endpoint": endpoint["id"],
        "url": endpoint["url"],
        "status": "queued",
        "due": world.now,
        "rule": None,
        "place": _next_place(world),
        "attempts": [],
    }
    world.save(delivery)
    return delivery


def _next_place(world: World) -> int:
    counter = world.store.get("_meta", "places") or {"next": 1}
    world.store.put("_meta", "places", {"next": counter["next"] + 1})
    return int(counter["next"])


def add_rule(world: World, action: str, types: list[str], count: int | None, **more: Any) -> Thing:
    """From now on, so many notices of these kinds are held, dropped, duplicated, delayed or reordered."""
    rule: Thing = {
        "id": world.id("rule"),
        "object": "_rule",
        "action": action,
        "types": types or ["*"],
        "left": count,
        **{key: value for key, value in more.items() if value is not None},
    }
    world.save(rule)
    return rule


def _take_rule(world: World, kind: str) -> Thing | None:
    for rule in world.store.all("_rule"):
        if rule["left"] == 0 or not any(fnmatch.fnmatch(kind, wanted) for wanted in rule["types"]):
            continue
        if rule["left"] is not None:
            rule["left"] -= 1
            world.save(rule)
        return rule
    return None


def release(world: World, rule: str | None = None, order: str = "fifo", seed: int = 0, ids: Any = None) -> list[Thing]:
    """What was held goes out now: as it came, in reverse, or shuffled."""
    held = [one for one in world.store.all("_delivery") if one["status"] == "held"]
    held = [one for one in held if (rule is None or one["rule"] == rule) and (ids is None or one["id"] in ids)]
    if ids is not None and order == "as_named":
        held.sort(key=lambda one: ids.index(one["id"]))
    elif order == "reverse":
        held.reverse()
    elif order == "shuffle":
        random.Random(seed).shuffle(held)
    for one in held:
        one |= {"status": "queued", "due": world.now, "place": _next_place(world)}
        world.save(one)
    return held


def drop(world: World, ids: list[str] | None) -> list[Thing]:
    """What was held, or still waits, is never sent."""
    lost = [one for one in world.store.all("_delivery") if one["status"] in ("held", "queued")]
    lost = [one for one in lost if ids is None or one["id"] in ids or one["event"] in ids]
    for one in lost:
        _finish(world, one, "dropped")
    return lost


def _finish(world: World, delivery: Thing, status: str) -> None:
    """What is over lies apart, so that the next one is found at once."""
    delivery["status"] = status
    world.store.remove("_delivery", delivery["id"])
    world.store.put("_done", delivery["id"], delivery)


def all_deliveries(world: World) -> list[Thing]:
    """What waits and what is over, in the order in which it was to go out."""
    return sorted([*world.store.all("_done"), *world.store.all("_delivery")], key=lambda one: int(one["place"]))


def deliver_again(world: World, event_id: str, times: int = 1) -> list[Thing]:
    """The same event once more to every endpoint, whatever became of it before."""
    event = world.get("event", event_id)
    made: list[Thing] = []
    for endpoint in world.store.all("webhook_endpoint"):
        for _ in range(times):
            made += plan_delivery(world, event, endpoint, straight=True)
    return made


def next_due(world: World) -> Thing | None:
    """The first notice in order that is due."""
    due = [one for one in world.store.all("_delivery") if one["status"] == "queued" and one["due"] <= world.now]
    return min(due, key=lambda one: one["place"], default=None)


def note_attempt(world: World, delivery: Thing, status: int | None, error: str | None) -> None:
    """Keep how it went; what was not taken is planned again, later and later, and given up in the end."""
    delivery["attempts"].append({"at": world.now, "status": status, "error": error})
    if status is not None and 200 <= status < 300:
        _finish(world, delivery, "delivered")
    elif len(delivery["attempts"]) > len(WAITS):
        _finish(world, delivery, "failed")
    elif delivery["status"] == "queued":
        delivery["due"] = world.now + WAITS[len(delivery["attempts"]) - 1]
        world.save(delivery)
    event = world.find("event", delivery["event"])
    if event and delivery["status"] in ("delivered", "failed"):
        event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
        world.save(event)


def new_endpoint(world: World, url: str, events: list[str], secret: str | None = None, **more: Any) -> Thing:
    """An address that is told of events, and the secret that signs what it is told."""
    return world.new(
        "webhook_endpoint",
        "we",
        {"url": url, "enabled_events": events, "status": "enabled", "api_version": more.pop("api_version", None)},
        {"_secret": secret or world.id("whsec", 32), **more},
    )


def endpoint_of(world: World, delivery: Thing) -> Thing:
    endpoint = world.find("webhook_endpoint", delivery["endpoint"])
    if endpoint is None:
        raise MissingError("webhook_endpoint", delivery["endpoint"])
    return endpoint


def version_of(endpoint: Thing) -> str:
    return endpoint.get("api_version") or API_VERSION
