"""What every kind of archive gives: articles one after another, and a word on each item that does not come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from tamizdat.newsroom.incoming import IncomingArticle


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that does not come in: its id (or place) in the archive, and why, in words for an editor."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the archive as a whole that an editor should know."""

    text: str


class FindMedia(Protocol):
    """The bytes of a picture that an archive mentions by address or name; None when it is not at hand."""

    def __call__(self, key: str) -> bytes | None:
        """Look beside the archive (``--media DIR``), and on the network only with ``--fetch-media``."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the reader of an archive is told."""

    language: str
    """The language of items that name none."""
    find_media: FindMedia
    progress: Callable[[int, int], None] = field(default=lambda done, total: None)
    """Told of bytes (or items) read so far, of how many."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    """What is dated or embargoed after this moment is not published yet."""


class ReadArchive(Protocol):
    """Reads one kind of archive, lazily and in bounded memory; raises RefusedError when it is none of its kind."""

    def __call__(self, source: Path, options: ReadOptions) -> Iterator[IncomingArticle | Skipped | Warned]:
        """Each item of the archive."""
