"""What tests of archives share: reading one to its end, and the real ones that lie beside the checkout."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.intake.archive import ReadOptions, Skipped, Warned
from tamizdat.intake.kinds import reader_of
from tamizdat.intake.media import no_media
from tamizdat.newsroom.incoming import IncomingArticle

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
INPUT = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[3] / "shared" / "input")


def real(path: str) -> Path:
    """A real archive; the test is skipped where it is absent."""
    found = INPUT / path
    if not found.exists():
        pytest.skip(f"{path} is not here: set TAMIZDAT_INPUT to the folder of real archives")
    return found


@dataclass
class Read:
    """All that an archive gave."""

    articles: list[IncomingArticle] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def live(self) -> list[IncomingArticle]:
        return [one for one in self.articles if one.status == "published"]

    def drafts(self) -> list[IncomingArticle]:
        return [one for one in self.articles if one.status == "draft"]

    def named(self, headline: str) -> IncomingArticle:
        (found,) = [one for one in self.articles if one.headline == headline]
        return found


def read(kind: str, path: Path, find_media: Callable[[str], bytes | None] = no_media) -> Read:
    """Read an archive to its end."""
    found = Read()
    for item in reader_of(kind)(path, ReadOptions(language="en", find_media=find_media, now=NOW)):
        if isinstance(item, IncomingArticle):
            found.articles.append(item)
        elif isinstance(item, Skipped):
            found.skipped.append(item)
        elif isinstance(item, Warned):
            found.warned.append(item.text)
    return found


def words(article: IncomingArticle) -> str:
    """All html and text of the body."""
    return " ".join(str(block.get("html") or block.get("text") or "") for block in article.body)
