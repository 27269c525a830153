"""One request, with its parameters read strictly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tamizdat.sandbox.refusals import ParamError

HARMLESS = ("expand", "use_stripe_sdk", "mandate_data", "client_secret", "radar_options")
"""What may be said to every path, and changes nothing here."""


@dataclass
class Ask:
    """What a client asks for."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    request_id: str = ""
    idempotency_key: str | None = None
    is_public: bool = False
    """Asked with a publishable key: a browser, which may see only what a client secret opens."""
    base: str = ""
    """The sandbox's own address, as the client spells it."""
    looked_at: set[str] = field(default_factory=lambda: set(HARMLESS))

    def get(self, path: str, default: Any = None) -> Any:
        """``ask.get("items.0.price")``: this and all below it counts as looked at."""
        self.looked_at.add(path)
        return self._find(path, default)

    def _find(self, path: str, default: Any = None) -> Any:
        value: Any = self.params
        for part in path.split("."):
            if isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            elif isinstance(value, dict) and part in value:
                value = value[part]
            else:
                return default
        return value

    def has(self, path: str) -> bool:
        return self._find(path) is not None

    def count(self, path: str) -> int:
        """How many rows a list has that somebody else reads."""
        rows = self._find(path)
        if not isinstance(rows, list) or not rows:
            raise ParamError(f"Missing required param: {path}.", path, "parameter_missing")
        return len(rows)

    def refuse_the_rest(self) -> None:
        """A parameter that nothing looked at is unknown, here or to the sandbox. It is refused, never passed over."""
        for path in _leaves(self.params, ""):
            parts = path.split(".")
            if not any(".".join(parts[: depth + 1]) in self.looked_at for depth in range(len(parts))):
                name = _bracketed(path)
                raise ParamError(f"Received unknown parameter: {name}", name, "parameter_unknown")

    def text(self, path: str, default: str | None = None) -> str | None:
        value = self.get(path)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            raise ParamError(f"Invalid string: {value}", _bracketed(path))
        return value

    def needs(self, path: str) -> str:
        value = self.text(path)
        if value is None:
            name = _bracketed(path)
            raise ParamError(f"Missing required param: {name}.", name, "parameter_missing")
        return value

    def whole(self, path: str, default: int | None = None) -> int | None:
        value = self.text(path)
        if value is None:
            return default
        if not (value.isascii() and value.removeprefix("-").isdigit()):
            raise ParamError(f"Invalid integer: {value}", _bracketed(path), "parameter_invalid_integer")
        return int(value)

    def flag(self, path: str, default: bool = False) -> bool:
        value = self.text(path)
        if value is None:
            return default
        if value not in ("true", "false"):
            raise ParamError(f"Invalid boolean: {value}", _bracketed(path))
        return value == "true"

    def choice(self, path: str, *known: str, default: str | None = None) -> str | None:
        value = self.text(path, default)
        if value is not None and value not in known:
            words = ", ".join(known)
            raise ParamError(f"Invalid {_bracketed(path)}: must be one of {words}", _bracketed(path))
        return value

    def metadata(self, before: dict[str, str] | None = None, path: str = "metadata") -> dict[str, str]:
        """What was there, with what is asked put over it; an empty value takes a key away."""
        given = self.get(path)
        if given == "":
            return {}
        both = {**(before or {}), **(given if isinstance(given, dict) else {})}
        if len(both) > 50:
            raise ParamError("You can have up to 50 metadata keys.", _bracketed(path))
        return {key: value for key, value in both.items() if value != ""}


def _bracketed(path: str) -> str:
    head, *rest = path.split(".")
    return head + "".join(f"[{part}]" for part in rest)


def _leaves(value: Any, path: str) -> list[str]:
    """The paths of all values that hold no others."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [leaf for key, below in inner for leaf in _leaves(below, f"{path}.{key}" if path else str(key))]
    return found if found or not path else [path]
