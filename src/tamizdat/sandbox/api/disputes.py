"""``/v1/disputes``"""

from __future__ import annotations

from tamizdat.sandbox import disputes
from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.paging import page
from tamizdat.sandbox.router import route
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

URL = "/v1/disputes"


@route("GET", URL)
def list_(world: World, ask: Ask) -> Thing:
    return page(world, ask, "dispute", URL, "charge", "payment_intent")


@route("GET", URL + "/{id}")
def retrieve(world: World, ask: Ask, id: str) -> Thing:
    return world.get("dispute", id)


@route("POST", URL + "/{id}")
def update(world: World, ask: Ask, id: str) -> Thing:
    made = world.get("dispute", id)
    if ask.has("metadata"):
        world.change(made, "charge.dispute.updated", metadata=ask.metadata(made["metadata"]))
    if ask.has("evidence") or ask.flag("submit"):
        submits = ask.flag("submit", bool(ask.has("evidence")))
        disputes.submit_evidence(world, made, ask.get("evidence") or {}, submits)
    return made


@route("POST", URL + "/{id}/close")
def close(world: World, ask: Ask, id: str) -> Thing:
    return disputes.accept(world, world.get("dispute", id))
