"""Every file that an edition must have, from its two maps. Format: docs/formats/edition-v1.md, sections 2 and 10."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError, NodeError
from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import LONGEST, Listed, SignedFile, check_signatures, check_threshold, parse_metadata
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.core.trust.sign import MANIFEST
from tamizdat.core.trust.verdict import (
    TIMESTAMP,
    Failure,
    ReadFile,
    Trust,
    check_bytes,
    parse_root,
    read_file,
    root_file,
)
from tamizdat.reading.values import PARSERS, find_fault

MOST_BROKEN = 1_000
"""A few nodes that lead to each other again and again make a map without an end; every way through it ends broken."""
OnEntry = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What must come out when a compressed file is unpacked."""

    ending: str
    identity: Listed


@dataclass(frozen=True, slots=True)
class Want:
    """A file that must be there. ``listed`` is None when its bytes have been checked already."""

    listed: Listed | None
    packed: Packed | None = None


@dataclass(slots=True)
class Listing:
    """What an edition must hold, by path; and what is wrong already."""

    files: dict[str, Want] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    whole: bool = True
    """False when a node is broken, so that some of the files are unknown."""

    def fail(self, error: TrustError) -> None:
        self.failures.append(Failure(error.file, error.rule))


def list_files(trust: Trust, root: bytes, read: ReadFile, on_entry: OnEntry | None = None) -> Listing:
    """Walk both maps. ``on_entry`` is told how many entries have been read."""
    listing = Listing()
    _list_roots(listing, trust, root, read)
    _list_metadata(listing, trust)
    _check_values(listing, trust, read)
    retractions = _read_retractions(listing, trust, read)
    pages = _list_pages(listing, trust, read, on_entry or (lambda _count: None))
    listing.failures += [Failure(path, "retracted") for path in pages if retractions.hold(path)]
    _list_encodings(listing, trust, read, pages)
    return listing


def _list_roots(listing: Listing, trust: Trust, root: bytes, read: ReadFile) -> None:
    """The reader's root as it is, every later one (checked already), and every earlier one backwards."""
    given = parse_root(root)
    for version in range(given.version, trust.root.version + 1):
        listing.files[root_file(version)] = Want(None)
    listing.files[root_file(given.version)] = Want(Listed(len(root), digest(root)))
    later = given
    for version in range(given.version - 1, 0, -1):
        listing.files[root_file(version)] = Want(None)
        try:
            later = _check_earlier_root(root_file(version), version, later, read)
        except TrustError as error:
            listing.fail(error)
            return


def _check_earlier_root(file: str, version: int, later: SignedFile, read: ReadFile) -> SignedFile:
    """What leads to a root that is trusted must have signed it: so a false first root is found."""
    earlier = parse_metadata(file, read_file(read, file, LONGEST), "root")
    if earlier.version != version:
        raise TrustError(file, "version", f"it is version {earlier.version} of the root.")
    check_threshold(earlier, "root", earlier.root)
    if version == 1:
        check_signatures(earlier, "root", earlier.root)
    try:
        check_signatures(later, "root", earlier.root, later.root)
    except TrustError:
        raise TrustError(file, "signature", "the root after it is not signed by its keys.") from None
    return earlier


def _list_metadata(listing: Listing, trust: Trust) -> None:
    """The pointer and what it leads to have been checked; other targets are objects like any."""
    versions = trust.versions
    for file in (TIMESTAMP, f"/tuf/{versions.snapshot}.snapshot.json", f"/tuf/{versions.targets}.targets.json"):
        listing.files[file] = Want(None)
    for listed in trust.targets.values():
        listing.files[f"/o/{listed.digest}"] = Want(listed)
    listing.files[f"/o/{trust.targets[MANIFEST].digest}"] = Want(None)


def _read_retractions(listing: Listing, trust: Trust, read: ReadFile) -> Retractions:
    """What the newsroom has withdrawn; a list that cannot be read is a failure of its own."""
    listed = trust.targets.get(RETRACTIONS)
    if listed is None:
        return Retractions()
    file = f"/o/{listed.digest}"
    try:
        data = read_file(read, file, listed.length)
        check_bytes(file, data, listed)
        return parse_retractions(data, trust.manifest.edition)
    except TrustError:
        return Retractions()  # whoever compares the files finds it too, with all others
    except EditionError as error:
        listing.fail(TrustError(file, "format", str(error)))
        return Retractions()


def _check_values(listing: Listing, trust: Trust, read: ReadFile) -> None:
    """How readers can give, and what came of it: signed like all else, but also right in itself."""
    for name in PARSERS:
        listed = trust.targets.get(name)
        if listed is None:
            continue
        file = f"/o/{listed.digest}"
        with suppress(TrustError):  # whoever compares the files finds it too, with all others
            data = read_file(read, file, listed.length)
            check_bytes(file, data, listed)
            fault = find_fault(name, data)
            if fault:
                listing.fail(TrustError(file, "format", fault))


def _list_pages(listing: Listing, trust: Trust, read: ReadFile, on_entry: OnEntry) -> dict[str, Listed]:
    pages: dict[str, Listed] = {}
    for entry in _walk(listing, trust.manifest.map_root, read):
        listed = Listed(entry.length, entry.digest)
        pages[entry.path] = listed
        listing.files[entry.path] = Want(listed)
        _add_object(listing, f"/o/{entry.digest}", Want(listed), entry.path)
        if len(pages) % 1000 == 0:
            on_entry(len(pages))
    if listing.whole and len(pages) != trust.manifest.entries:
        listing.failures.append(Failure(f"/o/{trust.manifest_digest}", "format"))
    return pages


def _list_encodings(listing: Listing, trust: Trust, read: ReadFile, pages: dict[str, Listed]) -> None:
    for entry in _walk(listing, trust.manifest.encodings_root, read, encodings=True):
        identity = pages.get(entry.path[:-3])
        if identity is None:
            if listing.whole:
                listing.failures.append(Failure(entry.path, "format"))
            continue
        want = Want(Listed(entry.length, entry.digest), Packed(entry.path[-3:], identity))
        listing.files[entry.path] = want
        if entry.path.endswith(".gz"):
            _add_object(listing, f"/o/{identity.digest}.gz", want, entry.path)


def _add_object(listing: Listing, file: str, want: Want, path: str) -> None:
    """Two paths with one digest share an object; they must agree about it."""
    before = listing.files.setdefault(file, want)
    if before.listed is not None and before.listed != want.listed:
        listing.failures.append(Failure(path, "format"))


def _walk(listing: Listing, root: str, read: ReadFile, *, encodings: bool = False) -> Iterator[Entry]:
    def read_node(name: str) -> bytes:
        try:
            return read(f"/o/{name}", LONGEST)
        except UnreachableError as error:
            raise NodeError(name, error.rule, error.message) from None

    def on_node(name: str, _data: bytes) -> None:
        listing.files[f"/o/{name}"] = Want(None)

    broken = 0

    def on_broken(error: NodeError) -> None:
        nonlocal broken
        listing.whole = False
        listing.failures.append(Failure(f"/o/{error.digest}", error.rule))
        broken += 1
        if broken > MOST_BROKEN:
            raise error

    # Past that many the rest is left unread.
    with suppress(NodeError):
        yield from walk_map(root, read_node, on_node, on_broken, encodings=encodings)
