"""The key that signs the newsroom's sessions: made once, kept in the newsroom's folder."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from tamizdat.shell.private_files import make_once


def read_secret_key(file: Path) -> str:
    """Read the key; the first call makes it, readable by its owner alone. Of two first calls, both get the same one."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii")
    make_once(file, secrets.token_urlsafe(50).encode())
    return file.read_text(encoding="ascii")
