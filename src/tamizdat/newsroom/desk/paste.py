"""What came in by pasting, tidied when it is saved: no empty paragraphs, no stray spaces, no counted links.

The browser has done most of it by then (``static/desk/paste.js``); without scripts this alone does it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from tamizdat.newsroom.desk.tracking import plain_address

EMPTY = re.compile(r"<(p|li|ul|ol)\b[^>]*>(?:\s|&nbsp;|\u200b|\ufeff|<br\s*/?>|</?(?:b|i|em|strong|span)>)*</\1>")
# No sign fits two of the ways above (``\s`` holds the no-break space): else one paragraph could keep us for hours.
LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
INVISIBLE = re.compile("[\u200b\ufeff\u00ad\u2060]")
SPACES = re.compile("(?:&nbsp;|[ \u00a0]){2,}")
AT_THE_EDGES = re.compile(r"(<(?:p|li)\b[^>]*>)(?:&nbsp;|[ \u00a0])+|(?:&nbsp;|[ \u00a0])+(?=</(?:p|li)>)")


def tidy_html(html: str) -> str:
    """Clean html of the editor; twice is the same as once."""
    html = SPACES.sub(" ", INVISIBLE.sub("", html))
    html = AT_THE_EDGES.sub(lambda found: found[1] or "", html)
    for _ in range(6):  # a list whose points are empty is empty too
        html, count = EMPTY.subn("", html)
        if not count:
            break
    return LINK.sub(lambda found: found[1] + _plain(found[2]) + found[3], html)


def _plain(address: str) -> str:
    seen = unescape(address)
    plain = plain_address(seen)
    return address if plain == seen else escape(plain)


def tidy_body(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A raw StreamField value; text that is nothing goes, with its block."""
    tidied = [{**one, "value": _value(one["type"], one["value"])} for one in raw]
    return [one for one in tidied if one["type"] != "text" or one["value"] or not _had_words(raw, one)]


def _had_words(raw: list[dict[str, Any]], one: Mapping[str, Any]) -> bool:
    """An empty block that an editor has just opened stays; one that held empty paragraphs alone goes."""
    before = next((each["value"] for each in raw if each.get("id") == one.get("id")), "")
    return len(re.findall(r"<p\b", str(before))) > 1


def _value(kind: str, value: Any) -> Any:
    if kind == "text":
        return tidy_html(value or "")
    if kind == "quote":
        return {**value, "text": tidy_html(value.get("text") or "")}
    if kind == "figure":
        return {**value, "caption": tidy_html(value.get("caption") or "")}
    if kind == "embed":
        return {**value, "address": plain_address(value.get("address") or "")}
    if kind == "gallery":
        return [{**one, "value": _value("figure", one["value"])} if "value" in one else one for one in value]
    if kind == "table":
        return {**value, "rows": [[tidy_html(cell) for cell in row] for row in value["rows"]]}
    return value
