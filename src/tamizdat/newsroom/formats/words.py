"""The words of an article, one paragraph after the other, and how two of its states differ."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tamizdat.newsroom.body import ToPublic, body_to_blocks, plain_text
from tamizdat.newsroom.clean import clean_text
from tamizdat.newsroom.models import ArticlePage

Words = list[list[str]]
"""``[kind, text]``: headline, standfirst, dateline, caption, text, transcript, correction."""
NOWHERE = ToPublic(picture=lambda key: "a" * 13, article=lambda key: "a" * 13, alt=lambda key: "")
WORD = re.compile(r"\s+|[^\s\w]|\w+")
ALIKE = 0.3
"""Paragraphs that have less in common are two, not one that was changed."""


def words_of(article: ArticlePage) -> Words:
    """What readers read of a published article; of a draft, what was saved last."""
    if article.live or not article.latest_revision_id:
        return words_as_is(ArticlePage.objects.get(pk=article.pk))
    return words_as_is(article.get_latest_revision_as_object())


def words_as_is(page: ArticlePage) -> Words:
    """The words of this object."""
    words = [
        ["headline", clean_text(page.title)],
        ["standfirst", clean_text(page.standfirst)],
        ["dateline", clean_text(page.dateline)],
        ["caption", clean_text(page.picture_alt)],
        ["caption", plain_text(str(page.picture_caption))],
        *(["text", text] for block in body_to_blocks(page.body.raw_data, NOWHERE) for text in _texts(block)),
        *(["transcript", text] for text in page.transcript.splitlines()),
        *(["chapter", text] for text in page.chapters.splitlines()),
        *(["correction", plain_text(str(one.text))] for one in page.corrections.all()),
    ]
    return [[kind, text.strip()] for kind, text in words if text.strip()]


def _texts(block: Mapping[str, Any]) -> Iterator[str]:
    if block["type"] == "gallery":
        for one in block["pictures"]:
            yield from _texts({"type": "figure", **one})
        return
    for key in ("text", "html", "cite", "title", "alt", "caption"):
        if block.get(key):
            yield from plain_text(str(block[key])).split("\n")
    for row in block.get("rows", ()):
        yield " | ".join(plain_text(cell) for cell in row)


def words_digest(words: Words) -> str:
    """Equal when nothing of it was changed."""
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph before and after, as html; one of the two may be empty. ``skipped``: so many are equal here."""

    kind: str = ""
    old: str = ""
    new: str = ""
    skipped: int = 0


def compare(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[Pair]:
    """Side by side: what changed word by word, what stayed as a number."""
    before, after = [tuple(one) for one in old], [tuple(one) for one in new]
    pairs: list[Pair] = []
    for deed, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if deed == "equal":
            pairs.append(Pair(skipped=end - start))
        else:
            pairs.extend(_match(before[start:end], after[other:last]))
    return pairs


def _match(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> Iterator[Pair]:
    """Paragraphs that were changed stand beside each other; those that came or went stand alone."""
    left = list(new)
    for kind, text in old:
        at = next((number for number, one in enumerate(left) if one[0] == kind and _ratio(text, one[1]) >= ALIKE), None)
        if at is None:
            yield Pair(kind, old=_mark([text], "del"))
            continue
        for gone_by in left[:at]:
            yield Pair(gone_by[0], new=_mark([gone_by[1]], "ins"))
        yield _changed(kind, text, left[at][1])
        left = left[at + 1 :]
    for kind, text in left:
        yield Pair(kind, new=_mark([text], "ins"))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, WORD.findall(one), WORD.findall(other), autojunk=False).ratio()


def _changed(kind: str, old: str, new: str) -> Pair:
    before, after = WORD.findall(old), WORD.findall(new)
    left, right = [], []
    for deed, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        tags = ("", "") if deed == "equal" else ("del", "ins")
        left.append(_mark(before[start:end], tags[0]))
        right.append(_mark(after[other:last], tags[1]))
    return Pair(kind, mark_safe("".join(left)), mark_safe("".join(right)))  # escaped by _mark


def _mark(words: Iterable[str], tag: str) -> SafeString:
    text = escape("".join(words))
    return mark_safe(f"<{tag}>{text}</{tag}>" if tag and text else text)  # escaped just above
