"""What must never be printed: accounts of the newsroom. Only this stops an edition.

Facts are searched as a reader reads them: without markup, entities, invisible characters and look-alike forms; and as
they stand, for what hides in addresses. Words that are published bylines, or that editors wrote into the paper's own
pages (a listed contact), are allowed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from html import unescape
from unicodedata import is_normalized, normalize
from urllib.parse import unquote

from tamizdat.press.memory import Memory, read_state, write_state
from tamizdat.shell.errors import RefusedError

SEARCH = 2
"""Counts up when the search finds more than before, so that facts found clean once are searched again."""

DERIVED = ("card:", "newest:", "cards:", "pack:", "extent:", "months:", "translations:", "pages:")
"""Facts that the press makes of others, which are searched themselves."""

_tag = re.compile(r"<[^<>]*+>")
_space = re.compile(r"[^\S ]| {2,}")
# Soft hyphens, joiners, marks of direction, variation selectors, tags: nobody sees them.
_unseen = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)


class LeakError(RefusedError):
    """A fact holds what would tell who works here."""


def check_leaks(memory: Memory, private_words: Iterable[str]) -> None:
    """Search the facts that changed since the last clean search; all of them when the private words changed."""
    words = _watched(memory, private_words)
    known = hashlib.sha256(json.dumps([SEARCH, words]).encode()).hexdigest()
    after = int(read_state(memory, "leaks_after", "0")) if read_state(memory, "leaks_words") == known else 0
    last = after
    rows = memory.execute(
        "SELECT seen, name, value FROM fact WHERE seen > ? AND value IS NOT NULL ORDER BY seen", (after,)
    )
    for seen, name, value in rows:
        found = find_word(words, value) if words and not name.startswith(DERIVED) else None
        if found:
            raise LeakError(
                f"No edition was made: {name} holds {found!r}, the name or address of an account. "
                "Take it out of the text; or, if readers may know it, name it on the paper's own pages or as a byline."
            )
        last = seen
    write_state(memory, "leaks_words", known)
    write_state(memory, "leaks_after", str(last))


def find_word(words: Iterable[str], value: str) -> str | None:
    """Which of these words (each in its plain form) a fact holds, canonical JSON, however it is written there."""
    texts = readings(value)
    return next((word for word in words if any(_stands_in(word, text) for text in texts)), None)


def readings(value: str) -> set[str]:
    """A fact as it stands, with its addresses decoded; as a reader reads it; and with markup between words."""
    texts = "\n".join(_texts(json.loads(value)))
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


def _stands_in(word: str, text: str) -> bool:
    """As a whole word; most texts do not hold it at all, which is quickly seen."""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _texts(value: object) -> Iterable[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _watched(memory: Memory, private_words: Iterable[str]) -> list[str]:
    """The private words that readers may not know."""
    rows = memory.execute(
        "SELECT value FROM fact WHERE (name >= 'paper:' AND name < 'paper;' OR name >= 'byline:' AND name < 'byline;')"
        " AND value IS NOT NULL"
    )
    public = [text for (value,) in rows for text in readings(value)]
    words = {plain(word).strip() for word in private_words} - {""}
    return sorted(word for word in words if not any(_stands_in(word, text) for text in public))
