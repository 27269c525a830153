"""What the elements of HTML mean for an article, and what of their attributes is kept."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.intake.html.embeds import web_address

MARKS = {
    "strong": "strong", "b": "b", "em": "em", "i": "i", "cite": "em", "dfn": "em", "var": "em", "s": "s", "strike": "s",
    "del": "s", "sub": "sub", "sup": "sup", "code": "code", "kbd": "code", "samp": "code", "tt": "code", "bdi": "bdi",
    "bdo": "bdi",
}  # fmt: skip
PASSING = {
    "span",
    "u",
    "ins",
    "mark",
    "small",
    "big",
    "font",
    "abbr",
    "acronym",
    "time",
    "label",
    "q",
    "ruby",
    "rb",
    "rt",
}
DROPPED = {
    "style", "template", "svg", "math", "canvas", "input", "select", "textarea", "button", "map", "title",
    "meta", "link", "base", "nav", "param", "track", "source", "area", "noframes", "frameset", "dialog", "rp",
    "progress", "meter", "datalist", "xml", "xmp", "plaintext", "col", "colgroup",
}  # fmt: skip
STRONG_LINES = {"dt", "summary", "legend"}
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
GALLERY = re.compile(r"(?:^|\s)(?:wp-block-gallery|blocks-gallery-grid|kg-gallery-card|tiled-gallery|gallery|"
                     r"wp-block-jetpack-(?:tiled-gallery|slideshow))(?:\s|$)")  # fmt: skip
CAPTIONED = re.compile(r"(?:^|\s)(?:wp-caption|kg-image-card|kg-embed-card|kg-bookmark-card|wp-block-embed)(?:\s|$)")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
SINGLE = {"br", "wbr", "img", "amp-img", "hr", "script", "picture", "noscript", "html", "head", "body"}


def link_address(href: str | None, base: str) -> str:
    """Where a link leads; empty for scripts, anchors of the old page and what cannot be resolved."""
    href = (href or "").strip()
    if re.fullmatch(r"(?:mailto|tel):[^\s\"'<>`\\]{1,500}|article:[a-z2-7]{13}", href, re.I):
        return href
    return web_address(href, base) if href and not href.startswith("#") else ""


def language_of(element: etree._Element) -> str:
    """``lang`` and ``dir`` as attributes."""
    lang, direction = element.get("lang") or "", (element.get("dir") or "").lower()
    lang = f' lang="{lang}"' if LANGUAGE.fullmatch(lang) else ""
    return lang + (f' dir="{direction}"' if direction in ("ltr", "rtl", "auto") else "")
