"""The people's key: all that joins an account to a person is sealed under it, and nothing once it is destroyed.

It lies in the newsroom's folder, never in the database and never in a backup that holds the database.
Format: docs/decisions/37-people.md.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.private_files import can_others_read, make_once

MARK = "~"
"""Begins whatever is sealed. No account name may hold it."""
FIRST, THEN = 32, 16
"""Short texts are as long as each other once they are sealed."""
LENGTH = 32


class PeopleKeyError(TamizdatError):
    """The people's key is missing, open to others, or no key."""


@dataclass(frozen=True, slots=True)
class _Seen:
    stamp: tuple[int, int, int]
    cipher: AESSIV


_seen: _Seen | None = None


def key_file() -> Path:
    """Where it lies."""
    return Path(settings.PEOPLE_KEY)


def has_key() -> bool:
    """Whether names can be read at this moment."""
    return key_file().is_file()


def make_key() -> None:
    """Make one where there is none; of two first calls, both get the same one."""
    file = key_file()
    if not file.exists():
        make_once(file, base64.b32encode(secrets.token_bytes(LENGTH)).rstrip(b"=") + b"\n")


def destroy_key() -> bool:
    """Overwrite it, then take it away; False when there was none. From then on nobody is named."""
    global _seen
    file = key_file()
    _seen = None
    if not file.is_file():
        return False
    with file.open("r+b") as old:
        old.write(secrets.token_bytes(file.stat().st_size))
        old.flush()
        os.fsync(old.fileno())
    file.unlink()
    return True


def seal(text: str, purpose: str) -> str:
    """The same text for the same purpose is sealed alike, so that it can be found; raises PeopleKeyError."""
    data = text.encode() + b"\x80"
    data += bytes(FIRST - len(data) if len(data) <= FIRST else -len(data) % THEN)
    return MARK + base64.urlsafe_b64encode(_cipher().encrypt(data, [purpose.encode()])).decode().rstrip("=")


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed; None when there is no key, or another one."""
    if not has_key():
        return None
    try:
        data = base64.urlsafe_b64decode(sealed.removeprefix(MARK) + "=" * (-len(sealed.removeprefix(MARK)) % 4))
        return _cipher().decrypt(data, [purpose.encode()]).rstrip(b"\0").removesuffix(b"\x80").decode()
    except (InvalidTag, binascii.Error, ValueError, FileNotFoundError):
        return None


def is_sealed(text: str) -> bool:
    """Does it begin as what is sealed does?"""
    return text.startswith(MARK)


def _cipher() -> AESSIV:
    """The file is looked at every time: once it is destroyed, no process that still runs names anybody."""
    global _seen
    file = key_file()
    try:
        found, is_open_to_others = file.stat(), can_others_read(file)
    except FileNotFoundError:
        _seen = None
        raise PeopleKeyError(
            f"{file} is not there, so no account can be named or found. Put it back from where you keep it; if it was "
            "destroyed, make accounts anew with `tamizdat people join`."
        ) from None
    if is_open_to_others:
        raise PeopleKeyError(f"{file} can be read by others than its owner: chmod 600 {file}, and ask who has read it.")
    stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
    if _seen is None or _seen.stamp != stamp:
        _seen = _Seen(stamp, AESSIV(_derive(_read(file))))
    return _seen.cipher


def _read(file: Path) -> bytes:
    text = file.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise PeopleKeyError(f"{file} is no people's key: it has to be one line of 52 letters and digits.")
    return key


def _derive(key: bytes) -> bytes:
    return HKDF(SHA256(), 64, salt=None, info=b"tamizdat people 1").derive(key)
