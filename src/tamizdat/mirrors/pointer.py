"""Which edition a public tree holds, as the tree itself says. Nothing is verified here: that is the reader's work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.shell.errors import RefusedError


def read_pointer(tree: Path) -> tuple[str, Manifest]:
    """Follow timestamp → snapshot → targets to the manifest: its digest and what it says; raises RefusedError."""
    try:
        snapshot = _signed(tree / "tuf" / "timestamp.json")["meta"]["snapshot.json"]["version"]
        targets = _signed(tree / "tuf" / f"{int(snapshot)}.snapshot.json")["meta"]["targets.json"]["version"]
        names = _signed(tree / "tuf" / f"{int(targets)}.targets.json")["targets"]
        digest = str(names["manifest.json"]["hashes"]["sha256"])
        return digest, parse_manifest((tree / "o" / digest).read_bytes())
    except (OSError, ValueError, KeyError, TypeError, EditionError) as error:
        raise RefusedError(f"{tree} holds no edition that can be followed from tuf/timestamp.json: {error}.") from None


def _signed(file: Path) -> Any:
    return json.loads(file.read_bytes())["signed"]
