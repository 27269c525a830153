"""What any archive becomes before the newsroom accepts it: one shape for all kinds of source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Block = Mapping[str, Any]
"""A block of ``docs/formats/facts-v1.md``, except that ``picture`` holds the key of an ``IncomingPicture``."""

Status = Literal["published", "draft"]


@dataclass(frozen=True, slots=True)
class IncomingPicture:
    """A picture that an archive mentions. ``key`` is its address or name there; ``content`` is None when missing."""

    key: str
    credit: str = ""
    alt: str = ""
    licence: str = ""
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class IncomingFigure:
    """The lead picture of an article: ``picture`` is the key of an ``IncomingPicture``; ``caption`` is html."""

    picture: str
    alt: str = ""
    caption: str = ""
    sensitive: str = ""
    """Why it is covered until a reader asks for it; empty: it is not."""


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """One article as an archive tells it. ``identity`` is stable in its source: importing it twice changes nothing."""

    identity: str
    headline: str
    language: str
    body: tuple[Block, ...]
    status: Status = "published"
    standfirst: str = ""
    kind: str = "news"
    dateline: str = ""
    slug: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    section: str = ""
    topics: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    picture: IncomingFigure | None = None
    pictures: tuple[IncomingPicture, ...] = ()
    corrections: tuple[Mapping[str, str], ...] = ()
    related: tuple[str, ...] = ()
    """Identities of other articles."""
    legacy: tuple[str, ...] = ()
    """Old addresses: they become redirects."""
    group: str = ""
    """Equal for translations of one article; empty when there are none."""
    licence: str = ""
    warnings: tuple[str, ...] = field(default=())


Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an incoming article."""

    identity: str
    outcome: Outcome
    warnings: tuple[str, ...] = ()
    missing_media: tuple[str, ...] = ()
    """Keys of pictures that did not come with it."""
