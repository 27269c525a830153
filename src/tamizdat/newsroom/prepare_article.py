"""An incoming article, cleaned and judged, before anything is written: values in, values out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

from tamizdat.newsroom.body import plain_text
from tamizdat.newsroom.clean import UNPRINTABLE, clean_inline, clean_text
from tamizdat.newsroom.compose_articles import LONGEST_TITLE
from tamizdat.newsroom.incoming import IncomingArticle, IncomingFigure
from tamizdat.newsroom.languages import UNKNOWN, language_tag
from tamizdat.newsroom.models import ArticlePage
from tamizdat.newsroom.prepare_blocks import prepare_blocks
from tamizdat.newsroom.public_ids import derived_public_id
from tamizdat.newsroom.slugs import make_slug

KINDS = {kind for kind, _ in ArticlePage.KINDS}
OWN = re.compile(r"urn:tamizdat:(?:article|group):([a-z2-7]{13})\Z")
PUBLIC_ID = re.compile(r"[a-z2-7]{13}\Z")
TOLD = [one.name for one in fields(IncomingArticle) if one.name != "warnings"]
YOUNG = {"sensitive"}
"""What archives did not tell when older ones were brought in: where it is empty they tell the same as then."""
LONGEST_NAME = 255
WORDS_IN_HEADLINE = 12
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be saved. Pictures are still keys of the archive; names are still names."""

    incoming: IncomingArticle
    public_id: str
    source_identity: str
    source_digest: str
    language: str
    headline: str
    slug: str
    kind: str
    is_draft: bool
    published: datetime | None
    updated: datetime | None
    section: str
    topics: tuple[str, ...]
    bylines: tuple[str, ...]
    lead: IncomingFigure | None
    blocks: tuple[Block, ...]
    corrections: tuple[tuple[datetime, str], ...]
    related: tuple[str, ...]
    """Public ids."""
    group: str
    legacy: tuple[str, ...]
    warnings: list[str] = field(default_factory=list)


def prepare_article(kind: str, incoming: IncomingArticle, now: datetime) -> Prepared:
    """Clean everything; what had to be changed is said in ``warnings``."""
    warnings = list(incoming.warnings)
    identity = UNPRINTABLE.sub("", incoming.identity)
    public_id = public_id_of(kind, identity)
    blocks = tuple(_with_ids(kind, block) for block in prepare_blocks(incoming.body, warnings.append))
    headline = _headline(incoming, blocks, warnings.append)
    published = _moment(incoming.published)
    return Prepared(
        incoming=incoming,
        public_id=public_id,
        source_identity=hashlib.sha256(f"{kind}\0{identity}".encode()).hexdigest(),
        source_digest=_digest(incoming),
        language=_language(incoming.language, warnings.append),
        headline=headline,
        slug=make_slug(incoming.slug or headline, public_id),
        kind=_kind(incoming.kind, warnings.append),
        is_draft=_is_draft(incoming, published, now, warnings.append),
        published=published,
        updated=_moment(incoming.updated),
        section=_name(incoming.section),
        topics=_names(incoming.topics),
        bylines=_names(incoming.bylines),
        lead=_lead(incoming.picture),
        blocks=blocks,
        corrections=tuple(_corrections(incoming.corrections, warnings.append)),
        related=tuple(dict.fromkeys(public_id_of(kind, UNPRINTABLE.sub("", one)) for one in incoming.related)),
        group=_group(kind, UNPRINTABLE.sub("", incoming.group)) or public_id,
        legacy=tuple(dict.fromkeys(clean for one in incoming.legacy if (clean := clean_text(one)))),
        warnings=warnings,
    )


def _with_ids(kind: str, block: Block) -> Block:
    """A list of related articles names them by identity, or by public id when this system wrote it."""
    if block["type"] != "related":
        return block
    ids = (one if PUBLIC_ID.match(one) else public_id_of(kind, one) for one in block["articles"])
    return {**block, "articles": list(ids)}


def public_id_of(kind: str, identity: str) -> str:
    """An article that this system exported keeps its id; others get one from their source."""
    own = OWN.match(identity)
    return own[1] if own else derived_public_id(kind, identity)


def _group(kind: str, name: str) -> str:
    """The id that translations share; empty when the archive names no group."""
    own = OWN.match(name)
    return own[1] if own else derived_public_id("group", kind, name) if name else ""


def _digest(incoming: IncomingArticle) -> str:
    """Equal when the archive tells the same, its pictures included."""
    told = {name: getattr(incoming, name) for name in TOLD}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: one for name, one in told.items() if one or name not in YOUNG}
    return dict(value) if isinstance(value, Mapping) else str(value)


def _language(text: str, warn: Callable[[str], None]) -> str:
    tag = language_tag(text)
    if tag == UNKNOWN and text.strip().lower() not in (UNKNOWN, ""):
        warn(f"{text[:40]!r} is no language; it comes in as {UNKNOWN}.")
    return tag


def _headline(incoming: IncomingArticle, blocks: Iterable[Block], warn: Callable[[str], None]) -> str:
    headline = clean_text(incoming.headline)
    if not headline:
        headline = _first_words(blocks) or clean_text(incoming.standfirst)[:LONGEST_TITLE] or "—"
        warn("It has no headline; its first words serve.")
    elif len(headline) > LONGEST_TITLE:
        warn(f"Its headline has {len(headline)} letters; the editor's form shows the first {LONGEST_TITLE}.")
    return headline


def _first_words(blocks: Iterable[Block]) -> str:
    for block in blocks:
        words = clean_text(plain_text(block.get("html", "")) or block.get("text", "")).split()
        if words:
            cut = " ".join(words[:WORDS_IN_HEADLINE])[:100].strip()
            return cut if len(cut) == len(" ".join(words)) else f"{cut}…"
    return ""


def _kind(kind: str, warn: Callable[[str], None]) -> str:
    if kind in KINDS:
        return kind
    warn(f"{kind[:40]!r} is no kind of article; it comes in as news.")
    return "news"


def _is_draft(incoming: IncomingArticle, at: datetime | None, now: datetime, warn: Callable[[str], None]) -> bool:
    if incoming.status == "published" and at and at > now:
        warn("Its hour has not come; it comes in as a draft.")
        return True
    return incoming.status != "published"


def _moment(at: datetime | None) -> datetime | None:
    """Whole seconds in UTC; a time without a zone is taken as UTC."""
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _name(text: str) -> str:
    return clean_text(text)[:LONGEST_NAME].strip()


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, whatever its capitals."""
    found: dict[str, str] = {}
    for one in names:
        name = _name(one)
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _lead(figure: IncomingFigure | None) -> IncomingFigure | None:
    if figure is None or not figure.picture:
        return None
    return IncomingFigure(
        figure.picture, clean_text(figure.alt), clean_inline(figure.caption), clean_text(figure.sensitive)
    )


def _corrections(told: Iterable[Mapping[str, str]], warn: Callable[[str], None]) -> Iterable[tuple[datetime, str]]:
    for one in told:
        html = clean_inline(one.get("html", ""))
        try:
            at = _moment(datetime.fromisoformat(str(one.get("at", ""))))
        except (ValueError, OverflowError):
            at = None
        if html and at:
            yield at, html
        else:
            warn("A correction without words or time is left out.")
