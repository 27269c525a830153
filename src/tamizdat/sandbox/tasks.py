"""What happens by itself when the sandbox's clock comes to a moment."""

from __future__ import annotations

from collections.abc import Callable

from tamizdat.sandbox.store import Thing
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


def forget(world: World, what: str, about: str) -> None:
    world.store.remove("_task", f"{what}:{about}")


def next_task(world: World, until: int) -> Thing | None:
    due = [task for task in world.store.all("_task") if task["due"] <= until]
    return min(due, key=lambda task: task["due"], default=None)


def run_due(world: World, until: int) -> int:
    """Everything up to this moment, in the order of its moments, each at its own moment."""
    done = 0
    while (task := next_task(world, until)) is not None:
        world.store.remove("_task", task["id"])
        with world.at(task["due"]):
            DEEDS[task["what"]](world, task["about"])
        done += 1
    return done


def advance(world: World, seconds: int) -> int:
    """The clock moves on, and everything on the way happens."""
    target = world.now + seconds
    done = run_due(world, target)
    world.move_clock(target)
    return done
