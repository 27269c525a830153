"""Is what a copy says still what the newsroom says? Format: docs/formats/edition-v1.md, section 16."""

from __future__ import annotations

from dataclasses import replace

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.copy import CopyCheck, CopyVerdict
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.page import prove_page
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.core.trust.verdict import ReadFile, Trust, check_bytes, read_file

LONGEST_RETRACTIONS = 8_000_000


def compare_with(copy: CopyCheck, newest: Trust, read: ReadFile) -> CopyCheck:
    """The verdict on an authentic copy beside a newer edition; raises TrustError when the page was withdrawn."""
    if newest.manifest.edition < copy.trust.manifest.edition:
        return copy  # this mirror is behind: it has nothing to say of the copy
    if read_retractions(newest, read).hold(copy.path):
        raise TrustError(copy.path, "retracted", "the newsroom has withdrawn this page.")
    try:
        is_same = prove_page(copy.path, newest, read).digest == copy.entry.digest
    except TrustError as error:
        if error.rule != "absent":
            raise
        is_same = False
    verdict: CopyVerdict = "stale" if not is_same else "authentic" if newest.expired else "current"
    return replace(copy, verdict=verdict)


def read_retractions(trust: Trust, read: ReadFile) -> Retractions:
    """The edition's own list of what was withdrawn; empty when it has none."""
    if RETRACTIONS not in trust.targets:
        return Retractions()
    listed = trust.targets[RETRACTIONS]
    file = f"/o/{listed.digest}"
    if listed.length > LONGEST_RETRACTIONS:
        raise TrustError(file, "length", f"it is longer than {LONGEST_RETRACTIONS:,} bytes.")
    data = read_file(read, file, listed.length)
    check_bytes(file, data, listed)
    try:
        return parse_retractions(data, trust.manifest.edition)
    except EditionError as error:
        raise TrustError(file, "format", str(error)) from None
