"""What readers see now, for the first page of the desk: read from the public tree, as any reader could."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest


@dataclass(frozen=True, slots=True)
class WhatReadersSee:
    """The current edition: its number, when it was pressed, how many files it has, until when it counts as fresh."""

    edition: int
    pressed: datetime
    entries: int
    fresh_until: datetime


def read_current(tree: Path) -> WhatReadersSee | None:
    """None when nothing has been pressed yet, or what lies there cannot be read."""
    try:
        timestamp = _signed(tree / "tuf" / "timestamp.json")
        snapshot = _signed(tree / "tuf" / f"{timestamp['meta']['snapshot.json']['version']}.snapshot.json")
        targets = _signed(tree / "tuf" / f"{snapshot['meta']['targets.json']['version']}.targets.json")
        manifest = _manifest(tree, targets["targets"]["manifest.json"]["hashes"]["sha256"])
        fresh_until = datetime.fromisoformat(timestamp["expires"])
    except (OSError, ValueError, KeyError, TypeError, EditionError):
        return None
    return WhatReadersSee(manifest.edition, manifest.issued_at, manifest.entries, fresh_until)


def _signed(file: Path) -> dict[str, Any]:
    signed: dict[str, Any] = json.loads(file.read_bytes())["signed"]
    return signed


def _manifest(tree: Path, digest: str) -> Manifest:
    if not digest.isalnum():
        raise ValueError("A digest is letters and digits.")
    return parse_manifest((tree / "o" / digest).read_bytes())
