"""What is carried between the newsroom's machine and the holders of root keys: one file, read by people and by us.

It begins as a request (what the newsroom has), becomes a root that nobody has signed, and goes from holder to holder.
Nothing in it is a key; but the names of the holders are, so it stays among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from tamizdat.core.trust.metadata import SignedFile
from tamizdat.core.trust.sign import RoleKeys, add_signatures, draft_root, join_signatures
from tamizdat.keys.disk import write_whole
from tamizdat.keys.key_file import key_of, public_of
from tamizdat.keys.roots import keys_of, parse, threshold_of
from tamizdat.shell.errors import RefusedError

FORMAT = "tamizdat-carried-root-v1"


@dataclass(frozen=True, slots=True)
class Carried:
    """The newsroom's side, and the root as far as it has come."""

    newsroom: str
    made: datetime
    edition: tuple[str, ...]
    """Public keys that will sign editions."""
    timestamp: tuple[str, ...]
    previous: bytes = b""
    """The root that counts now; empty where there is none, or where a new beginning is made."""
    root: bytes = b""
    """The next root, with the signatures that it has so far."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Public key → what we call its holder."""

    @property
    def before(self) -> SignedFile | None:
        return parse(self.previous, "the root before") if self.previous else None

    @property
    def after(self) -> SignedFile:
        if not self.root:
            raise RefusedError(
                "This is a request: the holders have to make a root of it first (`tamizdat keys ceremony`)."
            )
        return parse(self.root, "the root that is carried")

    def to_bytes(self) -> bytes:
        value = {
            "format": FORMAT,
            "newsroom": self.newsroom,
            "made": f"{self.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "edition": list(self.edition),
            "timestamp": list(self.timestamp),
            "previous": self.previous.decode(),
            "root": self.root.decode(),
            "names": dict(self.names),
        }
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose signatures a root still lacks."""

    before: int
    """So many of the holders before."""
    after: int
    """So many of its own holders."""

    def __bool__(self) -> bool:
        return self.before > 0 or self.after > 0


def write_carried(file: Path, carried: Carried) -> None:
    write_whole(file, carried.to_bytes())


def read_carried(file: Path) -> Carried:
    """The file that was carried, or a plain N.root.json; raises RefusedError."""
    try:
        data = file.read_bytes()
        value = json.loads(data)
    except FileNotFoundError:
        raise RefusedError(f"{file} is not there.") from None
    except (OSError, ValueError) as error:
        raise RefusedError(f"{file} cannot be read: {error}. Carry it again.") from None
    if isinstance(value, dict) and value.keys() == {"signed", "signatures"}:
        return _of_root(data)
    try:
        return _of(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RefusedError(f"{file} is not what `tamizdat keys` writes ({error}). Carry it again.") from None


def _of(value: Any) -> Carried:
    if value["format"] != FORMAT:
        raise ValueError("it has another format")
    names = {str(public): str(name)[:80] for public, name in value["names"].items()}
    found = Carried(
        newsroom=str(value["newsroom"])[:200],
        made=datetime.strptime(value["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        edition=tuple(map(str, value["edition"])),
        timestamp=tuple(map(str, value["timestamp"])),
        previous=value["previous"].encode(),
        root=value["root"].encode(),
        names=names,
    )
    for public in (*found.edition, *found.timestamp):
        key_of(public)
    return found


def _of_root(data: bytes) -> Carried:
    root = parse(data)
    made = root.expires
    return Carried("", made, tuple(keys_of(root, "targets")), tuple(keys_of(root, "timestamp")), root=data)


def draft(carried: Carried, holders: Sequence[str], threshold: int, now: datetime) -> Carried:
    """Make the next root of these holders' public keys; nobody has signed it yet. Raises RefusedError."""
    check_roles(holders, threshold, carried.edition, carried.timestamp)
    before = carried.before
    edition = RoleKeys(tuple(map(key_of, carried.edition)))
    roles = {
        "root": RoleKeys(tuple(map(key_of, holders)), threshold),
        "targets": edition,
        "snapshot": edition,
        "timestamp": RoleKeys(tuple(map(key_of, carried.timestamp))),
    }
    data = draft_root(roles, version=before.version + 1 if before else 1, now=now)
    parse(data)  # so many holders that it would be too long are refused now, not when they have come together
    return replace(carried, root=data)


def check_roles(holders: Sequence[str], threshold: int, edition: Sequence[str], timestamp: Sequence[str]) -> None:
    """All that must be true of any root of ours; raises RefusedError."""
    if not 1 <= threshold <= len(holders):
        raise RefusedError(f"{threshold} of {len(holders)} holders cannot sign. Choose from 1 to {len(holders)}.")
    if not edition or not timestamp:
        raise RefusedError(
            "The newsroom's edition and timestamp keys are missing: `tamizdat keys request` brings them."
        )
    every = [*holders, *edition, *timestamp]
    if len(set(every)) != len(every):
        raise RefusedError("One key stands there for two things, or for two people. Each needs a key of its own.")


def sign_carried(carried: Carried, signers: Sequence[CryptoSigner]) -> Carried:
    """Add signatures; refuses a key that this root does not ask for."""
    asked = {*_holders(carried.after), *(_holders(carried.before) if carried.before else ())}
    for signer in signers:
        if public_of(signer) not in asked:
            raise RefusedError("This key is asked for neither by the root before nor by the new one.")
    signed = replace(carried, root=add_signatures(carried.root, signers))
    check_signed(signed)
    return signed


def join(carried: Carried, other: Carried) -> Carried:
    """Two copies that went to different holders."""
    try:
        return replace(
            carried,
            root=join_signatures(carried.root, other.root),
            previous=carried.previous or other.previous,
            names={**other.names, **carried.names},
        )
    except ValueError:
        raise RefusedError("These files carry two different roots. Sign and bring copies of one.") from None


def check_signed(carried: Carried) -> None:
    """Every signature that stands there holds, and is one that was asked for."""
    good = signed_by(carried)
    if len(good) != len(carried.after.metadata.signatures):
        raise RefusedError("A signature in this file does not hold. Carry it again from the last holder who signed.")


def signed_by(carried: Carried) -> set[str]:
    """Public keys of the holders who have signed."""
    after = carried.after
    found: set[str] = set()
    for root in (after, carried.before):
        if root is not None:
            result = root.root.get_verification_result("root", after.payload, after.metadata.signatures)
            found |= {str(key.keyval["public"]) for key in result.signed.values()}
    return found


def wanted(carried: Carried) -> Wanted:
    """Whose signatures are missing."""
    signed = signed_by(carried)

    def lacks(root: SignedFile | None) -> int:
        return max(0, threshold_of(root) - len(signed & set(_holders(root)))) if root else 0

    return Wanted(lacks(carried.before), lacks(carried.after))


def _holders(root: SignedFile) -> Sequence[str]:
    return keys_of(root, "root")
