# ruff: noqa: E501 - a case a line
"""The cases of whole checks of one page: what was done to an edition, and the answer. Used by make_vectors.py.

A change works on the case: path, root, now, seen, files, unreachable.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tamizdat.core.canonical import digest
from tamizdat.core.trust.sign import Versions, sign_edition, sign_timestamp
from tests.reading.edition import ISSUED, NOW, Edition, KeyRing, key, make_root, sign
from tests.vectors.metadata_cases import Change, dump, edit, replaced, resign

PageChange = Callable[[dict[str, Any], Edition], None]
TIMESTAMP = "/tuf/timestamp.json"


def seen(**versions: int) -> PageChange:
    return lambda case, _: case.update(seen={"targets": 1, "snapshot": 1, "timestamp": 1, **versions})


def after(**time: int) -> PageChange:
    return lambda case, _: case.update(now=ISSUED + timedelta(**time))


def gone(file: str) -> PageChange:
    return lambda case, _: case["files"].pop(file)


def away(file: str) -> PageChange:
    return lambda case, _: case.update(unreachable=[file])


def bytes_changed(file: str, change: Change) -> PageChange:
    def apply(case: dict[str, Any], _: Edition) -> None:
        case["files"][file] = change(case["files"][file])

    return apply


def signed_again(**how: Any) -> PageChange:
    """The edition under other signatures; the reader keeps the root."""

    def apply(case: dict[str, Any], edition: Edition) -> None:
        case["files"] = {**sign(edition, **how).files, "/tuf/1.root.json": edition.root}

    return apply


def chain(
    *rings: KeyRing, also: tuple[str, ...] = (), numbers: tuple[int, ...] = (), **case_changes: Any
) -> PageChange:
    """Further roots 2, 3, …; the edition is signed under the last of them."""

    def apply(case: dict[str, Any], edition: Edition) -> None:
        case["files"] = {**sign(edition, ring=rings[-1]).files, "/tuf/1.root.json": edition.root}
        for place, ring in enumerate(rings, 2):
            number = numbers[place - 2] if numbers else place
            case["files"][f"/tuf/{place}.root.json"] = make_root(ring, number, also=also)
        case.update(case_changes)

    return apply


def old_root_chain(case: dict[str, Any], edition: Edition) -> None:
    """Root 1 has expired, root 2 has not."""
    case["root"] = make_root(KeyRing(), 1, ISSUED - timedelta(days=700))
    case["files"]["/tuf/2.root.json"] = make_root(KeyRing(), 2)


def both(*changes: PageChange) -> PageChange:
    def apply(case: dict[str, Any], edition: Edition) -> None:
        for change in changes:
            change(case, edition)

    return apply


def sealed(role: str, change: Change, signer: str = "edition") -> PageChange:
    """Change targets or snapshot, sign it, and everything that leads to it: a newsroom that breaks the format."""

    def apply(case: dict[str, Any], _: Edition) -> None:
        files = case["files"]
        files[f"/tuf/1.{role}.json"] = resign(json.loads(change(files[f"/tuf/1.{role}.json"])), signer)
        if role == "targets":
            snapshot = json.loads(files["/tuf/1.snapshot.json"])
            item = snapshot["signed"]["meta"]["targets.json"]
            item.update(
                length=len(files["/tuf/1.targets.json"]), hashes={"sha256": digest(files["/tuf/1.targets.json"])}
            )
            files["/tuf/1.snapshot.json"] = resign(snapshot, "edition")
        version = json.loads(files["/tuf/1.snapshot.json"])["signed"]["version"]
        stamp = sign_timestamp(files["/tuf/1.snapshot.json"], version=1, now=ISSUED, signer=key("timestamp"))
        files[TIMESTAMP] = stamp
        if version != 1:
            value = json.loads(stamp)
            value["signed"]["meta"]["snapshot.json"]["version"] = 1
            files[TIMESTAMP] = resign(value, "timestamp")

    return apply


def other_manifest(change: Change) -> PageChange:
    """A manifest that was changed, and signed as it is."""

    def apply(case: dict[str, Any], edition: Edition) -> None:
        manifest = change(edition.manifest.to_bytes())
        case["files"][f"/o/{digest(manifest)}"] = manifest
        made = sign_edition(manifest, versions=Versions(1, 1, 1), now=ISSUED, signers=KeyRing().signers())
        case["files"].update(made)

    return apply


def mixed(case: dict[str, Any], edition: Edition) -> None:
    """The snapshot of the next edition under the name of this one's."""
    later = sign(edition, versions=Versions(2, 2, 2), now=NOW)
    case["files"]["/tuf/1.snapshot.json"] = later.files["/tuf/2.snapshot.json"]


def one_signature_of_two(case: dict[str, Any], _: Edition) -> None:
    value = json.loads(case["root"])
    value["signatures"] = value["signatures"][:1]
    case["root"] = dump(value)


def a_signature_for_another(case: dict[str, Any], _: Edition) -> None:
    value = json.loads(case["root"])
    value["signatures"][1]["sig"] = value["signatures"][0]["sig"]
    case["root"] = dump(value)


def signed_by(file: str, *names: str) -> PageChange:
    def apply(case: dict[str, Any], _: Edition) -> None:
        case["files"][file] = resign(json.loads(case["files"][file]), *names)

    return apply


def path(text: str) -> PageChange:
    return lambda case, _: case.update(path=text)


def node_gone(case: dict[str, Any], edition: Edition) -> None:
    del case["files"][f"/o/{edition.manifest.map_root}"]


def root_given(ring: KeyRing, version: int, also: tuple[str, ...] = ()) -> PageChange:
    return lambda case, _: case.update(root=make_root(ring, version, also=also))


def current(age: int = 3600) -> dict[str, Any]:
    return {"verdict": "current", "edition": 1, "ageSeconds": age, "failures": []}


def stale(age: int) -> dict[str, Any]:
    return {**current(age), "verdict": "stale"}


def no(file: str, rule: str, *, known: bool = False) -> dict[str, Any]:
    """Refused; ``known`` when the signatures held, so that the edition has a number and an age."""
    edition, age = (1, 3600) if known else (None, None)
    return {"verdict": "refused", "edition": edition, "ageSeconds": age, "failures": [{"file": file, "rule": rule}]}


HOUR, DAY = 3600, 86400
NEW_TIME, NEW_ROOT = KeyRing(timestamp="new time"), KeyRing(root=("root-1", "new-2", "new-3"))
NEW_ALL = KeyRing(root=("n-1", "n-2", "n-3"), edition="n-edition", timestamp="n-time")
ROOT_1, ROOT_2 = "/tuf/1.root.json", "/tuf/2.root.json"

FORM = replaced('"format"', '"form"')

PAGES: list[tuple[str, PageChange, Any]] = [
    ("a page of a fresh edition", path("/index.html"), current()),
    ("the front by its short name", path("/"), current()),
    ("the last second", after(hours=48, seconds=-1), current(48 * HOUR - 1)),
    ("the timestamp has expired", after(hours=48), stale(48 * HOUR)),
    ("targets and snapshot have expired", after(days=91), stale(91 * DAY)),
    ("the root has expired", after(days=365), no(ROOT_1, "root-expired")),
    ("a clock that is behind", after(days=-1), current(0)),
    ("versions as seen before", seen(), current()),
    ("an older timestamp than seen", seen(timestamp=2), no(TIMESTAMP, "version")),
    ("an older snapshot than seen", seen(snapshot=2), no("/tuf/1.snapshot.json", "version")),
    ("older targets than seen", seen(targets=2), no("/tuf/1.targets.json", "version")),
    ("no timestamp", gone(TIMESTAMP), no(TIMESTAMP, "missing")),
    ("no snapshot", gone("/tuf/1.snapshot.json"), no("/tuf/1.snapshot.json", "missing")),
    ("no targets", gone("/tuf/1.targets.json"), no("/tuf/1.targets.json", "missing")),
    ("a mirror that does not answer", away(TIMESTAMP), no(TIMESTAMP, "unreachable")),
    ("a next root that does not answer", away(ROOT_2), no(ROOT_2, "unreachable")),
    ("a page that does not answer", away("/index.html"), no("/index.html", "unreachable", known=True)),
    ("a page that is not there", gone("/index.html"), no("/index.html", "missing", known=True)),
    ("a page of other words", bytes_changed("/index.html", lambda data: data.replace(b"Lamp", b"Damp")), no("/index.html", "digest", known=True)),
    ("a page that was cut", bytes_changed("/index.html", lambda data: data[:-1]), no("/index.html", "length", known=True)),
    ("a page that goes on", bytes_changed("/index.html", lambda data: data + b"!"), no("/index.html", "length", known=True)),
    ("a page that was put there", path("/en/forged.html"), no("/en/forged.html", "absent", known=True)),
    ("a compressed page that was put there", path("/index.html.gz"), no("/index.html.gz", "absent", known=True)),
    ("a path that is none", path("/o/x"), no("/o/x", "path", known=True)),
    ("a path in another form", path("/%69ndex.html"), no("/%69ndex.html", "path", known=True)),
    ("the timestamp was changed", bytes_changed(TIMESTAMP, replaced('"version":1', '"version":2')), no(TIMESTAMP, "signature")),
    ("the timestamp has a space", bytes_changed(TIMESTAMP, replaced('"version":1', '"version": 1')), no(TIMESTAMP, "format")),
    ("the timestamp repeats a key", bytes_changed(TIMESTAMP, replaced('"version":1', '"version":1,"version":1')), no(TIMESTAMP, "format")),
    ("the timestamp is another file", bytes_changed(TIMESTAMP, lambda data: b"<!doctype html>"), no(TIMESTAMP, "format")),
    ("the timestamp is endless", bytes_changed(TIMESTAMP, lambda data: data + b" " * 14_000), no(TIMESTAMP, "length")),
    ("the snapshot was changed", bytes_changed("/tuf/1.snapshot.json", replaced('"1.0.31"', '"1.0.32"')), no("/tuf/1.snapshot.json", "digest")),
    ("the snapshot was cut", bytes_changed("/tuf/1.snapshot.json", lambda data: data[:-1]), no("/tuf/1.snapshot.json", "length")),
    ("a snapshot of another edition", mixed, no("/tuf/1.snapshot.json", "digest")),
    ("another newsroom", signed_again(ring=NEW_ALL), no(TIMESTAMP, "signature")),
    ("the timestamp key signed an edition", signed_again(ring=KeyRing(edition="timestamp")), no("/tuf/1.snapshot.json", "signature")),
    ("the edition key signed a timestamp", signed_again(ring=KeyRing(timestamp="edition")), no(TIMESTAMP, "signature")),
    ("a stranger signed as well", signed_by(TIMESTAMP, "timestamp", "stranger"), no(TIMESTAMP, "signature")),
    ("nobody signed", signed_by(TIMESTAMP), no(TIMESTAMP, "signature")),
    ("a root signed by one of two", one_signature_of_two, no("root", "signature")),
    ("a root signed twice by one", a_signature_for_another, no("root", "signature")),
    ("a root that is none", lambda case, _: case.update(root=b"{}"), no("root", "format")),
    ("a later edition", signed_again(versions=Versions(7, 8, 9)), current()),
    ("signed fields that are not known", sealed("targets", edit(later={"é": [None, True, "\n\\\""]})), current()),
    ("a second target", sealed("targets", edit(targets__offer_json={"length": 5, "hashes": {"sha256": "ab" * 32}})), current()),
    ("targets that say another version", sealed("targets", edit(version=2)), no("/tuf/1.targets.json", "version")),
    ("a snapshot that says another version", sealed("snapshot", edit(version=2)), no("/tuf/1.snapshot.json", "version")),
    ("targets that break the form", sealed("targets", edit(expires="soon")), no("/tuf/1.targets.json", "format")),
    ("targets signed by the timestamp key", sealed("targets", bytes, "timestamp"), no("/tuf/1.targets.json", "signature")),
    ("a manifest with other keys", other_manifest(FORM), lambda edition: no(f"/o/{digest(FORM(edition.manifest.to_bytes()))}", "format")),
    ("a root node that is missing", node_gone, lambda edition: no(f"/o/{edition.manifest.map_root}", "missing", known=True)),
    ("new keys, signed by old and new", chain(NEW_ROOT, also=("root-2",)), current()),
    ("new keys, not signed by the old", chain(NEW_ROOT), no(ROOT_2, "signature")),
    ("three roots", chain(NEW_ROOT, NEW_ROOT, also=("root-2",)), no("/tuf/3.root.json", "signature")),
    ("all keys new", chain(NEW_ALL, also=("root-1", "root-2")), current()),
    ("a root that skips a number", chain(NEW_TIME, numbers=(3,)), no(ROOT_2, "version")),
    ("a root that is the first again", chain(KeyRing(), numbers=(1,)), no(ROOT_2, "version")),
    ("a reader who holds the second root", both(chain(NEW_ROOT, also=("root-2",)), root_given(NEW_ROOT, 2, ("root-2",))), current()),
    ("an expired root with a successor", old_root_chain, current()),
    ("new keys forget a huge version", chain(NEW_TIME, seen={"targets": 1, "snapshot": 1, "timestamp": 10**9}), current()),
    ("old keys do not", chain(KeyRing(), seen={"targets": 1, "snapshot": 1, "timestamp": 10**9}), no(TIMESTAMP, "version")),
]  # fmt: skip
