"""The key that signs the newsroom's sessions: made once, kept in the newsroom's folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_secret_key(file: Path) -> str:
    """Read the key; the first call makes it, readable by its owner alone."""
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
        return file.read_text(encoding="ascii")
