"""Other words in place of some, wherever a record has them: in plain text, in HTML, in the blocks of a body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

from tamizdat.newsroom.corrections.seen import ADDRESS, INLINE, PATH, TAG, Seen, glance, see, see_address
from tamizdat.newsroom.corrections.spellings import Spelling, matches, spelling_of
from tamizdat.newsroom.slugs import make_slug

AROUND = 40
CUT = re.compile(r"^[^<>]{0,10}>|</?\w*$")
EMPTIED = re.compile(rf"<({'|'.join(sorted(INLINE))})(?:\s[^<>]*)?></\1>")
ATTRIBUTE = re.compile(r"(?P<name>[\w-]+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
NO_WORDS = frozenset(("id", "linktype", "lang", "dir", "embedtype", "format", "type", "class"))
"""Attributes that say what a tag is."""
LEFT_ALONE = frozenset(("id", "type"))
"""Keys of a body's blocks that are no words."""


@dataclass(frozen=True, slots=True)
class Edit:
    """These signs of a source give way to those."""

    start: int
    end: int
    new: str
    around: tuple[int, int]
    """The whole place, for who wants to read it."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Each of these words becomes that one, never inside another word or number.

    ``whole``: a name, in capitals or not, also in addresses. Without it: exactly these words, and no address.
    """

    words: tuple[tuple[str, str], ...]
    whole: bool = False
    _spellings: tuple[Spelling, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.words, key=lambda pair: -len(pair[0]))
        spellings = [spelling_of(old, new, self.whole) for old, new in longest_first if old.strip()]
        object.__setattr__(self, "_spellings", tuple(spellings))

    def text(self, value: str) -> str:
        """The same text with the new words; tags that were among them stay, in their order."""
        edits = self._edits(value)
        if not edits:
            return value
        text = normalize("NFC", value)
        for one in reversed(edits):
            tags = "".join(tag[0] for tag in TAG.finditer(text, one.start, one.end) if not _is_break(tag[0]))
            rest = tags + text[one.end :]
            text = text[: one.start] + one.new + (EMPTIED.sub("", rest) if tags else rest)
        return text

    def value(self, value: Any) -> Any:
        """The same JSON with the new words in every text."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: one if self._is_left(key) else self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list | tuple) else value

    def find(self, value: Any) -> Iterator[str]:
        """Each place that would change, with a few words around it."""
        if isinstance(value, str):
            text = normalize("NFC", value)
            for one in self._edits(value):
                yield _shown(text[max(one.around[0] - AROUND, 0) : one.around[1] + AROUND])
        elif isinstance(value, Mapping):
            for key, one in value.items():
                if not self._is_left(key):
                    yield from self.find(one)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from self.find(one)

    def address(self, value: str) -> str:
        """The same address, or slug, with the other name where it holds one."""
        for one in reversed(list(self._in_address(value, 0))):
            value = value[: one.start] + one.new + value[one.end :]
        return value

    def _is_left(self, key: str) -> bool:
        return key in LEFT_ALONE or (key == "address" and not self.whole)

    def _edits(self, value: str) -> list[Edit]:
        """From the first to the last; none reaches into another."""
        if not value or not self._is_worth_reading(value):
            return []
        text = normalize("NFC", value)
        if self.whole and PATH.match(text):
            return list(self._in_address(text, 0))
        found = list(self._in_text(text))
        if self.whole:
            found += [one for at, part in _addresses(text) for one in self._in_address(part, at)]
        return _apart(sorted(found, key=lambda one: one.start))

    def _is_worth_reading(self, value: str) -> bool:
        if not self.whole:
            return True
        words, address = glance(value)
        return any(one.may_stand_in(words, address) for one in self._spellings)

    def _in_text(self, text: str) -> Iterator[Edit]:
        seen = see(text, folded=self.whole)
        for one, start, end in matches(seen, self._spellings, is_name=self.whole):
            if self.whole:
                place = seen.span(start, end)
                yield Edit(*place, _in_its_case(text[slice(*place)], one), place)
            elif (edit := _smallest(seen, start, end, one.new)) is not None:
                yield edit

    def _in_address(self, address: str, at: int) -> Iterator[Edit]:
        seen = see_address(address)
        for one, start, end in matches(seen, self._spellings, is_name=True, in_address=True):
            first, last = seen.span(start, end)
            slug = make_slug(one.new, "x")
            place = (at + first, at + last)
            yield Edit(*place, quote(slug) if "%" in address[first:last] else slug, place)


def _smallest(seen: Seen, start: int, end: int, new: str) -> Edit | None:
    """Only the signs that differ: what is bold or a link beside them stays so. None where nothing differs."""
    around, limit = seen.span(start, end), min(end - start, len(new))
    before = next((n for n in range(limit) if not _same(seen.text[start + n], new[n])), limit)
    limit -= before
    after = next((n for n in range(limit) if not _same(seen.text[end - 1 - n], new[-1 - n])), limit)
    start, end, new = start + before, end - after, new[before : len(new) - after]
    if start < end:
        return Edit(*seen.span(start, end), new, around)
    at = seen.spans[start - 1][1] if before else around[0]
    return Edit(at, at, new, around) if new else None


def _same(seen: str, typed: str) -> bool:
    return seen == typed or (seen.isspace() and typed.isspace())


def _in_its_case(stood: str, spelling: Spelling) -> str:
    """In capitals where the name stood in capitals, and nobody asked for that."""
    is_loud = unescape(TAG.sub("", stood)).isupper() and not spelling.is_capitals
    return spelling.new.upper() if is_loud else spelling.new


def _apart(edits: list[Edit]) -> list[Edit]:
    """Without those that begin inside another."""
    kept: list[Edit] = []
    for one in edits:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _is_break(tag: str) -> bool:
    return tag[:3].lower() == "<br"


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    """Those in the text, and those in its tags, with their places."""
    for tag in TAG.finditer(text):
        for one in ATTRIBUTE.finditer(text, *tag.span()):
            if one["name"].lower() not in NO_WORDS:
                yield one.start("value"), one["value"]
    bare = TAG.sub(lambda tag: " " * len(tag[0]), text)
    for one in ADDRESS.finditer(bare):
        yield one.start(), one[0]


def _shown(html: str) -> str:
    """Without tags, whole ones and those that were cut through; a link's address stays if the name is in it."""
    return " ".join(unescape(CUT.sub(" ", TAG.sub("", html))).split()) or html


ARTICLE_TEXTS = (
    "title", "headline_full", "standfirst", "dateline", "picture_alt", "picture_caption", "picture_sensitive",
    "licence", "chapters", "transcript", "source_name",
)  # fmt: skip
INTERNAL = frozenset(("source_name",))
"""What readers never see is not corrected."""


def texts_of(swap: Swap) -> list[str]:
    """The fields of an article that hold words."""
    return [name for name in ARTICLE_TEXTS if swap.whole or name not in INTERNAL]


def swap_article(page: Any, swap: Swap) -> int:
    """Put the new words into an article that is not saved yet; gives how many places changed."""
    count = sum(1 for _ in find_in_article(page, swap))
    for name in texts_of(swap):
        setattr(page, name, swap.text(getattr(page, name)))
    if count:
        page.body = json.dumps(swap.value(list(page.body.raw_data)))
    return count


def find_in_article(page: Any, swap: Swap) -> Iterator[str]:
    """Each place in an article."""
    for name in texts_of(swap):
        yield from swap.find(getattr(page, name))
    yield from swap.find(list(page.body.raw_data))
