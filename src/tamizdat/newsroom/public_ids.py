"""Public ids: random for what is written here, derived for what is imported, counters never."""

from __future__ import annotations

import base64
import hashlib
import secrets


def random_public_id() -> str:
    """13 characters of a–z and 2–7. A running number would tell how much is embargoed."""
    return base64.b32encode(secrets.token_bytes(8)).decode().rstrip("=").lower()


def derived_public_id(*identity: str) -> str:
    """The id of something imported: the same source gives the same id in every newsroom."""
    digest = hashlib.sha256("\0".join(identity).encode()).digest()
    return base64.b32encode(digest[:8]).decode().rstrip("=").lower()
