"""When the newsroom last rehearsed, and with what outcome: ``keys/drills.json``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.keys.disk import write_whole
from tamizdat.shell.home import Home

FILE = "drills.json"
DRILL_EVERY = timedelta(days=183)
KEPT = 50


def last_drill(home: Home) -> datetime | None:
    """The last one after which the newsroom signed again."""
    times = [one["at"] for one in _read(home) if one.get("signs_again")]
    return datetime.strptime(times[-1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if times else None


def note_drill(home: Home, scenario: str, *, signs_again: bool, minutes: float, now: datetime) -> None:
    """Keep the outcome."""
    at = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    new = {"at": at, "scenario": scenario, "signs_again": signs_again, "minutes": round(minutes, 2)}
    home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(home.keys / FILE, json.dumps([*_read(home), new][-KEPT:], indent=1).encode())


def _read(home: Home) -> list[dict[str, Any]]:
    try:
        value = json.loads((home.keys / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [one for one in value if isinstance(one, dict) and "at" in one] if isinstance(value, list) else []
