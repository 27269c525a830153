"""The newsroom's keys as they lie in ``keys/`` of its home: sealed, each in a file that only its owner may read.

``edition`` signs targets and snapshot (and lists of mirrors), ``timestamp`` says that the edition is still the latest.
``root-1`` to ``root-3`` are *trial keys*, made so that a first edition can be pressed; a ceremony replaces them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from tamizdat.keys.disk import alone, forget, need_private, need_private_folder, write_whole
from tamizdat.keys.key_file import KeyFile, KeyRole, make_key, public_of, read_key_file, read_public_key, seal_key
from tamizdat.keys.passphrase import read_passphrase
from tamizdat.keys.roots import keys_of, newest_root
from tamizdat.keys.seal import FOR_MACHINES, PassphraseError
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

ONLINE: tuple[KeyRole, ...] = ("edition", "timestamp")
TRIALS = ("root-1", "root-2", "root-3")
THRESHOLD = 2
TARGETS_OF = {"edition": "targets", "timestamp": "timestamp"}
"""The role of the root file in which an online key has to stand."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Who may sign what. ``roots`` holds the trial keys: none once the ceremony was held."""

    roots: Sequence[CryptoSigner]
    edition: CryptoSigner
    timestamp: CryptoSigner


def read_keys(home: Home) -> Keys:
    """The keys that the newest root names. Raises RefusedError when one is missing, open to others, or another."""
    seal_plain_keys(home)
    passphrase = read_passphrase(home, may_make=False)
    return Keys(read_trials(home, passphrase), _read_online(home, "edition"), _read_online(home, "timestamp"))


def read_trials(home: Home, passphrase: str | None = None) -> list[CryptoSigner]:
    """The trial keys that lie here still."""
    seal_plain_keys(home)
    found = [file for name in TRIALS if (file := file_of(home, name)).exists()]
    return [_open(one, passphrase or read_passphrase(home, may_make=False)) for one in found]


def make_keys(home: Home, now: datetime) -> Keys:
    """All keys of a new newsroom. Keys that are there already are never replaced."""
    seal_plain_keys(home)
    for name in (*TRIALS, *ONLINE):
        if not file_of(home, name).exists():
            role: KeyRole = "root" if name in TRIALS else name  # type: ignore[assignment]
            make_online(home, role, name, now)
    return read_keys(home)


def make_online(home: Home, role: KeyRole, name: str, now: datetime) -> KeyFile:
    """A new key of this machine, under the machine's passphrase."""
    passphrase = read_passphrase(home, may_make=not has_sealed(home))
    home.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    need_private_folder(home.keys)
    made, _ = make_key(role, name.removesuffix(".next"), passphrase, now, FOR_MACHINES)
    write_whole(file_of(home, name), made.to_bytes())
    return made


def file_of(home: Home, name: str) -> Path:
    """``edition``, ``edition.next`` (waits for a root that names it), ``root-1`` …"""
    return home.keys / f"{name}.key"


def has_sealed(home: Home) -> bool:
    """Is anything here sealed under the machine's passphrase?"""
    names = (*TRIALS, *ONLINE, *(f"{one}.next" for one in ONLINE))
    return any(file_of(home, name).exists() for name in names)


def online_files(home: Home, role: str) -> list[Path]:
    """The key in use, and one that waits; either may be missing."""
    return [file for name in (role, f"{role}.next") if (file := file_of(home, name)).exists()]


def _read_online(home: Home, role: str) -> CryptoSigner:
    file = find_online(home, role)
    return _open(file, read_passphrase(home, may_make=False))


def find_online(home: Home, role: str) -> Path:
    """The file of the online key that the newest root names."""
    found, root = online_files(home, role), newest_root(home)
    if not found:
        raise RefusedError(
            f"{file_of(home, role)} is missing, so this newsroom cannot sign. Bring it back from your backup, or let "
            f"the root keys name a new one: `tamizdat keys rotate {role}`."
        )
    if root is None:
        return found[0]
    named = keys_of(root, TARGETS_OF[role])
    for file in found:
        if read_public_key(file).public in named:
            return file
    if file_of(home, role) not in found:
        raise RefusedError(
            f"{file_of(home, role)} is missing, and the new {role} key beside it waits for its root: let the "
            "holders sign that (`tamizdat keys sign`), and bring it here (`tamizdat keys accept`)."
        )
    raise RefusedError(
        f"{found[0]} is not the key that root {root.version} names: readers would refuse what it signs. "
        f"Bring the right one back from your backup, or `tamizdat keys rotate {role}`."
    )


def _open(file: Path, passphrase: str) -> CryptoSigner:
    need_private_folder(file.parent)
    try:
        return read_key_file(file).open(passphrase)
    except PassphraseError:
        raise RefusedError(
            f"{file} does not open with the passphrase that is set for this home (docs/operating/keys.md): "
            "bring back the passphrase file, or the key, that belong together."
        ) from None


def seal_plain_keys(home: Home) -> None:
    """Keys of earlier versions lie open: seal each, look whether it opens again, then take the plain one away."""
    if not any((home.keys / f"{name}.pem").exists() for name in (*TRIALS, *ONLINE)):
        return
    need_private_folder(home.keys)
    with alone(home.keys):
        for name in (*TRIALS, *ONLINE):
            plain = home.keys / f"{name}.pem"
            if plain.exists():
                _seal_plain(home, name, plain)


def _seal_plain(home: Home, name: str, plain: Path) -> None:
    need_private(plain)
    secret, file = _read_plain(plain), file_of(home, name)
    passphrase = read_passphrase(home, may_make=not has_sealed(home))
    role: KeyRole = "root" if name in TRIALS else name  # type: ignore[assignment]
    sealed, signer = seal_key(secret, role, name, passphrase, _made(plain), FOR_MACHINES)
    if file.exists() and read_key_file(file).half.public != public_of(signer):
        raise RefusedError(f"{plain} and {file} are two different keys. Take the wrong one away.")
    if not file.exists():
        write_whole(file, sealed.to_bytes())
    _open(file, passphrase)  # it opens, so nothing is lost
    forget(plain)


def _made(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _read_plain(file: Path) -> bytes:
    try:
        private = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise RefusedError(f"{file} cannot be read as a key: {error}. Bring it back from your backup.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise RefusedError(f"{file} is not an Ed25519 key.")
    return private.private_bytes_raw()
