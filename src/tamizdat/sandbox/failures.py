"""What a test asked to go wrong with the next requests."""

from __future__ import annotations

import fnmatch

from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World

MODES = ("500", "503", "429", "lost", "slow")
"""500: kept by the Idempotency-Key. 503, 429: nothing was done, nothing is kept. lost: done, but the answer is cut
off. slow: done after so many seconds."""


def add_failure(world: World, mode: str, count: int, path: str, method: str | None, milliseconds: int) -> Thing:
    failure: Thing = {
        "id": world.id("fail"),
        "object": "_failure",
        "mode": mode,
        "left": count,
        "path": path,
        "method": method,
        "milliseconds": milliseconds,
    }
    world.save(failure)
    return failure


def take_failure(world: World, method: str, path: str) -> Thing | None:
    """The failure for this request, if one is waiting for it."""
    for failure in world.store.all("_failure"):
        if failure["left"] < 1 or (failure["method"] and failure["method"] != method):
            continue
        if fnmatch.fnmatch(path, failure["path"]):
            failure["left"] -= 1
            world.save(failure)
            return failure
    return None
