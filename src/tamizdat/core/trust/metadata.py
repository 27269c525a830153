"""One metadata file: its one right form, and who signed it. Format: docs/formats/edition-v1.md, section 7."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from securesystemslib.formats import encode_canonical
from securesystemslib.signer import Signature  # type: ignore[attr-defined]
from tuf.api.metadata import Metadata, Root  # type: ignore[attr-defined]

from tamizdat.core.canonical import parse_strict
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.sign import MANIFEST, OFFER, STATEMENT

RoleName = Literal["root", "targets", "snapshot", "timestamp"]
LONGEST = 14_000
"""Every file that a reader fetches to check a page is at most this long."""

_hex64 = re.compile(r"[0-9a-f]{64}\Z")
_hex128 = re.compile(r"[0-9a-f]{128}\Z")
_spec = re.compile(r"1\.[0-9]{1,4}(\.[0-9]{1,4})?\Z")
_time = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")


class _ShapeError(ValueError):
    """A value that is not what section 7 says."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that metadata leads to."""

    length: int
    digest: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A metadata file that keeps the format; its signatures are not yet checked."""

    file: str
    data: bytes
    version: int
    expires: datetime
    listed: Mapping[str, Listed]
    metadata: Metadata[Any]
    payload: bytes
    """What was signed: the canonical JSON of ``signed``."""

    @property
    def root(self) -> Root:
        """The keys and roles, when this is a root file."""
        return cast(Root, self.metadata.signed)


def parse_metadata(file: str, data: bytes, role: RoleName) -> SignedFile:
    """Read a metadata file; refuses all that python-tuf would not have written, or that is over 14,000 bytes."""
    envelope = open_envelope(file, data, lambda signed: (_check_signed(signed, role), _SHAPES[role](signed)), role)
    expires, listed = envelope.value
    signed = envelope.signed
    try:
        metadata: Metadata[Any] = Metadata.from_dict(deepcopy({"signatures": envelope.listed, "signed": signed}))
    except (ValueError, KeyError, TypeError) as error:
        raise TrustError(file, "format", f"as {role} metadata it {error}") from None
    return SignedFile(file, data, signed["version"], expires, listed, metadata, envelope.payload)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed JSON file in its one right form; its signatures are not yet checked."""

    signed: dict[str, Any]
    listed: list[dict[str, str]]
    """The signatures as they stand in the file."""
    payload: bytes
    """What was signed: the canonical JSON of ``signed``."""
    value: Any
    """What ``shape`` made of it."""

    @property
    def signatures(self) -> dict[str, Signature]:
        return {one["keyid"]: Signature(one["keyid"], one["sig"]) for one in self.listed}


def open_envelope(file: str, data: bytes, shape: Callable[[dict[str, Any]], Any], role: str = "signed") -> Envelope:
    """Read a signed file: length, the one right way to write it, and ``shape``, which raises ValueError."""
    if len(data) > LONGEST:
        raise TrustError(file, "length", f"it is longer than {LONGEST:,} bytes.")
    try:
        value = parse_strict(data)
        _need(isinstance(value, dict) and value.keys() == {"signatures", "signed"}, "has other keys")
        _need(_dump(value) == data, "is not written in the one right way: sorted keys, no spaces, ASCII")
        _check_signatures(value["signatures"])
        signed = _object(value["signed"], "signed")
        found = shape(signed)
        payload = cast(str, encode_canonical(signed)).encode()
    except (ValueError, KeyError, TypeError) as error:
        raise TrustError(file, "format", f"as {role} metadata it {error}") from None
    return Envelope(signed, value["signatures"], payload, found)


def check_payload(file: str, role: str, payload: bytes, signatures: Mapping[str, Signature], root: Root) -> None:
    """The role's threshold is met, and every signature that stands there holds."""
    result = root.get_verification_result(role, payload, dict(signatures))
    if not result:
        count = f"{len(result.signed)} of the {result.threshold} signatures"
        raise TrustError(file, "signature", f"it has {count} that it needs.")
    if signatures.keys() - result.signed.keys():
        raise TrustError(file, "signature", "it has a signature that does not hold.")


def check_signatures(signed: SignedFile, role: RoleName, *roots: Root) -> None:
    """Each root's threshold must be met, and no signature may stand there that does not hold."""
    valid: set[str] = set()
    for root in roots:
        valid |= check_threshold(signed, role, root)
    if signed.metadata.signatures.keys() - valid:
        raise TrustError(signed.file, "signature", "it has a signature that does not hold.")


def check_threshold(signed: SignedFile, role: RoleName, root: Root) -> set[str]:
    """As many keys of the role as this root asks for have signed; returns their ids."""
    result = root.get_verification_result(role, signed.payload, signed.metadata.signatures)
    if not result:
        count = f"{len(result.signed)} of the {result.threshold} signatures"
        raise TrustError(signed.file, "signature", f"it has {count} that it needs.")
    return set(result.signed)


def parse_time(text: object) -> datetime:
    """A time such as 2026-03-01T09:30:00Z; raises ValueError."""
    if not isinstance(text, str) or not _time.match(text):
        raise ValueError("not a time")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise _ShapeError(f"{why}.")


def _dump(value: Any) -> bytes:
    """The bytes that python-tuf writes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _ShapeError(f"has no object {name}.")
    return value


def _is_number(value: object, least: int, most: int | None = None) -> bool:
    return type(value) is int and value >= least and (most is None or value <= most)


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and _hex64.match(value) is not None


def _check_signatures(value: object) -> None:
    if not isinstance(value, list):
        raise _ShapeError("has no list of signatures.")
    before = ""
    for one in value:
        _need(isinstance(one, dict) and one.keys() == {"keyid", "sig"}, "has a signature with other keys")
        _need(_is_hex(one["keyid"]), "has a key id that is not 64 hex digits")
        _need(isinstance(one["sig"], str) and _hex128.match(one["sig"]) is not None, "has a malformed signature")
        _need(one["keyid"] > before, "has signatures that do not ascend by key id")
        before = one["keyid"]


def _check_signed(signed: object, role: RoleName) -> datetime:
    value = _object(signed, "signed")
    _need(value.get("_type") == role, "is of another type")
    _need(_is_number(value.get("version"), 1), "has no version")
    spec = value.get("spec_version")
    _need(isinstance(spec, str) and _spec.match(spec) is not None, "follows another specification")
    try:
        return parse_time(value.get("expires"))
    except ValueError:
        raise _ShapeError("has no time of expiry.") from None


def _check_root(signed: dict[str, Any]) -> dict[str, Listed]:
    _need(signed.get("consistent_snapshot") is True, "has no consistent snapshots")
    keys, roles = _object(signed.get("keys"), "keys"), _object(signed.get("roles"), "roles")
    publics = [_public_key(name, key) for name, key in keys.items()]
    _need(len(set(publics)) == len(publics), "has one key under two names")
    _need(roles.keys() == {"root", "targets", "snapshot", "timestamp"}, "has other roles")
    for role in roles.values():
        _check_role(role, keys)
    return {}


def _public_key(name: str, key: Any) -> str:
    _need(_is_hex(name), "has a key id that is not 64 hex digits")
    _need(isinstance(key, dict) and key.keys() == {"keytype", "keyval", "scheme"}, "has a malformed key")
    _need(key["keytype"] == "ed25519" and key["scheme"] == "ed25519", "has a key that is not Ed25519")
    value = key["keyval"]
    _need(isinstance(value, dict) and value.keys() == {"public"} and _is_hex(value["public"]), "has a malformed key")
    return cast(str, value["public"])


def _check_role(role: Any, keys: dict[str, Any]) -> None:
    _need(isinstance(role, dict) and isinstance(role.get("keyids"), list), "has a role without keys")
    names = role["keyids"]
    _need(all(isinstance(name, str) and name in keys for name in names), "has a role with an unknown key")
    _need(len(set(names)) == len(names), "has a role with a repeated key")
    _need(_is_number(role.get("threshold"), 1, len(names)), "has a threshold that its keys cannot meet")


def _check_meta(signed: dict[str, Any], name: str) -> dict[str, Listed]:
    meta = _object(signed.get("meta"), "meta")
    _need(meta.keys() == {name}, f"does not lead to {name} alone")
    item = meta[name]
    listed = _listed(item, LONGEST)
    _need(_is_number(item.get("version"), 1), f"gives no version of {name}")
    return {name: Listed(listed.length, listed.digest, item["version"])}


def _check_targets(signed: dict[str, Any]) -> dict[str, Listed]:
    _need("delegations" not in signed, "has delegations")
    targets = _object(signed.get("targets"), "targets")
    _need("manifest.json" in targets, "does not lead to manifest.json")
    most = dict.fromkeys((MANIFEST, OFFER, STATEMENT), LONGEST)
    return {name: _listed(item, most.get(name)) for name, item in targets.items()}


def _listed(item: Any, most: int | None) -> Listed:
    _need(isinstance(item, dict) and _is_number(item.get("length"), 0, most), "gives no length that can be")
    hashes = item.get("hashes")
    _need(isinstance(hashes, dict) and hashes.keys() == {"sha256"}, "gives other hashes than SHA-256")
    _need(_is_hex(hashes["sha256"]), "gives a digest that is not 64 hex digits")
    return Listed(item["length"], hashes["sha256"])


_SHAPES = {
    "root": _check_root,
    "timestamp": lambda signed: _check_meta(signed, "snapshot.json"),
    "snapshot": lambda signed: _check_meta(signed, "targets.json"),
    "targets": _check_targets,
}
