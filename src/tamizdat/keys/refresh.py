"""Sign the timestamp of a public tree again: all that a machine needs which only keeps an edition fresh."""

from __future__ import annotations

from datetime import datetime, timedelta

from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, parse_metadata
from tamizdat.core.trust.sign import sign_timestamp
from tamizdat.core.trust.verdict import TIMESTAMP, ReadFile, Trust, judge_metadata
from tamizdat.keys.clock import TOLERATED, signed_at
from tamizdat.keys.key_file import public_of
from tamizdat.keys.resign import next_timestamp
from tamizdat.keys.roots import keys_of
from tamizdat.shell.errors import RefusedError

AFTER = timedelta(hours=6)


def refresh(read: ReadFile, root: bytes, signer: CryptoSigner, now: datetime, *, always: bool = False) -> bytes | None:
    """The new ``timestamp.json``; None when the one that is there is fresh. Raises RefusedError.

    ``root``: the newsroom's root file, had by a way that the tree's mirror cannot change. The whole way from it to the
    edition is checked first: a false tree is not made fresh.
    """
    try:
        trust = judge_metadata(root, read, now)
        pointer = parse_metadata(TIMESTAMP, read(TIMESTAMP, LONGEST), "timestamp")
        snapshot = read(f"/tuf/{trust.versions.snapshot}.snapshot.json", LONGEST)
    except TrustError as error:
        raise RefusedError(f"This tree is not signed as it should be, so it is not made fresh: {error}") from None
    if public_of(signer) not in keys_of(trust.root, "timestamp"):
        raise RefusedError(
            f"This key may not sign timestamps under root {trust.root.version}. "
            "The newsroom names it: `tamizdat keys rotate root --add NAME.public.json`."
        )
    _check(trust, signed_at("timestamp", pointer.expires), now)
    if not always and now - signed_at("timestamp", pointer.expires) < AFTER:
        return None
    version = next_timestamp(trust.versions.timestamp, trust.root, now)
    return sign_timestamp(snapshot, version=version, now=now, signer=signer)


def _check(trust: Trust, last: datetime, now: datetime) -> None:
    if now < last - TOLERATED:
        raise RefusedError(f"This machine's clock is wrong: the timestamp was signed at {last:%d %B %Y, %H:%M} UTC.")
    if {"snapshot", "targets"} & set(trust.expired):
        raise RefusedError(
            "Snapshot or targets of this edition have expired: only the newsroom can help (`tamizdat press`)."
        )
