"""A secret under a passphrase: scrypt (RFC 7914), then AES-256-GCM. Layout: docs/decisions/28-keys.md.

    1 byte   1, the layout        1 byte   the cost: scrypt's n is 2 to this power; r = 8, p = 1
    16 bytes salt                 then     the secret, encrypted, and 16 bytes that show whether anything was changed

scrypt gives 44 bytes: the key and the nonce. The salt is never used twice, so the nonce is not either.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tamizdat.shell.errors import RefusedError

LAYOUT = 1
SALT, TAG = 16, 16
FOR_PEOPLE = 18
"""256 MB of memory and about a second for each try: a passphrase that somebody can remember has to cost something."""
FOR_MACHINES = 10
"""For passphrases of 256 random bits, which nobody guesses at any speed."""
MOST = 20
"""More would be a file that was made to fill our memory."""


class PassphraseError(RefusedError):
    """It does not open with this passphrase, or it was changed."""


def seal(secret: bytes, passphrase: str, cost: int | None = None) -> bytes:
    """The secret, so that only who knows the passphrase can open it; as costly as for people when nothing is said."""
    cost = cost or FOR_PEOPLE
    head = bytes([LAYOUT, cost])
    salt = secrets.token_bytes(SALT)
    key, nonce = _stretch(passphrase, salt, cost)
    return head + salt + AESGCM(key).encrypt(nonce, secret, head)


def open_sealed(sealed: bytes, passphrase: str) -> bytes:
    """The secret again; raises PassphraseError."""
    if len(sealed) < 2 + SALT + TAG or sealed[0] != LAYOUT or not 1 <= sealed[1] <= MOST:
        raise RefusedError("This is no sealed key, or one of a later version of Tamizdat.")
    head, salt, cost = sealed[:2], sealed[2 : 2 + SALT], sealed[1]
    stretch = _stretch_once if cost <= FOR_MACHINES else _stretch
    key, nonce = stretch(passphrase, salt, cost)
    try:
        return AESGCM(key).decrypt(nonce, sealed[2 + SALT :], head)
    except InvalidTag:
        raise PassphraseError("The passphrase does not open this key.") from None


def _stretch(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    words = normalize("NFKC", passphrase).strip().encode()
    made = Scrypt(salt=salt, length=44, n=1 << cost, r=8, p=1).derive(words)
    return made[:32], made[32:]


_stretch_once = lru_cache(maxsize=16)(_stretch)
"""A press that stays opens the same keys again and again. Never used for what people know by heart."""
