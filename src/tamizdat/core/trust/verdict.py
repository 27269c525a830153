"""From the newsroom's root to a manifest, and the verdict. Format: docs/formats/edition-v1.md, sections 7 and 8.

Pure: files come from ``read``, the time is an argument. A broken file raises TrustError, expired metadata is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import ManifestError, Rule
from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import (
    LONGEST,
    Listed,
    RoleName,
    SignedFile,
    check_signatures,
    check_threshold,
    parse_metadata,
)
from tamizdat.core.trust.sign import MANIFEST, Versions

Verdict = Literal["current", "stale", "refused"]
ReadFile = Callable[[str, int], bytes]
"""``read("/tuf/timestamp.json", 14000)``: at most one byte more than the limit; KeyError when it is not there."""

ROOT = "root"
"""How a failure names the reader's own root file."""
TIMESTAMP = "/tuf/timestamp.json"
MOST_ROOTS = 1024
"""So many changes of root are followed in one check."""


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """One file and the rule that it breaks."""

    file: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Check:
    """What a reader is told. ``age_seconds`` counts from the time in the manifest."""

    verdict: Verdict
    edition: int | None
    age_seconds: int | None
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Trust:
    """The edition that the newsroom's signatures lead to."""

    manifest: Manifest
    manifest_digest: str
    versions: Versions
    root: SignedFile
    """The newest root; the chain from the reader's root to it holds."""
    targets: dict[str, Listed]
    expired: tuple[RoleName, ...]
    """Which of timestamp, snapshot and targets have expired: these make a stale edition."""

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """Higher is newer. The root counts first: whoever kept a key that was replaced since signs any number."""
        versions = self.versions
        return self.root.version, versions.targets, versions.snapshot, versions.timestamp, self.manifest.edition


def judge_metadata(
    root: bytes,
    read: ReadFile,
    now: datetime,
    seen: Versions | None = None,
    accepted: Callable[[RoleName, SignedFile], None] = lambda _role, _file: None,
) -> Trust:
    """Follow roots, timestamp, snapshot, targets and manifest; raises TrustError for the first that is refused.

    ``seen``: the highest versions that this reader has accepted under this root; lower ones are a rollback.
    ``accepted`` is told of each file that holds, also when a later one does not: a new root is remembered in any case.
    """
    first = parse_root(root)
    newest = _follow_roots(first, read, accepted)
    if newest.expires <= now:
        file = root_file(newest.version)
        raise TrustError(file, "root-expired", f"the newsroom's root expired at {newest.expires:%Y-%m-%d}.")
    if seen is not None and has_new_keys(first, newest):
        seen = None  # so that a newsroom recovers from a stolen key that signed a huge version
    step = _Steps(newest, read, seen, accepted)
    timestamp = step.timestamp()
    snapshot = step.lead("snapshot", timestamp.listed["snapshot.json"])
    targets = step.lead("targets", snapshot.listed["targets.json"])
    return Trust(
        manifest=_read_manifest(read, targets.listed[MANIFEST]),
        manifest_digest=targets.listed[MANIFEST].digest,
        versions=Versions(targets.version, snapshot.version, timestamp.version),
        root=newest,
        targets=dict(targets.listed),
        expired=tuple(role for role, one in step.signed.items() if one.expires <= now),
    )


def judged(trust: Trust, failures: Iterable[Failure], now: datetime) -> Check:
    """The verdict on an edition whose signatures hold."""
    found = tuple(sorted(set(failures)))
    age = max(0, (now - trust.manifest.issued_at) // timedelta(seconds=1))
    verdict: Verdict = "refused" if found else "stale" if trust.expired else "current"
    return Check(verdict, trust.manifest.edition, age, found)


def refused(error: TrustError) -> Check:
    """The verdict when nothing more can be known."""
    return Check("refused", None, None, (Failure(error.file, error.rule),))


def parse_root(data: bytes) -> SignedFile:
    """The reader's own root file: must be signed by its own keys. (Keys of the root before may have signed it too.)"""
    root = parse_metadata(ROOT, data, "root")
    check_threshold(root, "root", root.root)
    return root


def root_file(version: int) -> str:
    return f"/tuf/{version}.root.json"


def check_bytes(file: str, data: bytes, listed: Listed) -> None:
    """Length and digest, as listed."""
    if len(data) != listed.length:
        raise TrustError(file, "length", f"it is not {listed.length:,} bytes long, as it was listed.")
    if digest(data) != listed.digest:
        raise TrustError(file, "digest", "its bytes are not the ones that were listed.")


def read_file(read: ReadFile, file: str, limit: int) -> bytes:
    """The bytes of a file that must be there."""
    try:
        return read(file, limit)
    except KeyError:
        raise TrustError(file, "missing", "it is not there.") from None


def check_next_root(before: SignedFile, after: SignedFile) -> None:
    """A root is signed by the threshold of the one before it and by its own; its number is one more."""
    check_signatures(after, "root", before.root, after.root)
    if after.version != before.version + 1:
        raise TrustError(after.file, "version", f"it is version {after.version} of the root.")


def _follow_roots(root: SignedFile, read: ReadFile, accepted: Callable[[RoleName, SignedFile], None]) -> SignedFile:
    for count in range(MOST_ROOTS + 1):
        file = root_file(root.version + 1)
        try:
            data = read(file, LONGEST)
        except KeyError:
            return root
        if count == MOST_ROOTS:
            break
        after = parse_metadata(file, data, "root")
        check_next_root(root, after)
        root = after
        accepted("root", root)
    raise TrustError(file, "version", f"more than {MOST_ROOTS:,} roots follow the one that is known.")


def has_new_keys(before: SignedFile, after: SignedFile) -> bool:
    """Other keys of timestamp, snapshot or targets: versions count anew."""
    return any(
        set(before.root.roles[role].keyids) != set(after.root.roles[role].keyids)
        for role in ("timestamp", "snapshot", "targets")
    )


def _read_manifest(read: ReadFile, listed: Listed) -> Manifest:
    file = f"/o/{listed.digest}"
    data = read_file(read, file, listed.length)
    check_bytes(file, data, listed)
    try:
        return parse_manifest(data)
    except ManifestError as error:
        raise TrustError(file, "format", str(error)) from None


class _Steps:
    """From one signed file to the next."""

    def __init__(
        self,
        root: SignedFile,
        read: ReadFile,
        seen: Versions | None,
        accepted: Callable[[RoleName, SignedFile], None],
    ) -> None:
        self._root, self._read, self._seen, self._accepted = root, read, seen, accepted
        self.signed: dict[RoleName, SignedFile] = {}

    def timestamp(self) -> SignedFile:
        data = read_file(self._read, TIMESTAMP, LONGEST)
        signed = self._accept(parse_metadata(TIMESTAMP, data, "timestamp"), "timestamp")
        self._accepted("timestamp", signed)
        return signed

    def lead(self, role: RoleName, listed: Listed) -> SignedFile:
        """The file of a role that the one before listed: by version, length and digest."""
        file = f"/tuf/{listed.version}.{role}.json"
        data = read_file(self._read, file, listed.length)
        check_bytes(file, data, listed)
        signed = self._accept(parse_metadata(file, data, role), role)
        if signed.version != listed.version:
            raise TrustError(file, "version", f"it says that it is version {signed.version}.")
        self._accepted(role, signed)
        return signed

    def _check_next(self, role: RoleName, listed: Listed) -> None:
        """What is led to must not be older than seen; it need not even be fetched to know."""
        seen = 0 if self._seen is None else getattr(self._seen, role)
        if listed.version < seen:
            file = f"/tuf/{listed.version}.{role}.json"
            raise TrustError(file, "version", f"it is version {listed.version}; {seen} was seen before.")

    def _accept(self, signed: SignedFile, role: RoleName) -> SignedFile:
        check_signatures(signed, role, self._root.root)
        seen = 0 if self._seen is None else getattr(self._seen, role)
        if signed.version < seen:
            raise TrustError(signed.file, "version", f"it is version {signed.version}; {seen} was seen before.")
        for role_file, listed in signed.listed.items() if role != "targets" else ():
            self._check_next(cast(RoleName, role_file.removesuffix(".json")), listed)
        self.signed[role] = signed
        return signed
