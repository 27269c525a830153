"""The key that signs the newsroom's sessions: made once, kept in the newsroom's folder."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def read_secret_key(file: Path) -> str:
    """Read the key; the first call makes it, readable by its owner alone. Of two first calls, both get the same one."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
        new.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(part, file)  # whole, and never over another's
    part.unlink()
    return file.read_text(encoding="ascii")
