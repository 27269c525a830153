"""What a pulling mirror remembers: whose edition it carries, and the highest versions that it accepted. No secret."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tamizdat.core.trust.sign import Versions
from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Kept:
    """``root``: the newest root that was accepted. ``size``: bytes of the edition's files."""

    root: bytes
    versions: Versions | None = None
    size: int = 0
    is_checked: bool = True
    """Did somebody give the root, or was the first one that came believed?"""
    pools: tuple[tuple[str, int], ...] = ()
    """Of each pool the version of the list that was accepted last."""


def read_kept(file: Path) -> Kept | None:
    """None before the first pull; raises RefusedError for a file that cannot be read."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        versions = value["versions"]
        return Kept(
            value["root"].encode("ascii"),
            Versions(**versions) if versions else None,
            int(value["size"]),
            bool(value["is_checked"]),
            tuple((str(pool), int(version)) for pool, version in value["pools"].items()),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(f"{file} cannot be read. Remove it to begin anew, with --root FILE.") from None


def write_kept(file: Path, kept: Kept) -> None:
    """At once and whole."""
    versions = kept.versions
    value = {
        "is_checked": kept.is_checked,
        "pools": dict(kept.pools),
        "root": kept.root.decode("ascii"),
        "size": kept.size,
        "versions": {
            "targets": versions.targets, "snapshot": versions.snapshot, "timestamp": versions.timestamp
        } if versions else None,
    }  # fmt: skip
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8") as new:
        json.dump(value, new)
        new.flush()
        os.fsync(new.fileno())
    part.replace(file)
