"""What came of the last attempts to press: whoever presses notes it, the desk reads it. Lost, it does no harm."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.shell.home import Home

FILE = "last-tries.json"


@dataclass(frozen=True, slots=True)
class PressState:
    """When facts were last made an edition, or found to need none; what went wrong since."""

    done_at: datetime | None = None
    failed_at: datetime | None = None
    """None: the last attempt succeeded."""
    why: str = ""
    held: tuple[tuple[str, str], ...] = ()
    """Units that the last edition lacks or has as they were before, each with its reason."""


def read_press_state(home: Home) -> PressState:
    """As it was noted; what cannot be read is as if nothing had been noted."""
    try:
        noted: dict[str, Any] = json.loads((home.press / FILE).read_text(encoding="utf-8"))
        return PressState(
            _moment(noted["done_at"]),
            _moment(noted["failed_at"]),
            str(noted["why"]),
            tuple((str(unit), str(why)) for unit, why in noted["held"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return PressState()


def note_done(home: Home, at: datetime, held: tuple[tuple[str, str], ...]) -> None:
    """An attempt that succeeded."""
    _write(home.press / FILE, PressState(at, held=held))


def note_failed(home: Home, at: datetime, why: str) -> None:
    """An attempt that did not; since when is kept while it goes on."""
    before = read_press_state(home)
    _write(home.press / FILE, replace(before, failed_at=before.failed_at or at, why=why))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write(file: Path, state: PressState) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as new:
        json.dump(asdict(state), new, default=datetime.isoformat)
    part.replace(file)
