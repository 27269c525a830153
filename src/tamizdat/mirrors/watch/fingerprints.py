"""Block pages that are known by sight. A page that is not known is ``foreign-body``: not ours, whoever's it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import HomeError

OWN = "fingerprints.toml"
"""In ``home.mirrors``: what a newsroom has seen itself."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A block page, by words of its body or of the address that one is sent to."""

    name: str
    body: tuple[str, ...] = ()
    location: tuple[str, ...] = ()


def _read(values: dict[str, Any]) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(one["name"], tuple(one.get("body", ())), tuple(one.get("location", ())))
        for one in values.get("page", ())
    )


_VALUES = tomllib.loads((files(__package__) / "fingerprints.toml").read_text(encoding="utf-8"))
KNOWN = _read(_VALUES)
BLOCK_ADDRESSES: frozenset[str] = frozenset(_VALUES["addresses"]["known"])


def read_fingerprints(folder: Path) -> tuple[Fingerprint, ...]:
    """Those that come with the program, and the newsroom's own."""
    file = folder / OWN
    try:
        return KNOWN + _read(tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return KNOWN
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HomeError(f"{file} cannot be read: {error}. It is such as fingerprints.toml of the program.") from None


def find_block_page(data: bytes, location: str, known: tuple[Fingerprint, ...] = KNOWN) -> str:
    """The name of the block page that this is; empty when it is none that is known."""
    text, target = data.decode("utf-8", "replace").lower(), location.lower()
    for one in known:
        if any(word in text for word in one.body) or any(word in target for word in one.location if target):
            return one.name
    return ""
