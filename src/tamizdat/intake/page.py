"""``tamizdat import page``: a saved page, the text of one, the pages of one article, or a folder of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.page_credit import squash
from tamizdat.intake.page_draft import PageDraft
from tamizdat.intake.page_encoding import decode, read_bytes
from tamizdat.intake.page_html import read_html_page
from tamizdat.intake.page_join import join_pages
from tamizdat.intake.page_language import find_language
from tamizdat.intake.page_text import PICTURE, read_text_page
from tamizdat.newsroom.incoming import Block, IncomingArticle
from tamizdat.shell.errors import RefusedError

HTML_NAMES = {".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".mht", ""}
TEXT_NAMES = {".txt", ".text", ".md"}
RUNNING = ("text", "quote", "embed")
"""Blocks whose words a reader reads one after another (a post from elsewhere is shown by its words)."""
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|script)\b[^>]*>", re.I)


def read(source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """The article of a page, or of every page in a folder."""
    paths = find_pages(source)
    drafts: list[tuple[str, PageDraft]] = []
    for done, path in enumerate(paths):
        options.progress(done, len(paths))
        try:
            draft = read_draft(read_bytes(path), path.name)
        except (RefusedError, OSError) as error:
            if not source.is_dir():
                raise RefusedError(str(error)) from error
            yield Skipped(path.name, str(error))
            continue
        drafts.append((path.relative_to(source).as_posix() if source.is_dir() else path.name, draft))
    options.progress(len(paths), len(paths))
    yield from make_articles(drafts, options)


def find_pages(source: Path) -> list[Path]:
    """The file itself, or the pages in a folder in the order of their names."""
    if not source.exists():
        raise RefusedError(f"{source}: there is no such file or folder.")
    if source.is_file():
        return [source]
    inside = source.resolve()
    paths = [
        p
        for p in source.rglob("*")
        if p.suffix.lower() in HTML_NAMES | TEXT_NAMES
        and p.is_file()
        and not p.name.startswith(".")
        and p.resolve().is_relative_to(inside)  # a link in somebody's archive would publish a file of this machine
    ]
    if not paths:
        raise RefusedError(f"{source}: no pages in this folder (.html, .htm or .txt).")
    return sorted(paths, key=lambda p: natural(p.relative_to(source).as_posix()))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts page2 before page10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def read_content(content: bytes, name: str, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """The article of one page whose bytes are at hand."""
    yield from make_articles([(name, read_draft(content, name))], options)


def read_draft(content: bytes, name: str) -> PageDraft:
    """What stands in one page."""
    text = decode(content)
    if not text.strip():
        raise RefusedError(f"{name}: the file is empty.")
    if (Path(name).suffix.lower() in TEXT_NAMES and not is_markup(text)) or not MARKUP.search(text[:100_000]):
        return read_text_page(text)
    return read_html_page(text)


def is_markup(text: str) -> bool:
    """True for a page saved as .txt: it begins as pages begin."""
    return bool(
        re.match(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)\b", text[:5000], re.I | re.S)
    )


def make_articles(
    drafts: Iterable[tuple[str, PageDraft]], options: ReadOptions
) -> Iterator[IncomingArticle | Skipped | Warned]:
    """One article for each page, or for several pages that are one."""
    for name, draft in join_pages(list(drafts)):
        if not draft.blocks:
            yield Skipped(name, "No article was found in this page.")
        else:
            yield make_article(name_article(name, draft), options)


def name_article(name: str, draft: PageDraft) -> PageDraft:
    """A page without a headline is called by its first words, and an editor is told."""
    if draft.headline:
        return draft
    start = next(iter(texts_of(draft.blocks)), name)
    headline = start if len(start) <= 100 else start[:100].rsplit(" ", 1)[0] + "…"
    return replace(
        draft,
        headline=headline,
        warnings=(*draft.warnings, f"{name}: no headline was found; the first words stand for it."),
    )


def make_article(draft: PageDraft, options: ReadOptions) -> IncomingArticle:
    """The article as the newsroom takes it."""
    identity = find_identity(draft)
    told = " ".join([draft.headline, *texts_of(draft.blocks)])
    draft = name_picture(draft, identity)
    return IncomingArticle(
        identity=identity,
        headline=draft.headline,
        language=find_language(draft.language, told, options.language),
        body=draft.blocks,
        standfirst=draft.standfirst,
        published=draft.published,
        updated=draft.updated,
        section=draft.section,
        topics=draft.topics,
        bylines=draft.bylines,
        picture=draft.lead,
        pictures=tuple(replace(p, content=p.content or options.find_media(p.key)) for p in draft.pictures),
        legacy=(draft.address,) if draft.address else (),
        warnings=draft.warnings,
    )


def find_identity(draft: PageDraft) -> str:
    """The page's own address, else a digest of how the article begins: the same whenever it is imported again."""
    if draft.address:
        return draft.address
    start = "\n".join([draft.headline, *texts_of(draft.blocks)])[:600]
    return "page:" + hashlib.sha256(squash(start).encode()).hexdigest()[:32]


def name_picture(draft: PageDraft, identity: str) -> PageDraft:
    """A picture that the text of a page mentions without an address gets a key of its own."""
    if draft.lead is None or draft.lead.picture != PICTURE:
        return draft
    pictures = tuple(replace(p, key=identity + PICTURE) if p.key == PICTURE else p for p in draft.pictures)
    return replace(draft, lead=replace(draft.lead, picture=identity + PICTURE), pictures=pictures)


def describe(article: IncomingArticle) -> dict[str, Any]:
    """What was found, for a person or a machine that asks before anything is touched."""
    lead = article.picture
    credit = next((p.credit for p in article.pictures if lead and p.key == lead.picture), "")
    return {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "bylines": list(article.bylines),
        "published": article.published.isoformat() if article.published else None,
        "picture": {"credit": credit, "caption": plain(lead.caption)[0] if plain(lead.caption) else ""}
        if lead
        else None,
        "paragraphs": [text for block in article.body if block["type"] in RUNNING for text in texts_of([block])],
        "language": article.language,
    }


def block_texts(article: IncomingArticle) -> list[str]:
    """Every line of the body, subheads, tables and code too, without captions."""
    return texts_of(article.body)


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """The lines of text in blocks."""
    lines: list[str] = []
    for block in blocks:
        if block["type"] in ("text", "quote"):
            lines += plain(block["html"])
        elif block["type"] == "table":
            lines += [" ".join(" ".join(plain(cell)) for cell in row) for row in block["rows"]]
        elif block["type"] == "embed" and len(block["title"]) > 30:
            lines.append(block["title"])
        elif block["type"] in ("heading", "code"):
            lines.append(block["text"])
    return lines


def plain(html: str) -> list[str]:
    """The paragraphs, items and lines of a piece of HTML as text."""
    if not html.strip():
        return []
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iter("p", "li", "br", "ul", "ol"):
        element.tail = "\n" + (element.tail or "")
        if element.tag in ("p", "li", "ul", "ol"):
            element.text = "\n" + (element.text or "")
    return [line for raw in root.text_content().split("\n") if (line := squash(raw))]
