"""A text as an eye reads it: without tags, soft hyphens and invisible signs; and where each letter stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from unicodedata import category, normalize
from urllib.parse import unquote

NAMES = (
    "abbr|audio|blockquote|bdi|bdo|body|br|cite|code|del|div|dd|dl|dt|embed|em|figcaption|figure|font|footer|h[1-6]|"
    "header|hr|iframe|img|ins|kbd|li|mark|ol|pre|p|q|samp|section|small|source|span|strike|strong|sub|sup|table|tbody|"
    "td|tfoot|thead|th|time|tr|tt|ul|var|video|wbr|a|b|i|s|u"
)
TAG = re.compile(
    rf"<!--.*?-->|</?(?P<name>{NAMES})(?![\w-])(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*>", re.IGNORECASE | re.DOTALL
)
MAYBE_TAG = re.compile("<[^<>]*>")
INLINE = frozenset((
    "abbr", "bdi", "bdo", "cite", "code", "del", "em", "font", "ins", "kbd", "mark", "q", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "var", "wbr", "a", "b", "i", "s", "u",
))  # fmt: skip
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s<>\"]+|(?:[\w-]+\.)+[^\W\d_]{2,}/[^\s<>\"]*|[\w.+-]+@[\w.-]+\w",
    re.IGNORECASE,
)
PATH = re.compile(r"/[^\s<>\"]*\Z")
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u180e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
"""Signs without width, soft hyphens, and marks that only say how a letter is read."""
HIDDEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Those of them that nobody types on purpose."""
ALIKE = (("ё", "е"), ("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("’", "'"), ("ʼ", "'"))
"""Letters that the same word is written with, depending on the keyboard."""
NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts in which a name and the next word stand together, or (Korean) an ending stands at the name."""
TORN = re.compile("[<\u200b\u200c]")
WALL = "\0"
"""Stands where a paragraph ends: no name goes on behind it."""
PIECE = re.compile(
    rf"(?P<tag>{TAG.pattern.replace('?P<name>', '')})|(?P<address>{ADDRESS.pattern})|(?P<entity>{ENTITY.pattern})"
    "|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
ENCODED = re.compile(r"((?:%[0-9a-fA-F]{2})+)|(.)", re.DOTALL)

Span = tuple[int, int]


def fold(text: str) -> str:
    """Without capitals and unseen signs; letters that are written in two ways in one of them."""
    text = normalize("NFC", text).casefold()
    if not text.isascii():
        text = UNSEEN.sub("", text)
    for one, other in ALIKE:
        text = text.replace(one, other)
    return text


def exact(text: str) -> str:
    """As it is typed; apostrophes are alike."""
    return HIDDEN.sub("", normalize("NFC", text)).replace("’", "'")


def fold_address(text: str) -> str:
    """Addresses are written without accents as often as with them."""
    return fold(text if text.isascii() else UNSEEN.sub("", normalize("NFD", text)))


@dataclass(frozen=True, slots=True)
class Seen:
    """The letters, and for each of them its place in the source."""

    source: str
    text: str
    spans: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Where these letters stand in the source."""
        return self.spans[start][0], self.spans[end - 1][1]

    def is_bound(self, at: int, side: int, *, tags: bool) -> bool:
        """Does a word end at this letter, on this side (-1 or 1)?"""
        beside = at + side
        if not 0 <= beside < len(self.text) or NO_SPACES.match(self.text[at]) or not _is_letter(self.text[at]):
            return True
        if not _is_letter(self.text[beside]):
            return True
        left, right = sorted((at, beside))
        gap = self.source[self.spans[left][1] : self.spans[right][0]]
        return bool(TORN.search(gap if tags else TAG.sub("", gap)))


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or category(sign)[0] == "M"


def see(source: str, *, folded: bool) -> Seen:
    """Read a text or a piece of HTML; addresses in it are walls: they are read with ``see_address``."""
    text, spans = [], []
    for found in PIECE.finditer(source):
        for sign in _shown(found, folded):
            text.append(sign)
            spans.append(found.span())
    return Seen(source, "".join(text), tuple(spans))


def _shown(found: re.Match[str], folded: bool) -> str:
    kind, piece = found.lastgroup, found[0]
    if kind == "address":
        return WALL
    if kind == "tag":
        return _of_tag(piece)
    if kind == "entity":
        piece = unescape(piece)
    return fold(piece) if folded else exact(piece)


def _of_tag(tag: str) -> str:
    name = TAG.match(tag)["name"]  # type: ignore[index]
    if (name or "").lower() == "br":
        return " "
    return "" if name is None or name.lower() in INLINE else WALL


def see_address(source: str) -> Seen:
    """Read an address, percent-encoded or not."""
    text, spans = [], []
    for sign, span in _decoded(source):
        for one in fold_address(sign):
            text.append(one)
            spans.append(span)
    return Seen(source, "".join(text), tuple(spans))


def _decoded(source: str) -> Iterator[tuple[str, Span]]:
    for found in ENCODED.finditer(source):
        if found[2]:
            yield found[0], found.span()
            continue
        at = found.start()
        for sign in unquote(found[0], errors="surrogateescape"):
            end = at + 3 * len(sign.encode(errors="surrogateescape"))
            yield sign, (at, end)
            at = end


def glance(source: str) -> tuple[str, str]:
    """The folded letters without what may be tags, and with it: quick, to know what is worth reading."""
    words = MAYBE_TAG.sub("", source) if "<" in source else source
    if "&" in words:
        words = ENTITY.sub(lambda one: unescape(one[0]), words)
    return fold(words), fold_address(unquote(source) if "%" in source else source)
