"""What was found in one page, before pages are joined and become an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.newsroom.incoming import Block, IncomingFigure, IncomingPicture


@dataclass(frozen=True, slots=True)
class PageDraft:
    """One page: its article's parts, and where the rest of the article is."""

    headline: str = ""
    standfirst: str = ""
    bylines: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    section: str = ""
    topics: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    lead: IncomingFigure | None = None
    pictures: tuple[IncomingPicture, ...] = ()
    address: str = ""
    """The address that the page names as its own."""
    next_address: str = ""
    """Where the article goes on."""
    previous_address: str = ""
    warnings: tuple[str, ...] = ()
