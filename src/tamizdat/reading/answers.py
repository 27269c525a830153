"""What a reader with a memory finds out, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tamizdat.core.edition.errors import Rule
from tamizdat.core.edition.map import Entry
from tamizdat.core.trust.verdict import Trust, Verdict
from tamizdat.reading.memory import Seen


@dataclass(frozen=True, slots=True)
class Reason:
    """What was wrong at one place; without a place, what is wrong with what the newsroom itself says."""

    place: str
    file: str
    rule: Rule | Literal["clock", "equivocation"]
    message: str


@dataclass(frozen=True, slots=True)
class Equivocation:
    """Two manifests of one number, both by valid signatures: each with the metadata that leads to it."""

    edition: int
    one: Seen
    other: Seen


@dataclass(frozen=True, slots=True)
class Trusted:
    """The newest edition that was to be had, and where."""

    trust: Trust
    address: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader is shown, and told. Data comes only with ``current`` or ``stale``, and is the newsroom's, whole.

    ``current`` or ``stale`` without data: the newsroom's map proves that its edition has no such page.
    """

    verdict: Verdict
    data: bytes | None = None
    entry: Entry | None = None
    edition: int | None = None
    issued_at: datetime | None = None
    age_seconds: int | None = None
    source: Literal["origin", "mirror", ""] = ""
    reasons: tuple[Reason, ...] = ()
