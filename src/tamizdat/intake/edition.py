"""A copy of a public tree, read for its facts: what `tamizdat restore` rebuilds a newsroom from.

Format: docs/formats/facts-v1.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.core.canonical import parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, Listed
from tamizdat.core.trust.retractions import RETRACTIONS
from tamizdat.core.trust.sign import OFFER, STATEMENT
from tamizdat.core.trust.verdict import Check, Trust, check_bytes, judge_metadata, read_file
from tamizdat.reading.check_folder import check_folder
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.restored import Restored

FACTS = "/facts/"
COUNTERS = "/facts/counters.json"
NEWSROOM = "/facts/newsroom.jsonl"
SHOWN = 3

Fact = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """An edition in a folder whose signatures hold. Its files are checked again as they are read."""

    inside: Folder
    trust: Trust

    def read_facts(self, on_file: Callable[[int], None] | None = None) -> Iterator[Fact]:
        """Every fact by name; ``on_file`` is told how many files of facts have been read."""
        for count, entry in enumerate(self._fact_files(), 1):
            yield from _facts_of(entry.path, self._read(f"/o/{entry.digest}", Listed(entry.length, entry.digest)))
            if on_file:
                on_file(count)
        yield from self._read_values()

    def _read_values(self) -> Iterator[Fact]:
        """Offer and statement as they were signed last: after a rollback they are newer than the edition's facts."""
        for fact, name in (("offer", OFFER), ("statement", STATEMENT)):
            listed = self.trust.targets.get(name)
            if listed:
                yield fact, parse_strict(self._read(f"/o/{listed.digest}", listed))

    def read_picture(self, digest: str, extension: str) -> bytes:
        """A public rendition by its digest; a picture that is not in the map is not in the edition's folder either."""
        file = f"/o/{digest}"
        try:
            length = (self.inside.top / "o" / digest).stat().st_size
        except OSError:
            raise RefusedError(f"{file} is missing: the edition's facts name it as a picture ({extension}).") from None
        return self._read(file, Listed(length, digest))

    def read_settings(self) -> dict[str, Any]:
        """What the newsroom says of itself: name, languages, address, time zone, onion."""
        for entry in self._fact_files():
            if entry.path == NEWSROOM:
                facts = dict(
                    _facts_of(entry.path, self._read(f"/o/{entry.digest}", Listed(entry.length, entry.digest)))
                )
                if isinstance(facts.get("settings"), dict):
                    return dict(facts["settings"])
        raise RefusedError("The edition has no settings among its facts: it cannot be restored from.")

    def as_restored(self) -> Restored:
        """What the rebuilt newsroom has to remember, so that its numbers go on."""
        versions = self.trust.versions
        return Restored(
            self.trust.manifest.to_bytes().decode(),
            versions.targets,
            versions.snapshot,
            versions.timestamp,
            self._read_retractions(),
        )

    def _read_retractions(self) -> str:
        """The list of withdrawn paths goes on from here; empty when nothing was ever withdrawn."""
        listed = self.trust.targets.get(RETRACTIONS)
        return self._read(f"/o/{listed.digest}", listed).decode() if listed else ""

    def _fact_files(self) -> Iterator[Entry]:
        root = self.trust.manifest.map_root
        entries = walk_map(root, lambda name: self.inside.read(f"/o/{name}", LONGEST))
        return (entry for entry in entries if entry.path.startswith(FACTS))

    def _read(self, file: str, listed: Listed) -> bytes:
        try:
            data = read_file(self.inside.read, file, listed.length)
            check_bytes(file, data, listed)
        except TrustError as error:
            raise RefusedError(f"The edition was changed while it was read: {error}") from None
        return data


def check_edition(
    folder: Path, root: bytes, now: datetime, progress: Callable[[str, int, int], None] | None = None
) -> Check:
    """Check the whole folder; raises RefusedError when anything is wrong with it."""
    check = check_folder(folder, root, now, progress)
    if check.verdict == "refused":
        named = ", ".join(f"{one.file} ({one.rule})" for one in check.failures[:SHOWN])
        more = f" and {len(check.failures) - SHOWN:,} more" if len(check.failures) > SHOWN else ""
        raise RefusedError(
            f"{folder} is refused, so nothing was restored from it: {named}{more}. "
            "`tamizdat verify` says more; another copy may be whole."
        )
    return check


def open_edition(folder: Path, root: bytes, now: datetime) -> PublishedEdition:
    """An edition to read facts from; only its signatures are checked here."""
    inside = Folder(folder.resolve())
    try:
        return PublishedEdition(inside, judge_metadata(root, inside.read, now))
    except TrustError as error:
        raise RefusedError(f"{folder} is refused: {error}") from None


def _facts_of(path: str, data: bytes) -> Iterator[Fact]:
    """The facts in one file: an object a line, or the counters alone."""
    try:
        if path == COUNTERS:
            yield "counters", parse_strict(data)
            return
        for line in data.removesuffix(b"\n").split(b"\n"):
            yield _fact(path, parse_strict(line))
    except CanonicalError as error:
        raise RefusedError(f"{path} is not as docs/formats/facts-v1.md has it: {error}") from None


def _fact(path: str, value: Any) -> Fact:
    if not isinstance(value, dict) or value.keys() != {"name", "value"} or not isinstance(value["name"], str):
        raise RefusedError(f'{path} has a line that is not {{"name":…,"value":…}}.')
    return value["name"], value["value"]
