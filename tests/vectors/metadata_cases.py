# ruff: noqa: E501 - a case a line
"""The cases of single metadata files: what was done, and the answer. Used by make_vectors.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from securesystemslib.formats import encode_canonical

from tests.reading.edition import key

Change = Callable[[bytes], bytes]
FORMAT = {"rule": "format"}


def dump(value: Any) -> bytes:
    """As python-tuf writes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def resign(value: Any, *signers: str) -> bytes:
    """New signatures over what was changed."""
    payload = encode_canonical(value["signed"]).encode()
    made = [key(name).sign(payload) for name in signers]
    value["signatures"] = [
        {"keyid": one.keyid, "sig": one.signature} for one in sorted(made, key=lambda one: one.keyid)
    ]
    return dump(value)


def edit(**changes: Any) -> Change:
    """Set (or, with ..., take away) fields; ``a__b`` is field b of field a, within ``signed``."""

    def change(data: bytes) -> bytes:
        value = json.loads(data)
        for name, new in changes.items():
            *way, last = name.split("__")
            place = value["signed"]
            for step in way:
                place = place[step.replace("_json", ".json")]
            last = last.replace("_json", ".json").replace("TYPE", "_type")
            if new is ...:
                del place[last]
            else:
                place[last] = new
        return dump(value)

    return change


def replaced(old: str, new: str) -> Change:
    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return change


def edit_whole(change: Callable[[Any], Any]) -> Change:
    def apply(data: bytes) -> bytes:
        value = json.loads(data)
        change(value)
        return dump(value)

    return apply


def _two_names_for_one_key(value: Any) -> None:
    keys = value["signed"]["keys"]
    keys["0" * 64] = keys[value["signed"]["roles"]["timestamp"]["keyids"][0]]


def _repeat_key(value: Any) -> None:
    value["signed"]["roles"]["root"]["keyids"].append(value["signed"]["roles"]["root"]["keyids"][0])


def _unknown_key(value: Any) -> None:
    value["signed"]["roles"]["root"]["keyids"].append("0" * 64)


def _first_key(field: str, new: Any) -> Change:
    def change(value: Any) -> None:
        next(iter(value["signed"]["keys"].values()))[field] = new

    return edit_whole(change)


METADATA: list[tuple[str, str, Change, Any]] = [
    *[(f"{role} metadata", role, bytes, 1) for role in ("root", "timestamp", "snapshot", "targets")],
    ("fields that are not known", "timestamp", edit(later={"x": [1, None, "é\n"]}), 1),
    ("a far version", "timestamp", edit(version=2**53 - 1), 2**53 - 1),
    ("a version 0", "timestamp", edit(version=0), FORMAT),
    ("a version that is true", "timestamp", edit(version=True), FORMAT),
    ("a version that is text", "timestamp", edit(version="1"), FORMAT),
    ("no version", "timestamp", edit(version=...), FORMAT),
    ("a version beyond 2^53 - 1", "timestamp", edit(version=2**53), FORMAT),
    ("a version with a fraction", "timestamp", replaced('"version":1', '"version":1.0'), FORMAT),
    ("a key twice", "timestamp", replaced('"version":1', '"version":1,"version":1'), FORMAT),
    ("a key twice, once escaped", "timestamp", replaced('{"_type"', '{"\\u005ftype":"root","_type"'), FORMAT),
    ("a space", "timestamp", replaced('"version":1', '"version": 1'), FORMAT),
    ("a line break at the end", "timestamp", lambda data: data + b"\n", FORMAT),
    ("a byte order mark", "timestamp", lambda data: b"\xef\xbb\xbf" + data, FORMAT),
    ("bytes that are not UTF-8", "timestamp", lambda data: data.replace(b"1.0.31", b"1.0.3\xff"), FORMAT),
    ("keys in another order", "timestamp", lambda data: json.dumps(dict(reversed(json.loads(data).items())), separators=(",", ":")).encode(), FORMAT),
    ("text that is not ASCII", "timestamp", lambda data: json.dumps(json.loads(edit(later="é")(data)), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(), FORMAT),
    ("cut", "timestamp", lambda data: data[:-1], FORMAT),
    ("nothing", "timestamp", lambda data: b"", FORMAT),
    ("a list", "timestamp", lambda data: b"[]", FORMAT),
    ("more beside signed", "timestamp", edit_whole(lambda value: value.update(x=1)), FORMAT),
    ("nothing signed", "timestamp", edit_whole(lambda value: value.update(signed=[])), FORMAT),
    ("no list of signatures", "timestamp", edit_whole(lambda value: value.update(signatures={})), FORMAT),
    ("no signature at all is no matter of form", "timestamp", edit_whole(lambda value: value.update(signatures=[])), 1),
    ("a signature with more in it", "timestamp", edit_whole(lambda value: value["signatures"][0].update(x=1)), FORMAT),
    ("a key that holds a comma", "timestamp", edit_whole(lambda value: value.update(signatures=[{"keyid,sig": 1}])), FORMAT),
    ("a signature in capitals", "timestamp", edit_whole(lambda value: value["signatures"][0].update(sig="AB" * 64)), FORMAT),
    ("a signature that is too short", "timestamp", edit_whole(lambda value: value["signatures"][0].update(sig="ab" * 63)), FORMAT),
    ("a key id that is too short", "timestamp", edit_whole(lambda value: value["signatures"][0].update(keyid="ab")), FORMAT),
    ("a signature twice", "timestamp", edit_whole(lambda value: value["signatures"].append(value["signatures"][0])), FORMAT),
    ("signatures that descend", "root", edit_whole(lambda value: value["signatures"].reverse()), FORMAT),
    ("another type", "snapshot", edit(TYPE="timestamp"), FORMAT),
    ("another specification", "timestamp", edit(spec_version="2.0.0"), FORMAT),
    ("a specification of two numbers", "timestamp", edit(spec_version="1.0"), 1),
    ("a specification of four", "timestamp", edit(spec_version="1.0.0.0"), FORMAT),
    ("a specification in other digits", "timestamp", edit(spec_version="1.٠.0"), FORMAT),
    ("a time with an offset", "timestamp", edit(expires="2026-03-03T11:00:00+00:00"), FORMAT),
    ("a time with a fraction", "timestamp", edit(expires="2026-03-03T11:00:00.5Z"), FORMAT),
    ("a time without its zeros", "timestamp", edit(expires="2026-3-3T11:00:00Z"), FORMAT),
    ("a day that is not", "timestamp", edit(expires="2026-02-29T11:00:00Z"), FORMAT),
    ("a day that is", "timestamp", edit(expires="2028-02-29T11:00:00Z"), 1),
    ("the year 0", "timestamp", edit(expires="0000-01-01T00:00:00Z"), FORMAT),
    ("the year 1", "timestamp", edit(expires="0001-01-01T00:00:00Z"), 1),
    ("the year 9999", "timestamp", edit(expires="9999-12-31T23:59:59Z"), 1),
    ("a second that is not", "timestamp", edit(expires="2026-12-31T23:59:60Z"), FORMAT),
    ("hour 24", "timestamp", edit(expires="2026-12-31T24:00:00Z"), FORMAT),
    ("no time", "timestamp", edit(expires=...), FORMAT),
    ("over 14,000 bytes", "timestamp", edit(later="x" * 14_000), {"rule": "length"}),
    ("a timestamp that leads elsewhere", "timestamp", edit(meta={}), FORMAT),
    ("a timestamp that leads to two", "timestamp", edit(meta__other_json={"version": 1}), FORMAT),
    ("a timestamp without a length", "timestamp", edit(meta__snapshot_json__length=...), FORMAT),
    ("a length below 0", "timestamp", edit(meta__snapshot_json__length=-1), FORMAT),
    ("a length over 14,000", "timestamp", edit(meta__snapshot_json__length=14_001), FORMAT),
    ("no hashes", "timestamp", edit(meta__snapshot_json__hashes=...), FORMAT),
    ("a hash too many", "timestamp", edit(meta__snapshot_json__hashes__md5="00"), FORMAT),
    ("a hash in capitals", "timestamp", edit(meta__snapshot_json__hashes__sha256="AB" * 32), FORMAT),
    ("no version of snapshot", "timestamp", edit(meta__snapshot_json__version=...), FORMAT),
    ("more about the snapshot", "timestamp", edit(meta__snapshot_json__later=1), 1),
    ("a snapshot that leads elsewhere", "snapshot", edit(meta={"other.json": {"version": 1}}), FORMAT),
    ("a short target", "targets", edit(targets__offer_json={"length": 14_000, "hashes": {"sha256": "ab" * 32}}), 1),
    ("an offer over 14,000", "targets", edit(targets__offer_json={"length": 14_001, "hashes": {"sha256": "ab" * 32}}), FORMAT),
    ("a statement over 14,000", "targets", edit(targets__statement_json={"length": 14_001, "hashes": {"sha256": "ab" * 32}}), FORMAT),
    ("a second target", "targets", edit(targets__mirrors_json={"length": 2**53 - 1, "hashes": {"sha256": "ab" * 32}}), 1),
    ("a second target without a hash", "targets", edit(targets__offer_json={"length": 5, "hashes": {}}), FORMAT),
    ("a second target of another kind", "targets", edit(targets__offer_json=[]), FORMAT),
    ("no manifest", "targets", edit(targets={}), FORMAT),
    ("targets as a list", "targets", edit(targets=[]), FORMAT),
    ("a manifest over 14,000", "targets", edit(targets__manifest_json__length=14_001), FORMAT),
    ("delegations", "targets", edit(delegations={"keys": {}, "roles": []}), FORMAT),
    ("delegations of nothing", "targets", edit(delegations=None), FORMAT),
    ("no consistent snapshots", "root", edit(consistent_snapshot=False), FORMAT),
    ("consistent snapshots that are 1", "root", edit(consistent_snapshot=1), FORMAT),
    ("a role too few", "root", edit(roles__snapshot=...), FORMAT),
    ("a role too many", "root", edit(roles__mirrors={"keyids": [], "threshold": 1}), FORMAT),
    ("a threshold of 0", "root", edit(roles__targets__threshold=0), FORMAT),
    ("a threshold that cannot be met", "root", edit(roles__targets__threshold=2), FORMAT),
    ("a threshold of all", "root", edit(roles__root__threshold=3), 1),
    ("a role without keys", "root", edit(roles__targets__keyids=[]), FORMAT),
    ("keys of a role as an object", "root", edit(roles__targets__keyids={}), FORMAT),
    ("a key of a role that is a number", "root", edit(roles__targets__keyids=[1]), FORMAT),
    ("more about a role", "root", edit(roles__targets__later=1), 1),
    ("a repeated key", "root", edit_whole(_repeat_key), FORMAT),
    ("an unknown key", "root", edit_whole(_unknown_key), FORMAT),
    ("one key under two names", "root", edit_whole(_two_names_for_one_key), FORMAT),
    ("keys as a list", "root", edit(keys=[]), FORMAT),
    ("a key of another kind", "root", _first_key("keytype", "ecdsa"), FORMAT),
    ("a key of another scheme", "root", _first_key("scheme", "ed25519ph"), FORMAT),
    ("a public key that is too short", "root", _first_key("keyval", {"public": "ab"}), FORMAT),
    ("a public key in capitals", "root", _first_key("keyval", {"public": "AB" * 32}), FORMAT),
    ("a key with more in it", "root", _first_key("later", 1), FORMAT),
    ("a key with a private half", "root", _first_key("keyval", {"public": "ab" * 32, "private": ""}), FORMAT),
]  # fmt: skip
