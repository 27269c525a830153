"""The key that signs offer and statement: made once, on the support side, in a file that only its owner may read."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.private_files import check_private, make_once

FILE = "statement.pem"


def read_signing_key(home: Home) -> Ed25519PrivateKey:
    """The key of this home; the first call makes it. A file that others can read is refused."""
    file = home.support_keys / FILE
    if not file.exists():
        new = Ed25519PrivateKey.generate()
        make_once(file, new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    check_private(file)
    try:
        private = load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise RefusedError(f"{file} cannot be read as a key: {error}. Bring it back from your backup.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise RefusedError(f"{file} is not an Ed25519 key. Bring it back from your backup.")
    return private


def public_key(private: Ed25519PrivateKey) -> str:
    """64 hex digits: what the newsroom sets as ``[support] public_key``, and what anybody verifies with."""
    return private.public_key().public_bytes_raw().hex()
