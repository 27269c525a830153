"""Signing an edition with the newsroom's keys, and keeping what was signed fresh.

Versions go on from the ones in the public tree: a reader refuses a lower one than it has seen. Roots and online keys
come from ``home.keys``; when they have changed, the tree is signed again by the new ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.core.trust import sign
from tamizdat.core.trust.metadata import SignedFile
from tamizdat.core.trust.sign import MANIFEST, Versions
from tamizdat.keys import resign
from tamizdat.keys.clock import check_clock, check_root_clock, signed_at
from tamizdat.keys.files import read_keys
from tamizdat.keys.first_root import make_first_root
from tamizdat.keys.resign import POINTER, ReadTuf
from tamizdat.keys.roots import BEFORE, name_of, newest_root, parse, read_roots
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
    check_signing(home, slots, now)
    check_clock(home, now, parse_manifest(manifest).issued_at, "this edition was issued")
    roots = _read_roots(home, slots, now)
    keys, newest = read_keys(home), parse(roots[max(roots)])
    _check_not_expired(newest, now)
    files = resign.sign_all(manifest, others or {}, _next_versions(home, slots, newest, now), keys, now)
    pointer = files.pop(POINTER)
    # New roots come late: until the pointer is replaced, a reader who has one already cannot follow the old pointer.
    return {**files, **{name_of(number): data for number, data in roots.items()}, POINTER: pointer}


def check_signing(home: Home, slots: Slots, now: datetime) -> None:
    """All that may refuse, before anything is made: the root's expiry, the clock, keys that do not open."""
    root = newest_root(home)
    if root is not None:
        _check_not_expired(root, now)
        check_root_clock(home, now, root.expires)
        read_keys(home)
    if slots.current_name() is not None:
        _check_clock(home, slots, now)


def refresh_metadata(home: Home, slots: Slots, now: datetime) -> bool:
    """Sign the timestamp again when it is old; targets and snapshot too before they expire. True when signed.

    When ``home.keys`` has a newer root or other online keys than the tree, all three are signed again at once.
    """
    if slots.current_name() is None:
        return False
    _check_clock(home, slots, now)
    read = _reader(slots)
    root = _root_of(home, slots, now)
    if not _knows_roots(slots, root) or resign.has_other_signers(read, root):
        _renew(home, slots, now)
        return True
    timestamp = resign.read_timestamp(read)
    if timedelta(0) <= now - signed_at("timestamp", timestamp.expires) < REFRESH_AFTER:
        return False
    _check_not_expired(root, now)
    if resign.read_snapshot(read).expires - now < RENEW_BEFORE:
        _renew(home, slots, now)
        return True
    version = resign.next_versions(read, root, now).timestamp
    data = sign.sign_timestamp(
        read(resign.snapshot_name(read)), version=version, now=now, signer=read_keys(home).timestamp
    )
    slots.replace_metadata({POINTER: data})
    return True


def _renew(home: Home, slots: Slots, now: datetime) -> None:
    """The same edition, signed again."""
    name = slots.current_manifest()
    if name is None:
        raise RefusedError(f"{home.editions} has no note of its edition. Run `tamizdat press` to make it anew.")
    targets = {one: slots.store.read(other) for one, other in read_targets(slots).items() if one != MANIFEST}
    slots.replace_all_metadata(sign_edition(home, slots, slots.store.read(name), now, targets))


def _reader(slots: Slots) -> ReadTuf:
    """Files of ``tuf/``, each read once: in a bucket every one is a request."""
    return cache(lambda name: (slots.current / "tuf" / name).read_bytes())


def _knows_roots(slots: Slots, root: SignedFile) -> bool:
    """Does the tree have this root already?"""
    file = slots.current / "tuf" / name_of(root.version)
    return file.exists() and file.read_bytes() == root.data


def _check_clock(home: Home, slots: Slots, now: datetime) -> None:
    read = _reader(slots)
    check_clock(home, now, signed_at("timestamp", resign.read_timestamp(read).expires), "it signed last")
    manifest = slots.current / "o" / resign.read_targets(read).targets[MANIFEST].hashes["sha256"]
    check_clock(home, now, parse_manifest(manifest.read_bytes()).issued_at, "the last edition was issued")


def _check_not_expired(root: SignedFile, now: datetime) -> None:
    if root.expires <= now:
        raise RefusedError(
            f"The newsroom's root expired on {root.expires:%d %B %Y}: readers refuse whatever it stands for. "
            "Let the holders sign it anew: `tamizdat keys rotate root`."
        )


def _next_versions(home: Home, slots: Slots, root: SignedFile, now: datetime) -> Versions:
    """One more than the public ones, or than those of the edition restored; 1 for a newsroom without an edition."""
    if slots.current_name() is None:
        old = read_restored(home.restored)
        if old is None:
            return Versions(1, 1, resign.next_timestamp(0, root, now))
        return Versions(old.targets + 1, old.snapshot + 1, resign.next_timestamp(old.timestamp, root, now))
    return resign.next_versions(_reader(slots), root, now)


def targets_version(slots: Slots) -> int:
    """The version of the targets that readers have now."""
    return int(resign.read_targets(_reader(slots)).version)


def read_targets(slots: Slots) -> dict[str, str]:
    """What the public tree is signed for: name → digest."""
    return {name: str(one.hashes["sha256"]) for name, one in resign.read_targets(_reader(slots)).targets.items()}


def _root_of(home: Home, slots: Slots, now: datetime) -> SignedFile:
    roots = _read_roots(home, slots, now)
    return parse(roots[max(roots)])


def _read_roots(home: Home, slots: Slots, now: datetime) -> dict[int, bytes]:
    """Every root of this newsroom by number; the first call makes the keys and signs the first root."""
    roots = read_roots(home)
    if slots.current_name() is None:
        return roots or {1: make_first_root(home, now)}
    if not roots:
        raise RefusedError(
            f"{home.keys} has lost its root file, but there is an edition already. "
            "Copy every N.root.json from editions/current/tuf back into it, and the keys from your backup."
        )
    _check_same_chain(home, slots, roots)
    return roots


def _check_same_chain(home: Home, slots: Slots, roots: Mapping[int, bytes]) -> None:
    """The tree must not know roots that the home has lost; a chain that was given up on purpose lies in ``before``."""
    first, later = (slots.current / "tuf" / name_of(number) for number in (1, max(roots) + 1))
    if first.exists() and first.read_bytes() != roots[1]:
        data = first.read_bytes()
        if not any(file.read_bytes() == data for file in Path(home.keys / BEFORE).glob(f"*/{name_of(1)}")):
            raise RefusedError(f"{first} is another root than {home.keys / name_of(1)}. One of them is not yours.")
    elif later.exists():
        raise RefusedError(
            f"{later} is newer than every root in {home.keys}: readers know it already. "
            f"Copy it into {home.keys}, and the keys that it names from your backup."
        )
