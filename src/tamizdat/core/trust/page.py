"""Is this page in the edition, and are these its bytes? Format: docs/formats/edition-v1.md, section 9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamizdat.core.edition.errors import NodeError, PathError
from tamizdat.core.edition.map import Entry, find_entry
from tamizdat.core.edition.paths import ENCODINGS, check_encoding_path, check_path
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, Listed
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import Check, Failure, ReadFile, Trust, check_bytes, judge_metadata, judged, refused
from tamizdat.core.trust.verdict import read_file as read_needed


@dataclass(frozen=True, slots=True)
class PageCheck:
    """The verdict on one page, and what the map says about it."""

    check: Check
    entry: Entry | None = None
    message: str = ""


def check_page(path: str, root: bytes, read: ReadFile, now: datetime, seen: Versions | None = None) -> PageCheck:
    """Prove one path, and compare the bytes that are shown there. ``/x/`` stands for ``/x/index.html``."""
    try:
        trust = judge_metadata(root, read, now, seen)
    except TrustError as error:
        return PageCheck(refused(error), message=error.message)
    entry = None
    try:
        entry = prove_page(path, trust, read)
        check_bytes(path, read_needed(read, path, entry.length), Listed(entry.length, entry.digest))
    except TrustError as error:
        return PageCheck(judged(trust, [Failure(error.file, error.rule)], now), entry, error.message)
    return PageCheck(judged(trust, [], now), entry)


def prove_page(path: str, trust: Trust, read: ReadFile) -> Entry:
    """The entry of a path; raises TrustError when the map proves that there is none, or a node is refused."""
    listed = path + "index.html" if path.endswith("/") else path
    encodings = listed[-3:] in ENCODINGS
    root = trust.manifest.encodings_root if encodings else trust.manifest.map_root
    try:
        (check_encoding_path if encodings else check_path)(listed)
        entry = find_entry(root, listed, lambda name: read(f"/o/{name}", LONGEST), encodings=encodings)
    except NodeError as error:
        raise TrustError(f"/o/{error.digest}", error.rule, str(error)) from None
    except PathError as error:
        raise TrustError(path, error.rule, str(error)) from None
    if entry is None:
        raise TrustError(path, "absent", "the newsroom's map proves that there is no such page in this edition.")
    return entry
