"""Text that is safe to stand in a page. What is not marked safe is escaped by the templates themselves."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:

    class Markup(str):
        """HTML that may be printed as it is."""

        __slots__ = ()
else:
    from minijinja import Markup

__all__ = ["NOTHING", "Markup", "fill", "plain", "text", "trim"]

NOTHING = Markup("")


def text(words: object) -> Markup:
    """Plain text as HTML, in a page or in an attribute."""
    return Markup(escape(str(words))) if words else NOTHING


def plain(html: str) -> str:
    """The words of clean html."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def trim(words: str, most: int) -> str:
    """At most this many bytes of UTF-8, cut after a word where there is one, with … in place of the rest."""
    data = words.encode()
    if len(data) <= most:
        return words
    short = data[: max(most - 3, 0)].decode(errors="ignore")
    head, space, _ = short.rpartition(" ")
    if space and len(head) > len(short) // 2:
        short = head
    return short.rstrip(" ,;:—–-·") + "…"


def fill(words: Markup, **values: object) -> Markup:
    """``Page {n} of {total}`` with its numbers; a word that forgot one is left as it is."""
    for name, value in values.items():
        words = Markup(words.replace("{" + name + "}", str(value)))
    return words
