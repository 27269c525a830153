"""Who stands behind a byline, for the day when that has to be proved: sealed to named people, open to nobody else.

Each record is sealed to each reader's X25519 key with a one-time key of its own; a private key never comes near the
newsroom. Which reader a record is for cannot be told from it. Nothing is recorded unless somebody does it.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tamizdat.shell.errors import RefusedError

PUBLIC, PRIVATE = "tamizdat-register-", "TAMIZDAT-REGISTER-KEY-"
INFO = b"tamizdat byline register 1"
BLOCK = 256
"""All records are as long as each other, if they are short."""


def make_key_pair() -> tuple[str, str]:
    """The private key, which its owner keeps offline, and the public one for the newsroom."""
    key = X25519PrivateKey.generate()
    return PRIVATE + _text(key.private_bytes_raw()), PUBLIC + _text(key.public_key().public_bytes_raw())


def seal_record(values: Mapping[str, str], readers: Iterable[str]) -> list[dict[str, str]]:
    """One box for each reader, in an order that tells nothing."""
    data = json.dumps(dict(values), ensure_ascii=False).encode()
    data += b" " * (-len(data) % BLOCK)
    boxes = [_seal(data, _public(one)) for one in readers]
    if not boxes:
        raise RefusedError("Name at least one reader with --to: a record that nobody can open is of no use.")
    secrets.SystemRandom().shuffle(boxes)
    return boxes


def open_record(boxes: Iterable[Mapping[str, str]], private: str) -> dict[str, Any] | None:
    """What it says, if one of its boxes is for this key."""
    key = X25519PrivateKey.from_private_bytes(_bytes(private, PRIVATE))
    for box in boxes:
        once = base64.b64decode(box["once"])
        cipher = _cipher(key.exchange(X25519PublicKey.from_public_bytes(once)), once, key.public_key())
        try:
            found: dict[str, Any] = json.loads(cipher.decrypt(bytes(12), base64.b64decode(box["data"]), INFO))
        except InvalidTag:
            continue
        return found
    return None


def _seal(data: bytes, reader: X25519PublicKey) -> dict[str, str]:
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    sealed = _cipher(once.exchange(reader), public, reader).encrypt(bytes(12), data, INFO)
    return {"once": base64.b64encode(public).decode(), "data": base64.b64encode(sealed).decode()}


def _cipher(shared: bytes, once: bytes, reader: X25519PublicKey) -> ChaCha20Poly1305:
    """Its key is used once, so its nonce may be zeros."""
    salt = once + reader.public_bytes_raw()
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=salt, info=INFO).derive(shared))


def _public(text: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(_bytes(text, PUBLIC))


def _text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _bytes(text: str, begins: str) -> bytes:
    text = text.strip()
    body = text.removeprefix(begins).upper()
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        data = b""
    if not text.startswith(begins) or len(data) != 32:
        raise RefusedError(f"That is no key of the register: it has to begin with {begins} and be whole.")
    return data
