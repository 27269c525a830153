"""Lists: the newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.refusals import MissingError, ParamError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World, listed

COMPARE = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def page(world: World, ask: Ask, kind: str, url: str, *filters: str, things: Iterable[Thing] | None = None) -> Thing:
    """One page of all objects of a kind, with these parameters as filters."""
    found = list(world.store.all(kind) if things is None else things)
    for name in filters:
        wanted = ask.get(name)
        if wanted is not None:
            found = [one for one in found if _is(one.get(name), wanted)]
    found = _in_time(ask, found)
    return page_of(ask, found[::-1], kind, url)


def _is(value: Any, wanted: Any) -> bool:
    return value == wanted or (isinstance(value, bool) and str(value).lower() == wanted)


def _in_time(ask: Ask, things: list[Thing]) -> list[Thing]:
    for name in ("created", "available_on", "arrival_date"):
        bound = ask.get(name)
        if isinstance(bound, str):
            things = [one for one in things if one.get(name) == ask.whole(name)]
        elif isinstance(bound, dict):
            for how in bound:
                if how not in COMPARE:
                    raise ParamError(
                        f"Received unknown parameter: {name}[{how}]", f"{name}[{how}]", "parameter_unknown"
                    )
                things = [one for one in things if COMPARE[how](one[name], ask.whole(f"{name}.{how}"))]
    return things


def page_of(ask: Ask, things: list[Thing], kind: str, url: str) -> Thing:
    """One page of things that are already in order."""
    limit = ask.whole("limit", 10) or 0
    if not 1 <= limit <= 100:
        raise ParamError("Limit must be between 1 and 100.", "limit")
    after, before = ask.text("starting_after"), ask.text("ending_before")
    if before:
        ahead = things[: _place(things, before, kind, "ending_before")]
        rest, things = len(ahead) > limit, ahead[-limit:]
    else:
        start = _place(things, after, kind, "starting_after") + 1 if after else 0
        rest, things = len(things) - start > limit, things[start : start + limit]
    return {**listed(things, url), "has_more": rest}


def _place(things: list[Thing], name: str, kind: str, param: str) -> int:
    for place, one in enumerate(things):
        if one["id"] == name:
            return place
    raise MissingError(kind, name, param)
