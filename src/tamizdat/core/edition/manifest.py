"""What one edition is, in one small file. Format: docs/formats/edition-v1.md, section 6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from tamizdat.core.canonical import LARGEST, canonical_json, parse_strict
from tamizdat.core.edition.errors import CanonicalError, ManifestError

FORMAT = "tamizdat-edition-v1"
KEYS = {"edition", "encodings_root", "entries", "format", "issued_at", "map_root", "previous"}

_time = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_digest = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One edition: its number, its time (UTC, whole seconds), its two maps, and the manifest before it."""

    edition: int
    issued_at: datetime
    map_root: str
    encodings_root: str
    entries: int
    previous: str | None

    def __post_init__(self) -> None:
        _check_number(self.edition, "edition", 1)
        _check_number(self.entries, "entries", 0)
        if self.issued_at.tzinfo != UTC or self.issued_at.microsecond:
            raise ManifestError("issued_at must be a time in UTC, in whole seconds.")
        for name, value in (("map_root", self.map_root), ("encodings_root", self.encodings_root)):
            _check_digest(value, name)
        if self.previous is not None:
            _check_digest(self.previous, "previous")

    def to_bytes(self) -> bytes:
        """The manifest as it is published and signed."""
        return canonical_json(
            {
                "edition": self.edition,
                "encodings_root": self.encodings_root,
                "entries": self.entries,
                "format": FORMAT,
                "issued_at": self.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20),
                "map_root": self.map_root,
                "previous": self.previous,
            }
        )


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest; refuses anything but the one right form."""
    try:
        value = parse_strict(data)
    except CanonicalError as error:
        raise ManifestError(f"The manifest is refused: {error}") from None
    if not isinstance(value, dict) or value.keys() != KEYS or value["format"] != FORMAT:
        raise ManifestError(f"The manifest does not have exactly the keys of {FORMAT}.")
    manifest = Manifest(
        edition=value["edition"],
        issued_at=_parse_time(value["issued_at"]),
        map_root=value["map_root"],
        encodings_root=value["encodings_root"],
        entries=value["entries"],
        previous=value["previous"],
    )
    if manifest.to_bytes() != data:
        raise ManifestError("The manifest is not in the one right form: keys sorted, no spaces.")
    return manifest


def _parse_time(value: object) -> datetime:
    try:
        if not isinstance(value, str) or not _time.match(value):
            raise ValueError
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise ManifestError("issued_at is not a time such as 2026-03-01T09:30:00Z.") from None


def _check_number(value: object, name: str, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST:
        raise ManifestError(f"{name} must be a whole number from {least}.")


def _check_digest(value: object, name: str) -> None:
    if not isinstance(value, str) or not _digest.match(value):
        raise ManifestError(f"{name} must be 64 lower-case hex digits.")
