"""HTML of any origin as a tree: no network, no entities of its own, no depth or size that could hurt."""

from __future__ import annotations

import re

from lxml import etree

from tamizdat.shell.errors import RefusedError

LARGEST = 8_000_000
"""Characters of one item's HTML. The longest real articles are a hundredth of it."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WRAPPERS = re.compile(
    r"</?(?:div|span|font|center|section|article|main|header|footer|aside|form|fieldset|small|big|u|ins)\b[^<>]*>", re.I
)
ALL_BUT_PARAGRAPHS = re.compile(r"<(?!/?(?:p|br|img|h[1-6])\b)/?[a-zA-Z!][^<>]*>")
SCRIPTS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.I | re.S)

_parser = etree.HTMLParser(
    encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
)


def parse_html(html: str) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The tree (None when there is nothing in it) and what an editor should know about it."""
    if len(html) > LARGEST:
        raise RefusedError(f"The text has {len(html):,} characters; more than {LARGEST:,} is not an article.")
    html = UNPRINTABLE.sub("", html)
    root, is_whole = _parse(html)
    if is_whole:
        return root, ()
    flat = WRAPPERS.sub("", html)
    root, is_whole = _parse(flat)
    if is_whole:
        return root, ("Its markup was nested too deeply; wrappers were taken off.",)
    root, _ = _parse(ALL_BUT_PARAGRAPHS.sub(" ", SCRIPTS.sub(" ", flat)))
    return root, ("Its markup was nested too deeply; only paragraphs, headings and pictures were kept.",)


def _parse(html: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether all of it could be read: the parser stops silently at 256 levels."""
    if not html.strip():
        return None, True
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser=_parser)
    except etree.XMLSyntaxError as error:
        return None, "Document is empty" in str(error)
    log = _parser.error_log
    return root, not any("depth" in entry.message or "huge" in entry.message.lower() for entry in log)
