"""What a rebuilt newsroom remembers of the edition that readers saw last, so that its numbers go on and never back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Restored:
    """The last edition that readers may have seen: its manifest, and the versions of its metadata."""

    manifest: str
    """The manifest itself: JSON text, as it was signed. Empty: there was no edition, or nobody could read it."""
    targets: int
    snapshot: int
    timestamp: int
    retractions: str = ""
    """The list of withdrawn paths as it was signed; empty when nothing was ever withdrawn."""
    awaits: bool = False
    """It came from a backup, and nobody knows yet what was withdrawn since: nothing is pressed until somebody does."""
    hidden: bool = False
    """A person was hidden since. Nobody knows where the name stands: nothing is pressed until it is hidden again."""


def write_restored(file: Path, restored: Restored) -> None:
    """Keep it; at once and whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.write_text(json.dumps(asdict(restored), sort_keys=True), encoding="utf-8")
    part.replace(file)


def read_restored(file: Path) -> Restored | None:
    """None when this newsroom was not rebuilt; refuses while it may bring back what was withdrawn or hidden since."""
    found = look_at_restored(file)
    if found is not None and found.awaits:
        raise RefusedError(
            f"{file.parent.parent} was brought back from a backup, and no mirror has told yet what was withdrawn "
            "since. Nothing is pressed until then. Name a mirror: `tamizdat restore --retractions ADDRESS`; or, if "
            "nothing was withdrawn: `tamizdat restore --without-retractions`."
        )
    if found is not None and found.hidden:
        raise RefusedError(
            f"{file.parent.parent} was brought back from a copy, and a person was hidden since: the name may stand "
            "anywhere in it. Nothing is pressed until then: hide that person again at the desk (Corrections, Hide a "
            "person), and say so: `tamizdat restore --hidden-again`."
        )
    return found


def look_at_restored(file: Path) -> Restored | None:
    """The same, also while it waits."""
    try:
        return Restored(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
