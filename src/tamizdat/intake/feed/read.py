"""``tamizdat import feed``: RSS of every version, Atom, RDF and JSON Feed, from a file; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.feed.bytes import open_feed
from tamizdat.intake.feed.entry import Entry, make_article
from tamizdat.intake.feed.json import is_json, read_json_feed
from tamizdat.intake.feed.xml import read_xml_feed
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

BROKEN_ENTRY = (RefusedError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What a bad entry may raise; the others still come in."""


def read(source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
    """The items of a feed in a file."""
    if not source.is_file():
        raise RefusedError(f"{source}: there is no such file; a feed is one file.")
    yield from read_feed(open_feed(source), source.name, options, now=datetime.now(UTC))


def read_feed(
    text: str, name: str, options: ReadOptions, *, now: datetime
) -> Iterator[IncomingArticle | Skipped | Warned]:
    """The items of a feed whose text is at hand; what is dated after ``now`` comes in as a draft."""
    parts = read_json_feed(text, name) if is_json(text) else read_xml_feed(text, name)
    seen: dict[str, str] = {}
    for done, part in enumerate(parts):
        if not isinstance(part, Entry):
            yield part
            continue
        options.progress(done, 0)
        try:
            made = make_article(part, options, now=now)
        except BROKEN_ENTRY as error:
            yield Skipped(part.id or part.link or f"{name}, item {part.place}", f"This item cannot be read: {error}")
            continue
        yield once(made, seen) if isinstance(made, IncomingArticle) else made


def once(article: IncomingArticle, seen: dict[str, str]) -> IncomingArticle | Skipped:
    """An article; one whose id another item had is told apart by address and headline, or left out if those are one."""
    address = " ".join([*article.legacy[:1], article.headline])
    if article.identity not in seen:
        seen[article.identity] = address
        return article
    identity = f"{article.identity} {address}"
    if seen[article.identity] == address or identity in seen:
        return Skipped(
            article.identity, "Another item of this feed has the same id, address and headline; the first one came in."
        )
    seen[identity] = address
    return replace(
        article, identity=identity, warnings=(*article.warnings, f"Another item has the id {article.identity} too.")
    )
