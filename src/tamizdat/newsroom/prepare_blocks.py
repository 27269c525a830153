"""The body of an incoming article: only blocks of docs/formats/facts-v1.md, and only clean ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tamizdat.newsroom.body import sensitive
from tamizdat.newsroom.clean import clean_block, clean_inline, clean_lines, clean_text

Block = dict[str, Any]
Warn = Callable[[str], None]
ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def prepare_blocks(blocks: Iterable[Mapping[str, Any]], warn: Warn) -> Iterator[Block]:
    """Clean each block; what is left empty goes."""
    for block in blocks:
        kind = str(block.get("type", ""))
        clean = CLEANERS.get(kind)
        if clean is None:
            warn(f"A part of the kind {kind[:40]!r} is left out: there is no such kind.")
            continue
        cleaned = clean(block)
        if cleaned is not None:
            yield {"type": kind, **cleaned}


def _text(block: Mapping[str, Any]) -> Block | None:
    html = clean_block(block.get("html"))
    return {"html": html} if html else None


def _heading(block: Mapping[str, Any]) -> Block | None:
    text = clean_text(block.get("text"))
    level = block.get("level")
    return {"level": level if level in (2, 3, 4) else 2, "text": text} if text else None


def _figure(block: Mapping[str, Any]) -> Block | None:
    if not block.get("picture"):
        return None
    return {
        "picture": str(block["picture"]),
        "alt": clean_text(block.get("alt")),
        "caption": clean_inline(block.get("caption")),
        **sensitive(block.get("sensitive")),
    }


def _gallery(block: Mapping[str, Any]) -> Block | None:
    pictures = [figure for one in block.get("pictures") or () if (figure := _figure(one))]
    return {"pictures": pictures} if pictures else None


def _quote(block: Mapping[str, Any]) -> Block | None:
    html = clean_block(block.get("html"))
    return {"html": html, "cite": clean_text(block.get("cite"))} if html else None


def _embed(block: Mapping[str, Any]) -> Block | None:
    address = clean_text(block.get("address"))
    if not ADDRESS.match(address):
        return None
    return {
        "address": address,
        "provider": clean_text(block.get("provider")),
        "title": clean_text(block.get("title")),
    }


def _table(block: Mapping[str, Any]) -> Block | None:
    rows = [[clean_inline(cell) for cell in row] for row in block.get("rows") or ()]
    if not any(cell for row in rows for cell in row):
        return None
    return {"caption": clean_text(block.get("caption")), "header": bool(block.get("header")), "rows": rows}


def _related(block: Mapping[str, Any]) -> Block | None:
    articles = [str(one) for one in block.get("articles") or ()]
    return {"articles": articles} if articles else None


def _code(block: Mapping[str, Any]) -> Block | None:
    text = clean_lines(block.get("text"))
    return {"text": text} if text.strip() else None


CLEANERS: dict[str, Callable[[Mapping[str, Any]], Block | None]] = {
    "text": _text,
    "heading": _heading,
    "figure": _figure,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "table": _table,
    "related": _related,
    "code": _code,
    "rule": lambda block: {},
}
