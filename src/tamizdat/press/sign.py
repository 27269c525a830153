"""Signing an edition with the newsroom's keys, and keeping what was signed fresh.

Versions go on from the ones in the public tree: a reader refuses a lower one than it has seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata

from tamizdat.core.trust import sign
from tamizdat.core.trust.sign import EditionSigners, RoleKeys, Versions
from tamizdat.press.keys import THRESHOLD, Keys, make_keys, read_keys
from tamizdat.press.slots import Slots
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.restored import read_restored

REFRESH_AFTER = timedelta(hours=6)
RENEW_BEFORE = timedelta(days=30)


def sign_edition(
    home: Home, slots: Slots, manifest: bytes, now: datetime, others: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The TUF files of an edition, by name. The first edition makes the newsroom's keys and its root."""
    roots = _read_roots(home, slots, now)
    keys = read_keys(home.keys)
    versions = next_versions(home, slots)
    signed = sign.sign_edition(manifest, versions=versions, now=now, signers=_signers(keys), others=others)
    files = {path.removeprefix("/tuf/"): data for path, data in signed.items() if path.startswith("/tuf/")}
    return {**roots, **files}


def refresh_metadata(home: Home, slots: Slots, now: datetime) -> bool:
    """Sign the timestamp again when it is old; targets and snapshot too before they expire. True when signed."""
    if slots.current_name() is None:
        return False
    folder = slots.current / "tuf"
    timestamp = _read(folder / "timestamp.json")
    snapshot_file = folder / f"{timestamp.snapshot_meta.version}.snapshot.json"
    signed_at = timestamp.expires - sign.LASTS["timestamp"]
    if now - signed_at < REFRESH_AFTER and signed_at <= now:
        return False
    keys = read_keys(home.keys)
    if _read(snapshot_file).expires - now < RENEW_BEFORE:
        _renew(home, slots, keys, now)
        return True
    data = sign.sign_timestamp(
        snapshot_file.read_bytes(), version=timestamp.version + 1, now=now, signer=keys.timestamp
    )
    slots.replace_metadata({"timestamp.json": data})
    return True


def _renew(home: Home, slots: Slots, keys: Keys, now: datetime) -> None:
    name = slots.current_manifest()
    if name is None:
        raise RefusedError(f"{home.editions} has no note of its edition. Run `tamizdat press` to make it anew.")
    old = {file.name for file in (slots.current / "tuf").iterdir()}
    targets = {one: slots.store.read(other) for one, other in read_targets(slots).items() if other != name}
    files = sign_edition(home, slots, slots.store.read(name), now, targets)
    slots.replace_metadata(files)
    for gone in old - files.keys():
        (slots.current / "tuf" / gone).unlink()


def _signers(keys: Keys) -> EditionSigners:
    return EditionSigners(targets=keys.edition, snapshot=keys.edition, timestamp=keys.timestamp)


def next_versions(home: Home, slots: Slots) -> Versions:
    """One more than the public ones, or than those of the edition restored; 1 for a newsroom without an edition."""
    folder = slots.current / "tuf"
    if slots.current_name() is None:
        old = read_restored(home.restored)
        return Versions(old.targets + 1, old.snapshot + 1, old.timestamp + 1) if old else Versions(1, 1, 1)
    timestamp = _read(folder / "timestamp.json")
    snapshot = _read(folder / f"{timestamp.snapshot_meta.version}.snapshot.json")
    return Versions(
        targets=snapshot.meta["targets.json"].version + 1,
        snapshot=snapshot.version + 1,
        timestamp=timestamp.version + 1,
    )


def read_targets(slots: Slots) -> dict[str, str]:
    """What the public tree is signed for: name → digest."""
    folder = slots.current / "tuf"
    snapshot = _read(folder / f"{_read(folder / 'timestamp.json').snapshot_meta.version}.snapshot.json")
    targets = _read(folder / f"{snapshot.meta['targets.json'].version}.targets.json").targets
    return {name: one.hashes["sha256"] for name, one in targets.items()}


def _read(file: Path) -> Any:
    return Metadata.from_bytes(file.read_bytes()).signed


def _read_roots(home: Home, slots: Slots, now: datetime) -> dict[str, bytes]:
    """Every root of this newsroom by file name; the first call makes the keys and signs the first root."""
    roots = {file.name: file.read_bytes() for file in home.keys.glob("*.root.json")}
    if roots:
        return dict(sorted(roots.items(), key=lambda item: int(re.findall(r"\d+", item[0])[0])))
    if slots.current_name() is not None:
        raise RefusedError(
            f"{home.keys} has lost its root file, but there is an edition already. "
            "Copy every N.root.json from editions/current/tuf back into it, and the keys from your backup."
        )
    keys = make_keys(home.keys)
    edition = RoleKeys((keys.edition.public_key,))
    data = sign.sign_root(
        {
            "root": RoleKeys(tuple(key.public_key for key in keys.roots), THRESHOLD),
            "targets": edition,
            "snapshot": edition,
            "timestamp": RoleKeys((keys.timestamp.public_key,)),
        },
        version=1,
        now=now,
        signers=keys.roots[:THRESHOLD],
    )
    part = home.keys / "1.root.json.part"
    part.write_bytes(data)
    part.rename(home.keys / "1.root.json")
    return {"1.root.json": data}
