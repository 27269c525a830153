"""A holder's own part: a key on a stick of theirs, its public half and its paper beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from tamizdat.keys.disk import write_whole
from tamizdat.keys.key_file import KeyFile, KeyRole, make_key, read_key_file
from tamizdat.keys.paper import print_page
from tamizdat.shell.errors import RefusedError

SHORTEST = 12
"""A passphrase that a person chooses has so many characters at least."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who keeps a key, and where the stick lies at this moment."""

    name: str
    stick: Path
    passphrase: str


@dataclass(frozen=True, slots=True)
class Held:
    """A key that was made or opened."""

    file: Path
    key: KeyFile
    signer: CryptoSigner


def check_passphrase(passphrase: str) -> str:
    """Long enough that trying it out costs more than asking for it; raises RefusedError."""
    if len(normalize("NFKC", passphrase).strip()) < SHORTEST or len(set(passphrase)) < 5:
        raise RefusedError(
            f"That is too easy to guess. Take {SHORTEST} characters or more: five words that have "
            "nothing to do with each other are good."
        )
    return passphrase


def check_stick(stick: Path) -> Path:
    """A folder that is there and can be written."""
    if not stick.is_dir():
        raise RefusedError(f"{stick} is no folder. Plug the stick in, and name the folder in which it appears.")
    return stick.resolve()


def file_name(name: str, role: KeyRole) -> str:
    """``anna.root-key.json``."""
    return f"{slug(name)}.{role}-key.json"


def slug(name: str) -> str:
    """A name as part of a file's name; raises RefusedError when nothing is left of it."""
    found = re.sub(r"[^\w-]+", "-", normalize("NFKC", name).strip().lower()).strip("-_")
    if not found:
        raise RefusedError(f"{name!r} is no name. A first name or a letter does.")
    return found[:40]


def make_held(holder: Holder, role: KeyRole, newsroom: str, now: datetime) -> Held:
    """A new key on the stick, read back and opened once before anybody relies on it. Never over one that is there."""
    stick = check_stick(holder.stick)
    file = stick / file_name(holder.name, role)
    if file.exists():
        raise RefusedError(f"{file} is there already, and a key is never written over. Use it, or take another stick.")
    check_passphrase(holder.passphrase)
    key, _ = make_key(role, holder.name, holder.passphrase, now)
    return write_held(file, key, holder.passphrase, newsroom)


def write_held(file: Path, key: KeyFile, passphrase: str, newsroom: str) -> Held:
    """The key, then what is no secret: its public half, and the sealed key as a page to print."""
    write_whole(file, key.to_bytes())
    signer = read_key_file(file).open(passphrase)
    begin = file.with_name(f"{slug(key.half.holder)}")
    write_whole(begin.with_suffix(".public.json"), key.half.to_bytes())
    write_whole(begin.with_suffix(".paper.txt"), print_page(key.sealed, key.half, newsroom).encode())
    return Held(file, key, signer)


def open_held(file: Path, passphrase: str) -> Held:
    """A key that lies on a stick; raises PassphraseError."""
    key = read_key_file(file)
    return Held(file, key, key.open(passphrase))
