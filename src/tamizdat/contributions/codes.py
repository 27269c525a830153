"""Codes in addresses that need not be kept: made again from the vault's key whenever a mail or a page needs one.

The database holds only their digests, so who copies it can open no receipt and cancel no reminder.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode

from tamizdat.contributions.vault import Vault

SIZE = 20
"""Bytes: 160 bits. Small letters and digits only, so that no mail program cuts an address short."""


def code_for(vault: Vault, what: str, id: str) -> str:
    """The code of one thing: always the same, and no guess helps."""
    return _spell(hmac.digest(vault.key, f"tamizdat code: {what}: {id}".encode(), "sha256")[:SIZE])


def random_code() -> str:
    """A code for something that is done once."""
    return _spell(secrets.token_bytes(SIZE))


def _spell(data: bytes) -> str:
    return b32encode(data).decode().lower()
