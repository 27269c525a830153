"""The body of an article, between two shapes: what editors build (raw StreamField) and what is published (blocks).

``public_id_of`` and ``key_of`` join the newsroom's primary keys, which never leave it, with public ids.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from tamizdat.newsroom.clean import clean_block, clean_inline, clean_lines, clean_text

Raw = list[dict[str, Any]]
Block = dict[str, Any]

PAGE_LINK = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"[^>]*>')
WHOLE_PAGE_LINK = re.compile(r'(<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"[^>]*>)(.*?)</a>', re.DOTALL)
OTHER_LINK = re.compile(r'<a\b(?=[^>]*\blinktype="(?!page"))[^>]*>')
EMBED = re.compile(r"<embed\b[^>]*/?>(?:</embed>)?")
ARTICLE_LINK = re.compile(r'<a href="article:([a-z2-7]{13})">')


@dataclass(frozen=True, slots=True)
class ToPublic:
    """Primary keys → public ids. A key that is not public gives None, and what it names is left out."""

    picture: Callable[[int], str | None]
    article: Callable[[int], str | None]
    alt: Callable[[int], str]
    """The alternative text that a picture itself carries."""


@dataclass(frozen=True, slots=True)
class ToNewsroom:
    """Public ids → primary keys."""

    picture: Callable[[str], int | None]
    article: Callable[[str], int | None]


def publish_html(html: object, to: ToPublic) -> str:
    """Links to pages of the newsroom become links to articles; embeds and links to files go.

    Of a link to what readers may not know only its words stay: an empty anchor would tell that there is something.
    """

    def bare(found: re.Match[str]) -> str:
        return found[0] if to.article(int(found[2])) else found[3]

    def link(found: re.Match[str]) -> str:
        public_id = to.article(int(found[1]))
        return f'<a href="article:{public_id}">' if public_id else "<a>"

    text = str(html or "")
    if "linktype" in text or "<embed" in text:
        text = WHOLE_PAGE_LINK.sub(bare, text)
        text = EMBED.sub("", OTHER_LINK.sub("<a>", PAGE_LINK.sub(link, text)))
    return text


def newsroom_html(html: str, to: ToNewsroom) -> str:
    """Links to articles become links to pages of the newsroom, as its editor keeps them; others wait as they are."""

    def link(found: re.Match[str]) -> str:
        key = to.article(found[1])
        return f'<a id="{key}" linktype="page">' if key else found[0]

    return ARTICLE_LINK.sub(link, html) if "article:" in html else html


def body_to_blocks(raw: Iterable[Mapping[str, Any]], to: ToPublic) -> list[Block]:
    """What editors built, as it is published."""
    blocks: list[Block] = []
    for one in raw:
        make = TO_BLOCK.get(one["type"])
        block = make(one["value"], to) if make else None
        if block is not None:
            blocks.append(block)
    return blocks


def _items(values: Iterable[Any]) -> list[Any]:
    """The values of a raw list block, with or without Wagtail's wrapping."""
    return [one["value"] if isinstance(one, Mapping) and one.get("type") == "item" else one for one in values or ()]


def _text(value: Any, to: ToPublic) -> Block | None:
    html = clean_block(publish_html(value, to))
    return {"type": "text", "html": html} if html else None


def _heading(value: Any, to: ToPublic) -> Block:
    return {"type": "heading", "level": int(value.get("level") or 2), "text": clean_text(value["text"])}


def _figure(value: Any, to: ToPublic) -> Block | None:
    shown = _shown(value, to)
    return {"type": "figure", **shown} if shown else None


def _shown(value: Any, to: ToPublic) -> Block | None:
    public_id = to.picture(int(value["picture"])) if value.get("picture") else None
    if public_id is None:
        return None
    alt = clean_text(value.get("alt")) or clean_text(to.alt(int(value["picture"])))
    return {"picture": public_id, "alt": alt, "caption": clean_inline(publish_html(value.get("caption"), to))}


def _gallery(value: Any, to: ToPublic) -> Block | None:
    pictures = [shown for one in _items(value) if (shown := _shown(one, to))]
    return {"type": "gallery", "pictures": pictures} if pictures else None


def _quote(value: Any, to: ToPublic) -> Block:
    return {
        "type": "quote",
        "html": clean_block(publish_html(value["text"], to)),
        "cite": clean_text(value.get("cite")),
    }


def _embed(value: Any, to: ToPublic) -> Block | None:
    address = clean_text(value["address"])
    if not re.match(r"https?://[^\s/]", address, re.IGNORECASE):
        return None
    return {
        "type": "embed",
        "address": address,
        "provider": clean_text(value.get("provider")),
        "title": clean_text(value.get("title")),
        **({"poster": poster} if (poster := _shown({**value, "caption": ""}, to)) else {}),
    }


def _table(value: Any, to: ToPublic) -> Block | None:
    rows = [[clean_inline(publish_html(cell, to)) for cell in _items(row)] for row in _items(value["rows"])]
    if not rows:
        return None
    return {
        "type": "table",
        "caption": clean_text(value.get("caption")),
        "header": bool(value.get("header")),
        "rows": rows,
    }


def _related(value: Any, to: ToPublic) -> Block | None:
    articles = [public_id for one in _items(value) if one and (public_id := to.article(int(one)))]
    return {"type": "related", "articles": articles} if articles else None


def _code(value: Any, to: ToPublic) -> Block:
    return {"type": "code", "text": clean_lines(value)}


TO_BLOCK: dict[str, Callable[[Any, ToPublic], Block | None]] = {
    "text": _text,
    "heading": _heading,
    "figure": _figure,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "table": _table,
    "related": _related,
    "code": _code,
    "rule": lambda value, to: {"type": "rule"},
}


def blocks_to_body(blocks: Iterable[Mapping[str, Any]], to: ToNewsroom) -> Raw:
    """What is published, as editors change it. Blocks must be clean already."""
    raw: Raw = []
    for block in blocks:
        kind = block["type"]
        if kind == "missing_picture":
            raw.append(_wrap(kind, {key: block[key] for key in ("key", "alt", "caption")}))
        else:
            raw.append(_wrap(kind, TO_RAW[kind](block, to)))
    return raw


def _wrap(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _list(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [_wrap("item", value) for value in values]


def _raw_shown(shown: Mapping[str, Any], to: ToNewsroom) -> dict[str, Any]:
    return {
        "picture": to.picture(shown["picture"]),
        "alt": shown["alt"],
        "caption": newsroom_html(shown["caption"], to),
    }


TO_RAW: dict[str, Callable[[Mapping[str, Any], ToNewsroom], Any]] = {
    "text": lambda block, to: newsroom_html(block["html"], to),
    "heading": lambda block, to: {"level": str(block["level"]), "text": block["text"]},
    "figure": _raw_shown,
    "gallery": lambda block, to: _list(_raw_shown(one, to) for one in block["pictures"]),
    "quote": lambda block, to: {"text": newsroom_html(block["html"], to), "cite": block["cite"]},
    "embed": lambda block, to: {
        **{key: block[key] for key in ("address", "provider", "title")},
        **(
            {"picture": to.picture(block["poster"]["picture"]), "alt": block["poster"]["alt"]}
            if "poster" in block
            else {}
        ),
    },
    "table": lambda block, to: {
        "caption": block["caption"],
        "header": block["header"],
        "rows": _list(_list(newsroom_html(cell, to) for cell in row) for row in block["rows"]),
    },
    "related": lambda block, to: _list(key for one in block["articles"] if (key := to.article(one))),
    "code": lambda block, to: block["text"],
    "rule": lambda block, to: None,
}


def plain_text(html: str) -> str:
    """The words of clean html."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br>|</p>|</li>", "\n", html))).strip()
