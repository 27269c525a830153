"""``/v1/webhook_endpoints`` and ``/v1/events``"""

from __future__ import annotations

import fnmatch
from typing import Any

from tamizdat.sandbox import deliveries
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.versions import check_version
from tamizdat.sandbox.world import World

URL = "/v1/webhook_endpoints"


@route("POST", URL)
def create(world: World, ask: Ask) -> Thing:
    """The secret is told this once, and never again."""
    url = ask.needs("url")
    if not url.startswith(("http://", "https://")):
        raise ParamError("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid")
    events = ask.get("enabled_events")
    if not isinstance(events, list) or not events:
        raise ParamError("Missing required param: enabled_events.", "enabled_events", "parameter_missing")
    version = check_version(ask.text("api_version")) if ask.has("api_version") else None
    more: dict[str, Any] = {"description": ask.text("description"), "metadata": ask.metadata()}
    endpoint = deliveries.new_endpoint(world, url, events, api_version=version, **more)
    return {**endpoint, "secret": endpoint["_secret"]}


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, "webhook_endpoint", URL)


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get("webhook_endpoint", id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    endpoint = world.get("webhook_endpoint", id)
    changes: dict[str, Any] = {name: ask.text(name) for name in ("url", "description") if ask.has(name)}
    if ask.has("enabled_events"):
        changes["enabled_events"] = ask.get("enabled_events")
    if ask.has("disabled"):
        changes["status"] = "disabled" if ask.flag("disabled") else "enabled"
    if ask.has("metadata"):
        changes["metadata"] = ask.metadata(endpoint["metadata"])
    world.change(endpoint, **changes)
    return endpoint


@route("DELETE", URL + "/{id}")
def delete(world: World, ask: Ask, id: str) -> Thing:
    world.get("webhook_endpoint", id)
    deliveries.drop(world, [one["id"] for one in world.where("_delivery", endpoint=id)])
    world.store.remove("webhook_endpoint", id)
    return {"id": id, "object": "webhook_endpoint", "deleted": True}


@route("GET", "/v1/events")
def list_events(world: World, ask: Ask) -> Thing:
    things = world.store.all("event")
    kinds = ask.get("types") or ([ask.text("type")] if ask.has("type") else None)
    if kinds:
        things = [one for one in things if any(fnmatch.fnmatch(one["type"], kind) for kind in kinds)]
    return page(world, ask, "event", "/v1/events", things=things)


@route("GET", "/v1/events/{id}")
def retrieve_event(world: World, ask: Ask, id: str) -> Thing:
    return world.get("event", id)
