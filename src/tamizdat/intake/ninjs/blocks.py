"""The blocks that this system writes into its export: taken when they have the right shape, and cleaned."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tamizdat.newsroom.clean import clean_block, clean_inline, clean_lines, clean_text
from tamizdat.newsroom.incoming import Block, IncomingPicture

Value = Mapping[str, Any]


def read_blocks(told: str) -> tuple[Block, ...]:
    """The blocks; none when it is not a list of blocks, so that the HTML beside it serves."""
    try:
        values = json.loads(told)
    except (ValueError, RecursionError):
        return ()
    found = [_block(one) for one in values if isinstance(one, Mapping)] if isinstance(values, list) else []
    return tuple(one for one in found if one)


def pictures_of(blocks: tuple[Block, ...]) -> tuple[IncomingPicture, ...]:
    """The pictures that blocks show, each once."""
    shown = [one for block in blocks for one in (block.get("pictures") or ([block] if "picture" in block else []))]
    return tuple({one["picture"]: IncomingPicture(one["picture"], alt=one["alt"]) for one in shown}.values())


def _block(value: Value) -> dict[str, Any] | None:
    make = SHAPES.get(str(value.get("type")))
    shaped = make(value) if make else None
    return {"type": value["type"], **shaped} if shaped is not None else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _heading(value: Value) -> dict[str, Any] | None:
    level = value.get("level")
    return {"level": level if level in (2, 3, 4) else 2, "text": clean_text(value.get("text"))}


def _figure(value: Value) -> dict[str, Any] | None:
    picture = value.get("picture")
    if not isinstance(picture, str) or not picture:
        return None
    caption = clean_inline(value.get("caption"))
    return {"picture": clean_text(picture), "alt": clean_text(value.get("alt")), "caption": caption}


def _gallery(value: Value) -> dict[str, Any] | None:
    shown = [_figure(one) for one in _list(value.get("pictures")) if isinstance(one, Mapping)]
    return {"pictures": [one for one in shown if one]} if any(shown) else None


def _table(value: Value) -> dict[str, Any] | None:
    rows = [[clean_inline(cell) for cell in row] for row in _list(value.get("rows")) if isinstance(row, list)]
    return {"caption": clean_text(value.get("caption")), "header": value.get("header") is True, "rows": rows}


def _embed(value: Value) -> dict[str, Any] | None:
    words = {name: clean_text(value.get(name)) for name in ("address", "provider", "title")}
    return words if words["address"].startswith(("http://", "https://")) else None


SHAPES: dict[str, Callable[[Value], dict[str, Any] | None]] = {
    "text": lambda value: {"html": clean_block(value.get("html"))},
    "heading": _heading,
    "figure": _figure,
    "gallery": _gallery,
    "quote": lambda value: {"html": clean_block(value.get("html")), "cite": clean_text(value.get("cite"))},
    "embed": _embed,
    "table": _table,
    "related": lambda value: {"articles": [one for one in _list(value.get("articles")) if isinstance(one, str)]},
    "code": lambda value: {"text": clean_lines(value.get("text"))},
    "rule": lambda value: {},
}
