"""HTML that may become a fact: the elements of docs/formats/facts-v1.md and no others."""

from __future__ import annotations

import re
from unicodedata import normalize

import nh3

INLINE = {"a", "strong", "em", "b", "i", "s", "sub", "sup", "code", "br", "bdi", "span"}
BLOCK = INLINE | {"p", "ul", "ol", "li"}
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MARKUP = re.compile(r"<[a-zA-Z/!?]")


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}, "span": {"lang"}},
        tag_attribute_values={"span": {"dir": {"ltr", "rtl", "auto"}}},
        url_schemes={"http", "https", "mailto", "tel", "article"},
        link_rel=None,
        strip_comments=True,
    )


_block, _inline = _cleaner(BLOCK), _cleaner(INLINE)
_relative = re.compile(r'<a href="(?!https?:|mailto:|tel:|#|article:)[^"]*">', re.IGNORECASE)


def clean_text(text: object) -> str:
    """Plain text in NFC without control characters, on one line."""
    return " ".join(normalize("NFC", UNPRINTABLE.sub("", str(text or ""))).split())


def clean_lines(text: object) -> str:
    """Plain text that keeps its lines, such as code."""
    return normalize("NFC", UNPRINTABLE.sub("", str(text or "").replace("\r\n", "\n").replace("\r", "\n")))


def clean_block(html: object) -> str:
    """Paragraphs and lists."""
    return _clean(_block, html)


def clean_inline(html: object) -> str:
    """Words and links without paragraphs: a caption, a cell."""
    return _clean(_inline, html)


def _clean(cleaner: nh3.Cleaner, html: object) -> str:
    cleaned = cleaner.clean(normalize("NFC", UNPRINTABLE.sub("", str(html or "")))).strip()
    return _relative.sub("<a>", cleaned) if "<a " in cleaned else cleaned
