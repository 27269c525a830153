"""Codes in addresses that need not be kept: made again from the vault's key whenever a mail or a page needs one.

The database holds only their digests, so who copies it can open no receipt and cancel no reminder.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from tamizdat.contributions.vault import Vault


def code_for(vault: Vault, what: str, id: str) -> str:
    """The code of one thing: always the same, 160 bits, and no guess helps."""
    mac = hmac.digest(vault.key, f"tamizdat code: {what}: {id}".encode(), "sha256")
    return urlsafe_b64encode(mac[:20]).decode().rstrip("=")
