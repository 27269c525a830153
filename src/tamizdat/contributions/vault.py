"""What is known of a person, under a key of their own: erasing somebody destroys that key, and all under it is noise.

A copy of the database from before holds the sealed key still: with ``vault.key`` it opens until that copy is destroyed.

AES-256-GCM (NIST SP 800-38D) by the library ``cryptography``. The data key lies sealed under the vault's key, which is
a file of the support site and never in its database. Addresses are found again by a keyed digest (HMAC-SHA-256).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.private_files import check_private, make_once

NONCE = 12


def new_id() -> str:
    """26 random letters and digits; they name nobody."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def new_code() -> str:
    """A code for an address that cannot be guessed: 160 bits."""
    return secrets.token_urlsafe(20)


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Vault:
    """The key above all supporters' keys."""

    key: bytes

    def new_key(self) -> bytes:
        """A data key, sealed."""
        return _seal(self.key, AESGCM.generate_key(256))

    def seal(self, sealed_key: bytes, value: Mapping[str, object]) -> bytes:
        """A value under a data key."""
        return _seal(_open(self.key, sealed_key), json.dumps(value, ensure_ascii=False).encode())

    def open(self, sealed_key: bytes, sealed: bytes) -> dict[str, object]:
        """The value again; raises RefusedError when it is not under this key."""
        value = json.loads(_open(_open(self.key, sealed_key), sealed))
        return dict(value)

    def lookup(self, email: str) -> str:
        """A digest by which an address is found again, and that nobody without the vault's key can try out."""
        own = hmac.digest(self.key, b"tamizdat: look an address up", "sha256")
        return hmac.new(own, normalize("NFKC", email).strip().casefold().encode(), "sha256").hexdigest()


def open_vault(home: Home) -> Vault:
    """The vault of this home; the first call makes its key. A file that others can read is refused."""
    file = home.support_keys / "vault.key"
    if not file.exists():
        make_once(file, AESGCM.generate_key(256))
    return Vault(_read_private(file))


def _read_private(file: Path) -> bytes:
    check_private(file)
    key = file.read_bytes()
    if len(key) != 32:
        raise RefusedError(f"{file} is not the vault's key: {len(key)} bytes, not 32. Bring it back from a backup.")
    return key


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), None)
    except InvalidTag:
        raise RefusedError("What is kept of a supporter cannot be opened with this home's vault.key.") from None
