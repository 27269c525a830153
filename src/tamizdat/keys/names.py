"""What we call the holders of keys, and since when: private, in ``keys/names.json``; never in a root file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tamizdat.keys.disk import write_whole
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

FILE = "names.json"


@dataclass(frozen=True, slots=True)
class Known:
    """Of one public key."""

    name: str
    since: str
    """A day, ``2026-03-01``."""


def read_names(home: Home) -> dict[str, Known]:
    """By public key; empty where nobody was named yet."""
    file = home.keys / FILE
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        return {str(public): Known(str(one["name"]), str(one["since"])) for public, one in value.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(f"{file} cannot be read. It holds names only: take it away, and nobody has one.") from None


def note_names(home: Home, names: Mapping[str, str], now: datetime) -> None:
    """Add those that are new; who is known keeps the day."""
    known = read_names(home)
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    new = {public: Known(name, day) for public, name in names.items() if public not in known}
    if new:
        value = {public: {"name": one.name, "since": one.since} for public, one in sorted((known | new).items())}
        write_whole(home.keys / FILE, json.dumps(value, ensure_ascii=False, indent=1).encode())
