"""One archive of N articles, the same for everyone who is measured: real text, repeated with variation for size.

Article *i* is always the same, however large the archive is. It begins with a press release of its own and goes on
with paragraphs of others until it has about 4 kB, so archives larger than the source hold no two equal articles.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

SECTIONS = ("news", "politics", "climate", "economy", "health", "culture", "science", "world", "opinion", "sport")
TOPICS = tuple(f"topic-{n:03}" for n in range(200))
AUTHORS = tuple(f"Author {n}" for n in range(100))
NAME = "The Example Ledger"
ADDRESS = "https://ledger.example"
SOURCES = ("news-en-congress-60000.jsonl.xz", "news-en-wikinews.jsonl")
TEXT = 4_000
"""Characters of text in an article, about."""
LONGEST_PARAGRAPH = 900
FIRST = datetime(2000, 1, 1, tzinfo=UTC)
EVERY = timedelta(minutes=13)
_marks = re.compile(r"[^\w\s.,;:!?'’‘“”()/%$€£–—-]|_")
"""What some Markdown or template language might read as a sign of its own."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a body. A paragraph ends with a link and some bold words; a list has its items in ``texts``."""

    kind: str
    texts: tuple[str, ...]
    address: str = ""
    link: str = ""
    bold: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What every peer gets of an article."""

    number: int
    headline: str
    standfirst: str
    section: str
    topics: tuple[str, ...]
    author: str
    published: datetime
    blocks: tuple[Block, ...]

    @property
    def slug(self) -> str:
        return f"story-{self.number}"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the source: its headline and its paragraphs, without any marks."""

    headline: str
    paragraphs: tuple[str, ...]


def read_texts(folder: Path) -> list[Text]:
    """The English texts in ninjs lines below the folder of archives."""
    return [text for name in SOURCES for text in _texts(folder / "ninjs" / name)]


def _texts(file: Path) -> Iterator[Text]:
    opener = lzma.open if file.suffix == ".xz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            headline = plain(item["headlines"][0]["value"])
            paragraphs = tuple(plain(one)[:LONGEST_PARAGRAPH] for one in item["bodies"][0]["value"].split("\n\n"))
            kept = tuple(one for one in paragraphs if len(one) > 40)
            if headline and kept:
                yield Text(headline, kept)


def plain(text: str) -> str:
    """A text that says the same in HTML, Markdown and every template language."""
    return " ".join(_marks.sub(" ", text).split()).strip("-–—:;,. ")


def make_articles(texts: Sequence[Text], count: int) -> Iterator[Article]:
    """Articles 0 … count - 1, oldest first."""
    return (make_article(texts, number) for number in range(count))


def make_article(texts: Sequence[Text], number: int) -> Article:
    """The article of this number."""
    chance = Random(number)
    first = texts[number % len(texts)]
    return Article(
        number=number,
        headline=f"{first.headline[:90].strip()} {number}",
        standfirst=first.paragraphs[0][:180].strip(),
        section=SECTIONS[number % len(SECTIONS)],
        topics=tuple(chance.sample(TOPICS, 3)),
        author=AUTHORS[chance.randrange(len(AUTHORS))],
        published=FIRST + EVERY * number,
        blocks=tuple(_blocks(texts, number, chance)),
    )


def _blocks(texts: Sequence[Text], number: int, chance: Random) -> Iterator[Block]:
    size = 0
    for paragraph in _paragraphs(texts, number, chance):
        block = _block(paragraph, chance)
        size += sum(map(len, block.texts))
        yield block
        if size >= TEXT:
            return


def _paragraphs(texts: Sequence[Text], number: int, chance: Random) -> Iterator[str]:
    """The release of this number first, unless the archive has come round to it again."""
    if number < len(texts):
        yield from texts[number].paragraphs
    while True:
        yield chance.choice(texts[chance.randrange(len(texts))].paragraphs)


def _block(paragraph: str, chance: Random) -> Block:
    words, roll = paragraph.split(), chance.random()
    if roll < 0.08:
        return Block("heading", (" ".join(words[:6]),))
    if roll < 0.14:
        return Block("quote", (paragraph,))
    if roll < 0.18 and len(words) > 9:
        third = len(words) // 3
        return Block("list", tuple(" ".join(words[n * third : (n + 1) * third]) for n in range(3)))
    at = chance.randrange(len(words))
    address = f"https://example.org/{re.sub('[^a-z]+', '-', words[at].lower()) or 'x'}/"
    return Block("paragraph", (paragraph,), address, " ".join(words[at : at + 3]), " ".join(words[:2]))


def to_markdown(article: Article) -> str:
    """The body as every peer but wagtail-bakery reads it."""
    return "\n\n".join(_markdown(one) for one in article.blocks) + "\n"


def _markdown(block: Block) -> str:
    if block.kind == "heading":
        return f"## {block.texts[0]}"
    if block.kind == "quote":
        return f"> {block.texts[0]}"
    if block.kind == "list":
        return "\n".join(f"- {one}" for one in block.texts)
    return f"{block.texts[0]}. [{block.link}]({block.address}) and **{block.bold}**."


def to_html(block: Block) -> str:
    """A paragraph or a list as HTML; the texts hold nothing that would have to be escaped but quotes."""
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{one}</li>" for one in block.texts) + "</ul>"
    if block.kind == "paragraph":
        return f'<p>{block.texts[0]}. <a href="{block.address}">{block.link}</a> and <strong>{block.bold}</strong>.</p>'
    return f"<p>{block.texts[0]}</p>"
