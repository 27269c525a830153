"""What stands in ``tuf/`` of a public tree, and what has to be signed again. No disk: files come from ``read``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tuf.api.metadata import Metadata

from tamizdat.core.trust import sign
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import RoleName, SignedFile, check_signatures, parse_metadata
from tamizdat.core.trust.sign import EditionSigners, Versions
from tamizdat.keys.files import Keys
from tamizdat.keys.roots import keys_of

ReadTuf = Callable[[str], bytes]
"""``read("timestamp.json")``: a file of ``tuf/``; FileNotFoundError or KeyError when it is not there."""

POINTER = "timestamp.json"
LEAD = timedelta(minutes=10)
"""So far ahead of a machine that only refreshes is the newsroom: what it presses counts as newer."""


def read_timestamp(read: ReadTuf) -> Any:
    return _signed(read(POINTER))


def read_snapshot(read: ReadTuf) -> Any:
    return _signed(read(snapshot_name(read)))


def snapshot_name(read: ReadTuf) -> str:
    return f"{read_timestamp(read).snapshot_meta.version}.snapshot.json"


def read_targets(read: ReadTuf) -> Any:
    return _signed(read(targets_name(read)))


def targets_name(read: ReadTuf) -> str:
    return f"{read_snapshot(read).meta['targets.json'].version}.targets.json"


def _signed(data: bytes) -> Any:
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    return metadata.signed


def next_versions(read: ReadTuf, root: SignedFile, now: datetime) -> Versions:
    """One more than the public ones."""
    snapshot = read_snapshot(read)
    return Versions(
        targets=snapshot.meta["targets.json"].version + 1,
        snapshot=snapshot.version + 1,
        timestamp=next_timestamp(read_timestamp(read).version, root, now + LEAD),
    )


def next_timestamp(last: int, root: SignedFile, now: datetime) -> int:
    """One more; where two machines sign timestamps it counts minutes, so that neither can fall behind the other."""
    is_shared = len(keys_of(root, "timestamp")) > 1
    return max(last + 1, int(now.timestamp()) // 60 if is_shared else 0)


def sign_all(
    manifest: bytes, others: Mapping[str, bytes], versions: Versions, keys: Keys, now: datetime
) -> dict[str, bytes]:
    """Targets, snapshot and timestamp of an edition, by their name in ``tuf/``; the pointer last."""
    signers = EditionSigners(targets=keys.edition, snapshot=keys.edition, timestamp=keys.timestamp)
    signed = sign.sign_edition(manifest, versions=versions, now=now, signers=signers, others=others)
    return {path.removeprefix("/tuf/"): data for path, data in signed.items()}


def has_other_signers(read: ReadTuf, root: SignedFile) -> bool:
    """Is anything in the tree signed by keys that this root does not name?"""
    files: tuple[tuple[str, RoleName], ...] = (
        (POINTER, "timestamp"), (snapshot_name(read), "snapshot"), (targets_name(read), "targets")
    )  # fmt: skip
    try:
        for name, role in files:
            check_signatures(parse_metadata(name, read(name), role), role, root.root)
    except TrustError:
        return True
    return False
