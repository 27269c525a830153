"""Which edition a public tree holds, as the tree itself says. Nothing is verified here: that is the reader's work."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.shell.errors import RefusedError

_digest = re.compile(r"[0-9a-f]{64}\Z")


def read_pointer(tree: Path) -> tuple[str, Manifest]:
    """Follow timestamp → snapshot → targets to the manifest: its digest and what it says; raises RefusedError."""
    targets = read_targets(tree)
    try:
        digest = targets["manifest.json"]
        return digest, parse_manifest((tree / "o" / digest).read_bytes())
    except (OSError, ValueError, KeyError, EditionError) as error:
        raise RefusedError(f"{tree} holds no edition that can be followed from tuf/timestamp.json: {error}.") from None


def read_targets(tree: Path) -> dict[str, str]:
    """What the tree is signed for, the manifest and whatever else: name → digest; raises RefusedError."""
    try:
        snapshot = _signed(tree / "tuf" / "timestamp.json")["meta"]["snapshot.json"]["version"]
        targets = _signed(tree / "tuf" / f"{int(snapshot)}.snapshot.json")["meta"]["targets.json"]["version"]
        names = _signed(tree / "tuf" / f"{int(targets)}.targets.json")["targets"]
        return {str(name): _hex(one["hashes"]["sha256"]) for name, one in names.items()}
    except (OSError, ValueError, KeyError, TypeError, EditionError) as error:
        raise RefusedError(f"{tree} holds no edition that can be followed from tuf/timestamp.json: {error}.") from None


def _hex(text: object) -> str:
    """A digest becomes the name of a file, so it must be one."""
    if not isinstance(text, str) or not _digest.match(text):
        raise ValueError("it names no digest")
    return text


def _signed(file: Path) -> Any:
    return json.loads(file.read_bytes())["signed"]
