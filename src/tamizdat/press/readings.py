"""A fact as somebody reads it: without markup, entities, invisible characters and look-alike forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import unescape
from unicodedata import is_normalized, normalize
from urllib.parse import unquote

_tag = re.compile(r"<[^<>]*+>")
_space = re.compile(r"[^\S ]| {2,}")
# Soft hyphens, joiners, marks of direction, variation selectors, tags: nobody sees them.
_unseen = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def readings(value: str) -> set[str]:
    """A fact as it stands, with its addresses decoded; as a reader reads it; and with markup between words."""
    texts = "\n".join(texts_in(json.loads(value)))
    raw = unescape(unescape(texts))  # what was escaped twice is read by whoever unescapes twice
    shown = (unescape(_tag.sub("", texts)), unescape(_tag.sub(" ", texts))) if "<" in texts else ()
    return {plain(one) for one in {raw, unquote(raw), *shown}}


def plain(text: str) -> str:
    """A text without what cannot be seen, in one form and one case."""
    if not text.isascii():
        text = _one_form(_one_form(_unseen.sub("", text)).casefold())
    return _space.sub(" ", text.casefold())


def _one_form(text: str) -> str:
    return text if is_normalized("NFKC", text) else normalize("NFKC", text)


def stands_in(word: str, text: str) -> bool:
    """As a whole word; most texts do not hold it at all, which is quickly seen."""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def texts_in(value: object) -> Iterable[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
