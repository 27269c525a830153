"""Blocks as plain HTML, for other systems to read. The public pages are made elsewhere, by the press."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

Block = Mapping[str, Any]
Address = Callable[[str], str]


def blocks_to_html(blocks: Iterable[Block], address_of: Address) -> str:
    """One element a block; ``address_of`` gives the file of a picture."""
    return "\n".join(html for block in blocks if (html := WRITERS[block["type"]](block, address_of)))


def _figure(shown: Block, address_of: Address) -> str:
    caption = f"<figcaption>{shown['caption']}</figcaption>" if shown["caption"] else ""
    return f'<figure><img src="{escape(address_of(shown["picture"]))}" alt="{escape(shown["alt"])}">{caption}</figure>'


def _gallery(block: Block, address_of: Address) -> str:
    figures = "".join(_figure(one, address_of) for one in block["pictures"])
    return f'<figure class="wp-block-gallery">{figures}</figure>'


def _quote(block: Block, _: Address) -> str:
    cite = f"<cite>{escape(block['cite'])}</cite>" if block["cite"] else ""
    return f"<blockquote>{block['html']}{cite}</blockquote>"


def _embed(block: Block, _: Address) -> str:
    words = block["title"] or block["provider"] or block["address"]
    return f'<p><a href="{escape(block["address"])}">{escape(words)}</a></p>'


def _table(block: Block, _: Address) -> str:
    rows = [
        "".join(f"<th>{cell}</th>" if block["header"] and not number else f"<td>{cell}</td>" for cell in row)
        for number, row in enumerate(block["rows"])
    ]
    caption = f"<caption>{escape(block['caption'])}</caption>" if block["caption"] else ""
    return f"<table>{caption}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


WRITERS: dict[str, Callable[[Block, Address], str]] = {
    "text": lambda block, _: block["html"],
    "heading": lambda block, _: f"<h{block['level']}>{escape(block['text'])}</h{block['level']}>",
    "figure": _figure,
    "gallery": _gallery,
    "quote": _quote,
    "embed": _embed,
    "table": _table,
    "related": lambda block, _: "",
    "code": lambda block, _: f"<pre><code>{escape(block['text'])}</code></pre>",
    "rule": lambda block, _: "<hr>",
}
