"""Which function answers which path."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tamizdat.sandbox.ask import Ask
from tamizdat.sandbox.world import World

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One path of the API, and the function that answers it."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    is_public: bool
    """Whether a publishable key may ask."""


ROUTES: list[Route] = []


def route(method: str, path: str, *, public: bool = False) -> Callable[[Handler], Handler]:
    """``@route("POST", "/v1/refunds/{id}")``."""
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")

    def keep(handler: Handler) -> Handler:
        ROUTES.append(Route(method, pattern, handler, public))
        return handler

    return keep


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for one in ROUTES:
        if one.method == method and (found := one.pattern.match(path)):
            return one, found.groupdict()
    return None


def answer(world: World, found: tuple[Route, dict[str, str]], ask: Ask) -> Any:
    route_, names = found
    return route_.handler(world, ask, **names)
