"""Small words that every archive needs: a headline, a language, plain text as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

from tamizdat.newsroom.clean import clean_lines, clean_text
from tamizdat.newsroom.incoming import Block

LONGEST_HEADLINE = 2_000
BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}")


def plain(html: object) -> str:
    """The words of a title or a summary that may hold markup, on one line."""
    text = str(html or "")
    if "<" in text:
        text = re.sub(r"<(script|style)\b.*?(?:</\1\s*>|$)", " ", text, flags=re.I | re.S)
        text = re.sub(r"<(?:br|/?p|/?div|/?li)\b[^<>]*>", " ", text, flags=re.I)
        text = re.sub(r"</?[a-zA-Z!][^<>]*>", "", text)
    return clean_text(unescape(text))


def headline_of(headline: str, blocks: Sequence[Block]) -> tuple[str, str]:
    """The headline and a warning about it; without one, the first words of the text."""
    headline = plain(headline)
    if len(headline) > LONGEST_HEADLINE:
        return _cut(headline, LONGEST_HEADLINE), f"its headline had {len(headline):,} characters and was cut."
    if headline:
        return headline, ""
    first = next((words for one in blocks if (words := plain(one.get("html") or one.get("text") or ""))), "")
    return _cut(first, 80), "it has no headline: its first words took the place." if first else ""


def _cut(text: str, longest: int) -> str:
    """Text cut between words, with an ellipsis."""
    if len(text) <= longest:
        return text
    return (text[:longest].rsplit(" ", 1)[0] if " " in text[:longest] else text[: longest - 1]) + "…"


def language_tag(value: object, otherwise: str) -> tuple[str, str]:
    """A BCP 47 tag, and a warning when what stood there is none."""
    tag = str(value or "").strip().replace("_", "-")
    if not tag or tag.lower() == "und":
        return otherwise, ""
    if not TAG.fullmatch(tag):
        return otherwise, f"its language {tag[:40]!r} is none; it came in as {otherwise}."
    return tag, ""


def lines_to_blocks(text: str) -> tuple[Block, ...]:
    """Plain text: a blank line ends a paragraph; lines broken by width alone are joined."""
    text = clean_lines(text)
    parts = BLANK_LINE.split(text) if BLANK_LINE.search(text) else text.split("\n")
    html = "".join(f"<p>{_lines(part)}</p>" for part in parts if part.strip())
    return ({"type": "text", "html": html},) if html else ()


def _lines(paragraph: str) -> str:
    lines = [" ".join(escape(line, quote=False).split()) for line in paragraph.strip().split("\n")]
    if len(lines) == 1:
        return lines[0]
    is_wrapped = all(45 <= len(line) <= 100 for line in lines[:-1])
    return (" " if is_wrapped else "<br>").join(lines)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order, without empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))
