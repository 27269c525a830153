"""Form-encoded nested parameters: ``items[0][price]=…`` becomes ``{"items": [{"price": …}]}``."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from tamizdat.sandbox.refusals import ParamError

PART = re.compile(r"\[([^\]]*)\]")
DEEPEST = 8


def read_form(text: str) -> dict[str, Any]:
    """Every parameter, nested as its name says."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _put(tree, _path(name), value)
    return {key: _lists(value) for key, value in tree.items()}


def _path(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    path = [head, *PART.findall(bracket + rest)]
    if len(path) > DEEPEST or not head:
        raise ParamError(f"Invalid parameter name: {name}", name)
    return path


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        below = tree.setdefault(_key(tree, part), {})
        if not isinstance(below, dict):
            raise ParamError(f"Invalid hash: {part}", path[0])
        tree = below
    tree[_key(tree, path[-1])] = value


def _key(tree: dict[str, Any], part: str) -> str:
    return part if part else str(len(tree))


def _lists(value: Any) -> Any:
    """A hash whose keys are 0, 1, 2 … is a list."""
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(below) for key, below in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
