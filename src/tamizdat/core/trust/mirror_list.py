"""A signed list of mirrors: one pool of addresses. Format: docs/formats/edition-v1.md, section 15."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from securesystemslib.formats import encode_canonical
from tuf.api.metadata import Root  # type: ignore[attr-defined]

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import check_payload, open_envelope, parse_time
from tamizdat.core.trust.sign import Signer

MIRRORS = "mirrors.json"
"""The public pool, as a target of the edition."""
PUBLIC = "public"
LASTS = timedelta(days=30)
MOST = 64
"""So many addresses has a list at most."""

_pool = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_address = re.compile(r"https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?/([A-Za-z0-9._~-]+/)*\Z")
LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class MirrorList:
    """Where one pool's readers find the paper. ``addresses`` in the order in which they are recommended."""

    pool: str
    version: int
    expires: datetime
    addresses: tuple[str, ...]


def check_address(address: str) -> str:
    """The address of a mirror's top, such as ``https://m.example/lamp/``; raises ValueError with the reason."""
    if not _address.match(address) or len(address) > 300:
        raise ValueError("should begin with https://, be written in small letters and ASCII, and end with /")
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    if port is not None and port > 65535:
        raise ValueError("has a port that cannot be")
    if parts.scheme == "http" and not host.endswith(".onion") and host not in LOOPBACK:
        raise ValueError("should begin with https:// (plain http only for an onion address)")
    return address


def check_pool(pool: str) -> str:
    """A pool's name, such as ``public`` or ``newsletter``; raises ValueError with the reason."""
    if not _pool.match(pool):
        raise ValueError("should be a short word of small letters, digits and hyphens")
    return pool


def sign_list(
    pool: str, addresses: Sequence[str], *, version: int, now: datetime, signers: Iterable[Signer],
    lasts: timedelta = LASTS,
) -> bytes:  # fmt: skip
    """The file of a list; ``signers`` hold keys of the role ``targets``."""
    signed = {
        "_type": "mirrors",
        "addresses": [check_address(one) for one in addresses],
        "expires": f"{now.astimezone(UTC).replace(microsecond=0) + lasts:%Y-%m-%dT%H:%M:%SZ}",
        "pool": check_pool(pool),
        "spec_version": "1.0.31",
        "version": version,
    }
    payload = str(encode_canonical(signed)).encode()
    made = sorted((one.sign(payload) for one in signers), key=lambda one: one.keyid)
    value = {"signatures": [{"keyid": one.keyid, "sig": one.signature} for one in made], "signed": signed}
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def parse_list(file: str, data: bytes, root: Root, now: datetime, seen: int = 0) -> MirrorList:
    """Read a list that the newsroom signed and that still holds; raises TrustError.

    ``seen``: the highest version of this pool's list that this reader has accepted; a lower one is a rollback.
    """
    envelope = open_envelope(file, data, _shape)
    check_payload(file, "targets", envelope.payload, envelope.signatures, root)
    found: MirrorList = envelope.value
    if found.version < seen:
        raise TrustError(file, "version", f"it is version {found.version}; {seen} was seen before.")
    if found.expires <= now:
        raise TrustError(file, "version", f"it expired at {found.expires:%Y-%m-%d}: its addresses may be others' now.")
    return found


def _shape(signed: dict[str, Any]) -> MirrorList:
    """What stands in it; raises ValueError."""
    if signed.keys() != {"_type", "addresses", "expires", "pool", "spec_version", "version"}:
        raise ValueError("has other keys.")
    if signed["_type"] != "mirrors" or signed["spec_version"] != "1.0.31":
        raise ValueError("is of another type.")
    version, addresses = signed["version"], signed["addresses"]
    if type(version) is not int or version < 1:
        raise ValueError("has no version.")
    if not isinstance(addresses, list) or len(addresses) > MOST or not all(isinstance(one, str) for one in addresses):
        raise ValueError("has no list of addresses.")
    if len(set(addresses)) != len(addresses):
        raise ValueError("names an address twice.")
    if not isinstance(signed["pool"], str):
        raise ValueError("has no pool.")
    try:
        return MirrorList(
            check_pool(signed["pool"]), version, parse_time(signed["expires"]), tuple(map(check_address, addresses))
        )
    except EditionError as error:
        raise ValueError(str(error)) from None
