"""What a rebuilt newsroom remembers of the edition that it came from, so that its numbers go on and never back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Restored:
    """The last edition that readers may have seen: its manifest, and the versions of its metadata."""

    manifest: str
    """The manifest itself: JSON text, as it was signed."""
    targets: int
    snapshot: int
    timestamp: int
    retractions: str = ""
    """The list of withdrawn paths as it was signed; empty when nothing was ever withdrawn."""


def write_restored(file: Path, restored: Restored) -> None:
    """Keep it; at once and whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.write_text(json.dumps(asdict(restored), sort_keys=True), encoding="utf-8")
    part.replace(file)


def read_restored(file: Path) -> Restored | None:
    """None when this newsroom was not rebuilt."""
    try:
        return Restored(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
