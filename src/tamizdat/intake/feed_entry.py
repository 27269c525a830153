"""One item of any feed, and the article that it becomes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from tamizdat.intake.archive import ReadOptions, Skipped
from tamizdat.intake.embeds import embed_block
from tamizdat.intake.feed_authors import LONGEST_AUTHOR
from tamizdat.intake.html_to_blocks import Converted, html_to_blocks
from tamizdat.intake.page_credit import squash
from tamizdat.intake.page_language import find_language
from tamizdat.intake.page_meta import is_web
from tamizdat.intake.page_names import NOBODY
from tamizdat.newsroom.incoming import Block, IncomingArticle, IncomingFigure, IncomingPicture, Status

LONGEST_TITLE = 300


@dataclass(slots=True)
class Media:
    """A picture, sound or film that goes with an item."""

    address: str
    medium: str
    """image, audio, video or empty."""
    credit: str = ""
    caption: str = ""
    alt: str = ""
    title: str = ""


@dataclass(slots=True)
class Entry:
    """An item as its feed tells it. Texts are HTML unless said otherwise."""

    place: int
    """Counting from 1."""
    id: str = ""
    link: str = ""
    title: str = ""
    content: str = ""
    summary: str = ""
    base: str = ""
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    licence: str = ""
    other_links: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def make_article(entry: Entry, options: ReadOptions, *, now: datetime) -> IncomingArticle | Skipped:
    """The article, or why there is none."""
    content, standfirst = pick_texts(entry)
    converted = html_to_blocks(content, base=entry.base or entry.link)
    headline = plain_text(entry.title) or first_words(converted.blocks)
    if not headline:
        return Skipped(entry.id or entry.link or f"item {entry.place}", "It has neither title nor text.")
    lead, pictures, blocks = add_media(entry, converted)
    status, warnings = judge_time(entry, headline, now)
    return IncomingArticle(
        identity=find_identity(entry, headline),
        headline=headline[:LONGEST_TITLE],
        language=find_language(entry.language, f"{headline} {plain_text(content)[:5000]}", options.language),
        body=blocks,
        status=status,
        standfirst=standfirst,
        published=entry.published or entry.updated,
        updated=entry.updated if entry.published and entry.updated and entry.updated > entry.published else None,
        topics=tuple(dict.fromkeys(t for t in map(plain_text, entry.topics) if t and len(t) <= 100))[:30],
        bylines=tuple(dict.fromkeys(a for a in map(clean_author, entry.authors) if a)),
        picture=lead,
        pictures=tuple(with_content(p, options) for p in pictures),
        legacy=tuple(dict.fromkeys(a for a in (entry.link, *entry.other_links) if is_web(a))),
        licence=plain_text(entry.licence)[:300],
        warnings=(*entry.warnings, *warnings, *converted.warnings),
    )


def pick_texts(entry: Entry) -> tuple[str, str]:
    """The full text, and a standfirst when the summary says something else."""
    if not plain_text(entry.content) and "<img" not in entry.content:
        return entry.summary, ""
    summary = plain_text(entry.summary)
    whole = plain_text(entry.content)
    start = re.sub(r"\W+", "", summary.split("[…]")[0].split("[...]")[0])[:60]
    repeats = not start or start in re.sub(r"\W+", "", whole[: len(summary) * 2 + 400])
    return entry.content, "" if repeats or len(summary) > 600 else summary


def plain_text(html: str) -> str:
    """The words of a piece of HTML on one line."""
    if "<" not in html and "&" not in html:
        return squash(html)
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return squash(re.sub(r"<[^>]*>", " ", html))
    for gone in list(root.iter("script", "style")):
        gone.drop_tree()
    for element in root.iter("p", "br", "div", "li", "h1", "h2", "h3", "td"):
        element.tail = " " + (element.tail or "")
    return squash(root.text_content())


def first_words(blocks: tuple[Block, ...]) -> str:
    """A headline for a note without one."""
    text = next(
        (plain_text(re.split("</p>|</li>|<br", b["html"])[0]) for b in blocks if b["type"] in ("text", "quote")), ""
    )
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + "…"


def find_identity(entry: Entry, headline: str) -> str:
    """The item's own id, else its address, else a digest: the same whenever the feed is imported again."""
    if entry.id:
        return entry.id if ":" in entry.id or not entry.base else f"{entry.base} {entry.id}"
    if entry.link:
        return entry.link
    told = f"{headline}\n{entry.published or ''}\n{plain_text(entry.content or entry.summary)[:300]}"
    return "feed:" + hashlib.sha256(told.encode()).hexdigest()[:32]


def judge_time(entry: Entry, headline: str, now: datetime) -> tuple[Status, list[str]]:
    """What is dated in the future waits as a draft."""
    if entry.published and entry.published > now:
        return "draft", [
            f"“{headline[:60]}” is dated {entry.published:%Y-%m-%d}, in the future: it came in as a draft."
        ]
    return "published", []


def clean_author(name: str) -> str:
    """A name without an address; an address alone is nobody's name."""
    name = plain_text(name)[:LONGEST_AUTHOR]
    inner = re.fullmatch(r"\S+@\S+\s*\((.+)\)", name)
    name = squash(re.sub(r"<?\S+@\S+>?|\(\s*\)", " ", inner[1] if inner else name)).strip(" ,;()")
    return "" if len(name) > 100 or name.casefold() in NOBODY or name.startswith("http") else name


def with_content(picture: IncomingPicture, options: ReadOptions) -> IncomingPicture:
    """The picture with its bytes, when they are at hand."""
    content = picture.content or options.find_media(picture.key)
    return IncomingPicture(picture.key, picture.credit, picture.alt, picture.licence, content)


def add_media(
    entry: Entry, converted: Converted
) -> tuple[IncomingFigure | None, list[IncomingPicture], tuple[Block, ...]]:
    """The lead picture, all pictures, and the blocks with sounds and films as links."""
    pictures = {p.key: p for p in converted.pictures}
    blocks = list(converted.blocks)
    lead: IncomingFigure | None = None
    for media in entry.media:
        address = urljoin(entry.base or entry.link, media.address) if media.address else ""
        if not is_web(address):
            continue
        if media.medium == "image":
            known = pictures.get(address)
            pictures[address] = IncomingPicture(
                address,
                (known.credit if known else "") or plain_text(media.credit),
                (known.alt if known else "") or plain_text(media.alt),
            )
            if known is None and lead is None:
                lead = IncomingFigure(address, plain_text(media.alt), escape(plain_text(media.caption), quote=False))
        elif media.medium in ("audio", "video"):
            block = embed_block(address, title=plain_text(media.title))
            if block and block not in blocks:
                blocks.append(block)
    if lead is None and blocks and blocks[0]["type"] == "figure":
        first = blocks.pop(0)
        lead = IncomingFigure(first["picture"], first["alt"], first["caption"])
    return lead, list(pictures.values()), tuple(blocks)
