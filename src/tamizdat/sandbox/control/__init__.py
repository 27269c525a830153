"""What the control API can do. Documented in docs/operating/sandbox.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tamizdat.sandbox.postman import Postman
from tamizdat.sandbox.refusals import ParamError
from tamizdat.sandbox.store import Thing
from tamizdat.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Wish:
    """What a script asks of the sandbox."""

    world: World
    postman: Postman
    said: dict[str, Any]

    def text(self, name: str, default: str | None = None) -> str | None:
        value = self.said.get(name, default)
        if value is not None and not isinstance(value, str):
            raise ParamError(f"{name} must be a string.", name)
        return value

    def needs(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ParamError(f"Missing: {name}.", name, "parameter_missing")
        return value

    def whole(self, name: str, default: int | None = None) -> int | None:
        value = self.said.get(name, default)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise ParamError(f"{name} must be a whole number.", name)
        return value

    def names(self, name: str) -> list[str] | None:
        """A list of strings, or one string."""
        value = self.said.get(name)
        return [value] if isinstance(value, str) else value

    def charge(self) -> Thing:
        """The charge that is named itself or by its payment intent."""
        name = self.text("charge")
        if name is None:
            intent = self.world.get("payment_intent", self.needs("payment_intent"), "payment_intent")
            name = intent["latest_charge"]
        return self.world.get("charge", name, "charge")


@dataclass(frozen=True, slots=True)
class Control:
    """One path, and whether it waits without holding the sandbox."""

    deed: Callable[[Wish], Any]
    waits: bool


CONTROLS: dict[tuple[str, str], Control] = {}


def control(method: str, path: str, *, waits: bool = False) -> Callable[[Callable[[Wish], Any]], Callable[[Wish], Any]]:
    def keep(deed: Callable[[Wish], Any]) -> Callable[[Wish], Any]:
        CONTROLS[(method, f"/_control{path}")] = Control(deed, waits)
        return deed

    return keep
