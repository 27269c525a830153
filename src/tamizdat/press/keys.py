"""The newsroom's keys: made at the first press, each in a file that only its owner may read.

Root: two of three, to be taken offline (docs/operating/keys.md). ``edition`` signs targets and snapshot. ``timestamp``
can do nothing but say that the edition is still the latest one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from tamizdat.shell.errors import RefusedError

ROOTS = ("root-1", "root-2", "root-3")
THRESHOLD = 2


@dataclass(frozen=True, slots=True)
class Keys:
    """Who may sign what. ``roots`` is empty once the root keys have been taken offline."""

    roots: Sequence[CryptoSigner]
    edition: CryptoSigner
    timestamp: CryptoSigner


def read_keys(folder: Path) -> Keys:
    """Read the keys; raises RefusedError when one is missing or is no Ed25519 key."""
    roots = [_read_key(folder, name) for name in ROOTS if (folder / f"{name}.pem").exists()]
    return Keys(roots, _read_key(folder, "edition"), _read_key(folder, "timestamp"))


def make_keys(folder: Path) -> Keys:
    """Make all keys of a new newsroom. Keys that are there already are never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (*ROOTS, "edition", "timestamp"):
        file = folder / f"{name}.pem"
        if file.exists():
            continue
        private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        part = folder / f"{name}.pem.part"
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(private)
        part.rename(file)
    return read_keys(folder)


def _read_key(folder: Path, name: str) -> CryptoSigner:
    file = folder / f"{name}.pem"
    try:
        private = load_pem_private_key(file.read_bytes(), password=None)
    except FileNotFoundError:
        raise RefusedError(
            f"{file} is missing, so this newsroom cannot sign. Bring the keys back from your backup; "
            "readers who know the old root will refuse editions signed by new keys."
        ) from None
    except ValueError as error:
        raise RefusedError(f"{file} cannot be read as a key: {error}. Bring it back from your backup.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise RefusedError(f"{file} is not an Ed25519 key.")
    return CryptoSigner(private)
