"""One key in one file: who holds it, what it is for, its public half, and the private half under a passphrase."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

from tamizdat.keys.disk import need_private
from tamizdat.keys.seal import open_sealed, seal
from tamizdat.shell.errors import RefusedError

KeyRole = Literal["root", "edition", "timestamp"]
ROLES = ("root", "edition", "timestamp")
FORMAT, PUBLIC_FORMAT = "tamizdat-key-v1", "tamizdat-public-key-v1"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that everybody may know; ``holder`` is a name for us and never leaves the newsroom."""

    role: KeyRole
    holder: str
    public: str
    """64 hex digits."""
    made: datetime

    @property
    def key(self) -> SSlibKey:
        return key_of(self.public)

    @property
    def keyid(self) -> str:
        return str(self.key.keyid)

    def to_bytes(self) -> bytes:
        return _dump({"format": PUBLIC_FORMAT, **self._fields()})

    def _fields(self) -> dict[str, str]:
        return {
            "role": self.role,
            "holder": self.holder,
            "public": self.public,
            "made": f"{self.made:%Y-%m-%dT%H:%M:%SZ}",
        }


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Both halves; the private one is sealed."""

    half: PublicKey
    sealed: bytes

    def to_bytes(self) -> bytes:
        sealed = b64encode(self.sealed).decode()
        return _dump({"format": FORMAT, **self.half._fields(), "sealed": sealed})

    def open(self, passphrase: str) -> CryptoSigner:
        """Who can sign; raises PassphraseError."""
        signer = signer_of(self.open_secret(passphrase))
        if public_of(signer) != self.half.public:
            raise RefusedError(f"The key of {self.half.holder} was changed: its two halves do not belong together.")
        return signer

    def open_secret(self, passphrase: str) -> bytes:
        """The 32 bytes that everything stands on; raises PassphraseError."""
        return open_sealed(self.sealed, passphrase)


def make_key(
    role: KeyRole, holder: str, passphrase: str, now: datetime, cost: int | None = None
) -> tuple[KeyFile, CryptoSigner]:
    """A new key, by the chance of the operating system."""
    return seal_key(Ed25519PrivateKey.generate().private_bytes_raw(), role, holder, passphrase, now, cost)


def seal_key(
    secret: bytes, role: KeyRole, holder: str, passphrase: str, now: datetime, cost: int | None = None
) -> tuple[KeyFile, CryptoSigner]:
    """A key that exists already, such as one from paper, in a file."""
    signer = signer_of(secret)
    half = PublicKey(role, holder, public_of(signer), now.astimezone(UTC).replace(microsecond=0))
    return KeyFile(half, seal(secret, passphrase, cost)), signer


def signer_of(secret: bytes) -> CryptoSigner:
    """32 bytes → who can sign."""
    if len(secret) != 32:
        raise RefusedError("This is not an Ed25519 key.")
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(secret))


def public_of(signer: CryptoSigner) -> str:
    """64 hex digits."""
    return str(signer.public_key.keyval["public"])


def key_of(public: str) -> SSlibKey:
    """A public key as metadata lists it; raises RefusedError."""
    try:
        return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)))
    except ValueError:
        raise RefusedError(f"{public[:80]!r} is not a public key: 64 hex digits.") from None


def fingerprint(public: str) -> str:
    """Short enough to be read aloud over a telephone: ``3f2a 91bc 77d0 12ab``."""
    return " ".join(public[n : n + 4] for n in range(0, 16, 4))


def read_key_file(file: Path) -> KeyFile:
    """The key in this file; refuses one that others can read, and what is no key."""
    data = _read(file)
    need_private(file)
    value = _parse(data, FORMAT, file)
    try:
        return KeyFile(_half(value), b64decode(str(value["sealed"]), validate=True))
    except (KeyError, ValueError) as error:
        raise RefusedError(f"{file} is not a whole key ({error}). Use another copy, or the paper.") from None


def read_public_key(file: Path) -> PublicKey:
    """The public half in this file. A key file does too: its public half is taken."""
    data = _read(file)
    value = _parse(data, PUBLIC_FORMAT if PUBLIC_FORMAT.encode() in data else FORMAT, file)
    try:
        return _half(value)
    except (KeyError, ValueError) as error:
        raise RefusedError(f"{file} is not a whole public key ({error}).") from None


def _half(value: dict[str, Any]) -> PublicKey:
    role, public = value["role"], str(value["public"])
    if role not in ROLES:
        raise ValueError("it is for nothing that is known here")
    key_of(public)
    made = datetime.strptime(str(value["made"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return PublicKey(cast(KeyRole, role), str(value["holder"]), public.lower(), made)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise RefusedError(f"{file} is not there.") from None
    except IsADirectoryError:
        raise RefusedError(f"{file} is a folder. Name the key's file in it.") from None


def _parse(data: bytes, wanted: str, file: Path) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    if not isinstance(value, dict) or value.get("format") != wanted:
        raise RefusedError(f"{file} is not a key of this kind ({wanted}).")
    return value


def _dump(value: dict[str, str]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
