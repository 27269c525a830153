"""The root files of a newsroom: ``keys/1.root.json`` and its followers, each signed by the one before and by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import SignedFile, check_signatures, parse_metadata
from tamizdat.core.trust.verdict import check_next_root
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

BEGINNING = "beginning.json"
"""A first root that replaces a whole chain: while it lies here, the change is not finished (``settle.py``)."""
BEFORE = "before"
"""Where the chain lies that was given up."""

_name = re.compile(r"([1-9][0-9]{0,8})\.root\.json\Z")


def name_of(version: int) -> str:
    return f"{version}.root.json"


def read_roots(home: Home) -> dict[int, bytes]:
    """Every root file by its number, ascending; empty before the first press. Refuses a chain with a hole."""
    beginning = home.keys / BEGINNING
    if beginning.exists():
        return {1: beginning.read_bytes()}
    found = list_roots(home.keys)
    roots = {number: (home.keys / name_of(number)).read_bytes() for number in found}
    missing = set(range(1, max(found, default=0) + 1)) - roots.keys()
    if missing:
        raise RefusedError(
            f"{home.keys / name_of(min(missing))} is missing: readers walk from root to root. Copy it back from "
            "tuf/ of any copy of the edition."
        )
    return roots


def list_roots(folder: Path) -> list[int]:
    """The numbers of the root files that lie in a folder."""
    return sorted(int(found[1]) for file in folder.glob("*.root.json") if (found := _name.match(file.name)))


def newest_root(home: Home) -> SignedFile | None:
    """The root that counts now; None before the first press."""
    roots = read_roots(home)
    return parse(roots[max(roots)]) if roots else None


def parse(data: bytes, name: str = "the root file") -> SignedFile:
    """A root file in its one right form; its signatures are not yet checked. Raises RefusedError."""
    try:
        return parse_metadata(name, data, "root")
    except TrustError as error:
        raise RefusedError(f"{error}") from None


def check_chain(roots: Mapping[int, bytes]) -> None:
    """The first is signed by itself, each other by the one before and itself; raises RefusedError."""
    before: SignedFile | None = None
    for number, data in roots.items():
        root = parse(data, name_of(number))
        try:
            if before is None:
                check_signatures(root, "root", root.root)
            else:
                check_next_root(before, root)
        except TrustError as error:
            raise RefusedError(f"{error} Copy the right one back from tuf/ of any copy of the edition.") from None
        before = root


def keys_of(root: SignedFile, role: str) -> Sequence[str]:
    """The public keys of a role: 64 hex digits each."""
    return [str(root.root.keys[keyid].keyval["public"]) for keyid in root.root.roles[role].keyids]


def threshold_of(root: SignedFile, role: str = "root") -> int:
    return int(root.root.roles[role].threshold)
