"""Text as it is typed on a phone: paragraphs, ``**bold**``, ``[words](https://…)`` and bare addresses."""

from __future__ import annotations

import re
from html import escape, unescape

from tamizdat.newsroom.clean import clean_block

BOLD = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]\[]+)\]\((https?://[^\s()]+)\)|(?<![\w\"'=(/])(https?://[^\s<>\"]+[^\s<>\".,;:!?)\]»”])")
GAP = re.compile(r"\n\s*\n")


def typed_html(text: str) -> str:
    """Clean block html."""
    paragraphs = (one.strip() for one in GAP.split(text.replace("\r", "")))
    return clean_block("".join(f"<p>{_inline(one)}</p>" for one in paragraphs if one))


def _inline(text: str) -> str:
    """Links are found in what was typed, before anything is escaped: ``<https://…>`` ends where it was closed."""
    parts, done = [], 0
    for found in LINK.finditer(text):
        parts += [escape(text[done : found.start()], quote=False), _link(found)]
        done = found.end()
    html = "".join(parts) + escape(text[done:], quote=False)
    return BOLD.sub(r"<strong>\1</strong>", html).replace("\n", "<br>")


def _link(found: re.Match[str]) -> str:
    address = found[2] or found[3]
    return f'<a href="{escape(address)}">{escape(found[1] or address, quote=False)}</a>'


def untyped(html: str) -> str:
    """Typed text from the html that it became: what a restored newsroom shows its editors."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', _typed_link, html)
    text = re.sub(r"</?strong>", "**", text).replace("<br>", "\n").replace("</p><p>", "\n\n")
    return unescape(re.sub(r"<[^>]*>", "", text)).strip()


def _typed_link(found: re.Match[str]) -> str:
    return found[1] if found[1] == found[2] else f"[{found[2]}]({found[1]})"
