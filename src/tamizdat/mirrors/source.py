"""Where an edition is copied from: a public tree on this machine, or (``carry/``) one that was fetched and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.mirrors.pointer import read_pointer, read_targets
from tamizdat.shell.errors import RefusedError

POINTER = "tuf/timestamp.json"
_metadata = re.compile(r"(\d+)\.(root|snapshot|targets)\.json\Z")
_last = ("root", "targets", "snapshot")


class Source(Protocol):
    """One edition, and how its bytes are had."""

    manifest_name: str
    manifest: Manifest
    targets: dict[str, str]
    """What is signed, the manifest and whatever else: name → digest."""
    retractions: Retractions

    def node(self, name: str) -> bytes:
        """A node of a map, by digest; raises KeyError or OSError for one that is not there."""

    def metadata(self) -> dict[str, bytes]:
        """Signed files in the order in which they may appear; the pointer is the last."""

    def fetch(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of these names, each with its digest: no others are given; raises RefusedError."""

    def is_whole(self, file: Path, name: str, wanted: str) -> bool:
        """Is this file, which lies on the mirror under this name of an object, as it should be?"""

    def weigh(self, name: str, length: int) -> None:
        """The bytes of this name, so many, will lie there (less than none: go); may refuse with RefusedError."""

    def weigh_anew(self) -> None:
        """Everything is weighed again from the beginning."""


class FolderSource:
    """A public tree on this machine, or (``press/grown``) one in a bucket that is read as a folder is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()  # the slot that is current now, to the end
        self.manifest_name, self.manifest = read_pointer(self.folder)
        self.targets = read_targets(self.folder)
        self.retractions = self._read_retractions()

    def node(self, name: str) -> bytes:
        return (self.folder / "o" / name).read_bytes()

    def metadata(self) -> dict[str, bytes]:
        # The pointer is read first: what it leads to is there for as long as it is the pointer.
        pointer = (self.folder / POINTER).read_bytes()
        found = [match for file in (self.folder / "tuf").iterdir() if (match := _metadata.match(file.name))]
        found.sort(key=lambda match: (_last.index(match[2]), int(match[1])))
        return {**{f"tuf/{one[0]}": (self.folder / "tuf" / one[0]).read_bytes() for one in found}, POINTER: pointer}

    def fetch(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        for name, expected in wanted.items():
            data = (self.folder / name).read_bytes()
            if digest(data) != expected:
                raise RefusedError(
                    f"{self.folder / name} is damaged, so nothing of it is copied. Run `tamizdat verify` on the source."
                )
            yield name, data

    def is_whole(self, file: Path, name: str, wanted: str) -> bool:
        """Objects never change: one with the right length stays."""
        with suppress(FileNotFoundError):
            return file.stat().st_size == (self.folder / name).stat().st_size
        return False

    def weigh(self, name: str, length: int) -> None:
        """Our own editions are as large as they are."""

    def weigh_anew(self) -> None:
        """As above."""

    def _read_retractions(self) -> Retractions:
        try:
            name = self.targets.get(RETRACTIONS)
            return parse_retractions(self.node(name)) if name else Retractions()
        except (OSError, EditionError) as error:
            raise RefusedError(f"{self.folder} cannot be copied, it is not whole: {error}.") from None
