"""The envelope of offer and statement: canonical JSON with one Ed25519 signature.

Whoever checks needs the public key and this file. Format: docs/formats/support-v1.md, section 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.core.canonical import canonical_json, digest, parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.ledger.errors import StatementError, TooLongError

LARGEST = 14_000
_key = re.compile(r"[0-9a-f]{64}\Z")
_signature = re.compile(r"[0-9a-f]{128}\Z")


def keyid_of(public_key: str) -> str:
    """The SHA-256 of the raw public key; raises StatementError when it is not 64 hex digits."""
    if not _key.match(public_key):
        raise StatementError("The public key is not 64 lower-case hex digits.")
    return digest(bytes.fromhex(public_key))


def sign(signed: Mapping[str, Any], private: Ed25519PrivateKey) -> bytes:
    """The bytes that are published."""
    public = private.public_key().public_bytes_raw().hex()
    signature = private.sign(canonical_json(dict(signed))).hex()
    data = canonical_json({"signatures": [{"keyid": keyid_of(public), "sig": signature}], "signed": dict(signed)})
    if len(data) > LARGEST:
        raise TooLongError(f"{len(data)} bytes are too many: {LARGEST} is the most. Shorten the texts.")
    return data


def open_signed(data: bytes, public_key: str) -> dict[str, Any]:
    """What was signed; raises StatementError when it was not by this key, or stands in another form."""
    keyid, envelope = keyid_of(public_key), _read(data)
    signature = envelope["signatures"][0]
    if signature["keyid"] != keyid:
        if public_key == signature["keyid"]:
            raise StatementError(
                "What you gave is the key's number (its SHA-256). Ask the newsroom for the key itself."
            )
        raise StatementError("It is signed by another key than the one that you trust.")
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        public.verify(bytes.fromhex(signature["sig"]), canonical_json(envelope["signed"]))
    except (InvalidSignature, ValueError):
        raise StatementError("The signature is not right: it was changed after it was signed.") from None
    signed: dict[str, Any] = envelope["signed"]
    return signed


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise StatementError(f"It has {len(data)} bytes; {LARGEST} is the most.")
    try:
        envelope = parse_strict(data)
        is_right = canonical_json(envelope) == data
    except CanonicalError as error:
        raise StatementError(f"It is not canonical JSON: {error}") from None
    if not is_right:
        raise StatementError("It is not in its one right form: sorted keys, no spaces, NFC text.")
    if not isinstance(envelope, dict) or set(envelope) != {"signed", "signatures"}:
        raise StatementError("It is no signed envelope.")
    if not isinstance(envelope["signed"], dict) or not _is_one_signature(envelope["signatures"]):
        raise StatementError("It has no signature in the right form.")
    return envelope


def _is_one_signature(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 1
        and isinstance(value[0], dict)
        and set(value[0]) == {"keyid", "sig"}
        and all(isinstance(one, str) for one in value[0].values())
        and bool(_key.match(value[0]["keyid"]))
        and bool(_signature.match(value[0]["sig"]))
    )
