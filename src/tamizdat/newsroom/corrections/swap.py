"""Other words in place of some, wherever a record has them: in plain text, in HTML, in the blocks of a body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

AROUND = 40
TAG = re.compile(r"(<[^>]*>)")
CUT = re.compile(r"^[^<>]{0,10}>|</?\w*$")
SPACE = r"(?:\s|&nbsp;|&#160;)+"
LEFT_ALONE = frozenset(("id", "type"))
"""Keys of a body's blocks that are no words."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Each of these words becomes that one. ``whole``: only where they stand as words of their own, also in links."""

    words: tuple[tuple[str, str], ...]
    whole: bool = False
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _new: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longest_first = sorted((old for old, _ in self.words), key=len, reverse=True)
        any_of = "|".join(f"(?P<w{n}>{_pattern_of(old)})" for n, old in enumerate(longest_first))
        bound = rf"(?<!\w)(?:{any_of})(?!\w)" if self.whole else any_of
        object.__setattr__(self, "_pattern", re.compile(bound))
        known = dict(self.words)
        object.__setattr__(self, "_new", {f"w{n}": known[old] for n, old in enumerate(longest_first)})

    def text(self, value: str) -> str:
        """The same text with the new words."""
        if not value or not self._pattern.search(value):
            return value
        if self.whole or "<" not in value:
            return self._pattern.sub(self._one, value)
        return "".join(one if one.startswith("<") else self._pattern.sub(self._one, one) for one in TAG.split(value))

    def value(self, value: Any) -> Any:
        """The same JSON with the new words in every text."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: one if key in LEFT_ALONE else self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list | tuple) else value

    def find(self, value: Any) -> Iterator[str]:
        """Each place with a few words around it."""
        if isinstance(value, str):
            plain = value if self.whole else TAG.sub(" ", value)
            for found in self._pattern.finditer(plain):
                yield _shown(plain[max(found.start() - AROUND, 0) : found.end() + AROUND])
        elif isinstance(value, Mapping):
            for key, one in value.items():
                if key not in LEFT_ALONE:
                    yield from self.find(one)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from self.find(one)

    def _one(self, found: re.Match[str]) -> str:
        return self._new[str(found.lastgroup)]


def _shown(html: str) -> str:
    """Without tags, whole ones and those that were cut through; a link's address stays if the name is in it."""
    return " ".join(unescape(CUT.sub(" ", TAG.sub(" ", html))).split()) or html


def _pattern_of(words: str) -> str:
    """As typed, or with the signs that HTML writes otherwise; any space is any other."""
    parts = []
    for one in words.split():
        forms = dict.fromkeys((one, escape(one), escape(one, quote=False), one.replace("'", "’")))
        parts.append("(?:" + "|".join(re.escape(form) for form in forms) + ")")
    return SPACE.join(parts)


ARTICLE_TEXTS = (
    "title", "headline_full", "standfirst", "dateline", "picture_alt", "picture_caption", "picture_sensitive",
    "licence", "chapters", "transcript", "source_name",
)  # fmt: skip


def swap_article(page: Any, swap: Swap) -> int:
    """Put the new words into an article that is not saved yet; gives how many places changed."""
    count = sum(1 for _ in find_in_article(page, swap))
    for name in ARTICLE_TEXTS:
        setattr(page, name, swap.text(getattr(page, name)))
    page.body = json.dumps(swap.value(list(page.body.raw_data)))
    return count


def find_in_article(page: Any, swap: Swap) -> Iterator[str]:
    """Each place in an article."""
    for name in ARTICLE_TEXTS:
        yield from swap.find(getattr(page, name))
    yield from swap.find(list(page.body.raw_data))
