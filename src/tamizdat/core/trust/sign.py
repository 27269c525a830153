"""Sign an edition: the four roles of TUF over one manifest. Format: docs/formats/edition-v1.md, section 7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

# The two libraries re-export their public names without saying so to type checkers.
from securesystemslib.signer import Key, Signature  # type: ignore[attr-defined]
from tuf.api.metadata import (  # type: ignore[attr-defined]
    Metadata,
    MetaFile,
    Role,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from tamizdat.core.canonical import digest

ROLES = ("root", "targets", "snapshot", "timestamp")
LASTS = {
    "root": timedelta(days=365),
    "targets": timedelta(days=90),
    "snapshot": timedelta(days=90),
    "timestamp": timedelta(hours=48),
}
MANIFEST = "manifest.json"
OFFER, STATEMENT = "offer.json", "statement.json"
"""How readers can give, and what came of it: signed by the support site, targets like any other."""


class Signer(Protocol):
    """Whoever can sign: a ``securesystemslib`` signer, be its key in a file, a token or a service."""

    @property
    def public_key(self) -> Key: ...

    def sign(self, payload: bytes) -> Signature: ...


@dataclass(frozen=True, slots=True)
class EditionSigners:
    """Who signs which role of an edition."""

    targets: Signer
    snapshot: Signer
    timestamp: Signer


@dataclass(frozen=True, slots=True)
class RoleKeys:
    """The public keys of a role, and how many of them must sign."""

    keys: tuple[Key, ...]
    threshold: int = 1


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions that are signed next; a reader refuses lower ones than it has seen."""

    targets: int
    snapshot: int
    timestamp: int


def sign_edition(
    manifest: bytes,
    *,
    versions: Versions,
    now: datetime,
    signers: EditionSigners,
    others: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of ``/tuf/`` that lead to this manifest, by path; the pointer ``timestamp.json`` comes last.

    ``others``: further targets by name, such as ``retractions.json``.
    """
    files = {MANIFEST: manifest, **(others or {})}
    targets = _sign(_targets(files, versions.targets, now), [signers.targets])
    snapshot = _sign(_snapshot(targets, versions, now), [signers.snapshot])
    timestamp = sign_timestamp(snapshot, version=versions.timestamp, now=now, signer=signers.timestamp)
    return {
        f"/tuf/{versions.targets}.targets.json": targets,
        f"/tuf/{versions.snapshot}.snapshot.json": snapshot,
        "/tuf/timestamp.json": timestamp,
    }


def sign_timestamp(snapshot: bytes, *, version: int, now: datetime, signer: Signer) -> bytes:
    """The pointer: says that this snapshot (as bytes) is still the newest one."""
    points_to: Metadata[Snapshot] = Metadata.from_bytes(snapshot)
    signed = Timestamp(
        version=version,
        expires=_expires("timestamp", now),
        snapshot_meta=_meta(points_to.signed.version, snapshot),
    )
    return _sign(signed, [signer])


def sign_root(roles: Mapping[str, RoleKeys], *, version: int, now: datetime, signers: Iterable[Signer]) -> bytes:
    """A root file: the keys of all four roles. A root after the first is signed by old and new root keys alike."""
    return add_signatures(draft_root(roles, version=version, now=now), signers)


def draft_root(roles: Mapping[str, RoleKeys], *, version: int, now: datetime) -> bytes:
    """A root file that nobody has signed yet: it can be carried from one holder of a root key to the next."""
    keys = {key.keyid: key for role in ROLES for key in roles[role].keys}
    signed = Root(
        version=version,
        expires=_expires("root", now),
        keys=keys,
        roles={name: Role([key.keyid for key in roles[name].keys], roles[name].threshold) for name in ROLES},
        consistent_snapshot=True,
    )
    return _sign(signed, [])


def add_signatures(data: bytes, signers: Iterable[Signer]) -> bytes:
    """The same file with these signatures in it too."""
    metadata: Metadata[Root] = Metadata.from_bytes(data)
    for signer in signers:
        metadata.sign(signer, append=True)  # type: ignore[arg-type]
    return _in_order(metadata)


def join_signatures(data: bytes, other: bytes) -> bytes:
    """The same file with the signatures of another copy of it too; ValueError when that one says something else."""
    metadata: Metadata[Root] = Metadata.from_bytes(data)
    copy: Metadata[Root] = Metadata.from_bytes(other)
    if copy.signed != metadata.signed:
        raise ValueError("they say different things")
    metadata.signatures.update(copy.signatures)
    return _in_order(metadata)


def _targets(files: Mapping[str, bytes], version: int, now: datetime) -> Targets:
    targets = {name: TargetFile(len(data), {"sha256": digest(data)}, name) for name, data in files.items()}
    return Targets(version=version, expires=_expires("targets", now), targets=targets)


def _snapshot(targets: bytes, versions: Versions, now: datetime) -> Snapshot:
    return Snapshot(
        version=versions.snapshot,
        expires=_expires("snapshot", now),
        meta={"targets.json": _meta(versions.targets, targets)},
    )


def _meta(version: int, data: bytes) -> MetaFile:
    """What leads to a metadata file: version, length and SHA-256 of its bytes."""
    return MetaFile(version, len(data), {"sha256": digest(data)})


def _expires(role: str, now: datetime) -> datetime:
    return now.astimezone(UTC).replace(microsecond=0) + LASTS[role]


def _sign(signed: Signed, signers: Sequence[Signer]) -> bytes:
    """The bytes of a metadata file, signed by each."""
    metadata: Metadata[Signed] = Metadata(signed)  # type: ignore[type-var]
    for signer in signers:
        metadata.sign(signer, append=True)  # type: ignore[arg-type]
    return _in_order(metadata)


def _in_order(metadata: Metadata[Any]) -> bytes:
    """Signatures ascend by key id, so that the order of signing leaves no trace."""
    signatures = dict(sorted(metadata.signatures.items()))
    metadata.signatures.clear()
    metadata.signatures.update(signatures)
    return metadata.to_bytes()
