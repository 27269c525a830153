"""What readers had last when a backup was made: a rebuilt newsroom goes on from these numbers, never below them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tamizdat.core.trust.retractions import RETRACTIONS
from tamizdat.core.trust.sign import MANIFEST
from tamizdat.shell.home import Home
from tamizdat.shell.restored import Restored, look_at_restored, write_restored

NONE = Restored("", 0, 0, 0)


def note_edition(home: Home, file: Path) -> Restored:
    """Write it down beside the database."""
    found = read_edition(home.public_tree) or look_at_restored(home.restored) or NONE
    write_restored(file, found)
    return found


def read_edition(tree: Path) -> Restored | None:
    """Of our own public tree, which needs no check; None before the first edition, or while another takes its place."""
    try:
        tree = tree.resolve(strict=True)
        timestamp = _signed(tree / "tuf" / "timestamp.json")
        snapshot_version = int(timestamp["meta"]["snapshot.json"]["version"])
        snapshot = _signed(tree / "tuf" / f"{snapshot_version}.snapshot.json")
        targets_version = int(snapshot["meta"]["targets.json"]["version"])
        targets = _signed(tree / "tuf" / f"{targets_version}.targets.json")["targets"]
        return Restored(
            _object(tree, targets, MANIFEST),
            targets_version,
            snapshot_version,
            int(timestamp["version"]),
            _object(tree, targets, RETRACTIONS) if RETRACTIONS in targets else "",
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _signed(file: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(file.read_bytes())["signed"]
    return value


def _object(tree: Path, targets: dict[str, Any], name: str) -> str:
    return (tree / "o" / str(targets[name]["hashes"]["sha256"])).read_text(encoding="utf-8")
