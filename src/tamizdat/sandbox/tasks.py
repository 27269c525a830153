"""What happens by itself when the sandbox's clock comes to a moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from tamizdat.sandbox.world import World

Deed = Callable[[World, str], None]
DEEDS: dict[str, Deed] = {}


def deed(name: str) -> Callable[[Deed], Deed]:
    """``@deed("renew")``: what ``schedule(world, moment, "renew", id)`` does when the moment comes."""

    def keep(function: Deed) -> Deed:
        DEEDS[name] = function
        return function

    return keep


def schedule(world: World, moment: int, what: str, about: str) -> None:
    """One task for one deed and one object; a new moment replaces the old one."""
    name = f"{what}:{about}"
    world.store.put("_task", name, {"id": name, "object": "_task", "due": moment, "what": what, "about": about})
    if world.queue is not None:
        heapq.heappush(world.queue, (moment, len(world.queue) + 1_000_000_000, name))


def forget(world: World, what: str, about: str) -> None:
    world.store.remove("_task", f"{what}:{about}")


def run_due(world: World, until: int) -> int:
    """Everything up to this moment, in the order of its moments, each at its own moment."""
    due = [task for task in world.store.all("_task") if task["due"] <= until]
    if not due:
        return 0
    world.queue = [(task["due"], place, task["id"]) for place, task in enumerate(due)]
    heapq.heapify(world.queue)
    try:
        return _run(world, world.queue, until)
    finally:
        world.queue = None


def _run(world: World, queue: list[tuple[int, int, str]], until: int) -> int:
    done = 0
    while queue and queue[0][0] <= until:
        moment, _, name = heapq.heappop(queue)
        task = world.store.get("_task", name)
        if task is None or task["due"] != moment:
            continue  # forgotten, or planned anew
        world.store.remove("_task", name)
        with world.at(moment):
            DEEDS[task["what"]](world, task["about"])
        done += 1
    return done


def advance(world: World, seconds: int) -> int:
    """The clock moves on, and everything on the way happens."""
    target = world.now + seconds
    done = run_due(world, target)
    world.move_clock(target)
    return done
