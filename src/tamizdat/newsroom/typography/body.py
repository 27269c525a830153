"""The body of an article as editors build it, set as its language sets it. Code and addresses are left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamizdat.newsroom.typography.set_type import set_html, set_text

HTML, TEXT = set_html, set_text
FIGURE = {"alt": TEXT, "caption": HTML, "sensitive": TEXT}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "heading": {"text": TEXT},
    "figure": FIGURE,
    "quote": {"text": HTML, "cite": TEXT},
    "embed": {"title": TEXT},
    "table": {"caption": TEXT},
}


def set_body(raw: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """A raw StreamField value, with its ids."""
    return [{**one, "value": _value(one["type"], one["value"], language)} for one in raw]


def _value(kind: str, value: Any, language: str) -> Any:
    if kind == "text":
        return set_html(value, language)
    if kind == "gallery":
        return [{**one, "value": _fields(one["value"], FIGURE, language)} if "value" in one else one for one in value]
    if kind == "table":
        rows = [[set_html(cell, language) for cell in row] for row in value["rows"]]
        return {**_fields(value, FIELDS[kind], language), "rows": rows}
    return _fields(value, FIELDS[kind], language) if kind in FIELDS else value


def _fields(value: Mapping[str, Any], fields: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: fields[name](one, language) if name in fields and one else one for name, one in value.items()}
