"""An edition, read for its facts: what `tamizdat restore` rebuilds a newsroom from.

Format: docs/formats/facts-v1.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tamizdat.core.canonical import parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import Listed
from tamizdat.core.trust.sign import OFFER, STATEMENT
from tamizdat.core.trust.verdict import Check, Trust, judge_metadata
from tamizdat.intake.copies import Copy
from tamizdat.intake.fetch_edition import Objects
from tamizdat.reading.check_folder import check_folder
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError

FACTS = "/facts/"
COUNTERS = "/facts/counters.json"
NEWSROOM = "/facts/newsroom.jsonl"
SHOWN = 3

Fact = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """An edition whose signatures hold. Its objects are checked again as they are read."""

    objects: Objects
    trust: Trust

    def read_facts(self, on_file: Callable[[int], None] | None = None) -> Iterator[Fact]:
        """Every fact by name; ``on_file`` is told how many files of facts have been read."""
        for count, entry in enumerate(self._fact_files(), 1):
            yield from _facts_of(entry.path, self._read(Listed(entry.length, entry.digest)))
            if on_file:
                on_file(count)
        yield from self._read_values()

    def _read_values(self) -> Iterator[Fact]:
        """Offer and statement as they were signed last: after a rollback they are newer than the edition's facts."""
        for fact, name in (("offer", OFFER), ("statement", STATEMENT)):
            listed = self.trust.targets.get(name)
            if listed:
                yield fact, parse_strict(self._read(listed))

    def read_picture(self, digest: str, extension: str) -> bytes:
        """A public rendition by its digest; one that is not in the map is not among the edition's files either."""
        for copy in self.objects.copies:
            if copy.folder is not None and (file := copy.folder / "o" / digest).is_file():
                return self._read(Listed(file.stat().st_size, digest))
        raise RefusedError(f"/o/{digest} is missing: the edition's facts name it as a picture ({extension}).")

    def read_settings(self) -> dict[str, Any]:
        """What the newsroom says of itself: name, languages, address, time zone, onion."""
        settings = self.read_newsroom().get("settings")
        if not isinstance(settings, dict):
            raise RefusedError("The edition has no settings among its facts: it cannot be restored from.")
        return dict(settings)

    def read_newsroom(self) -> dict[str, Any]:
        """The facts about the newsroom as a whole."""
        for entry in self._fact_files():
            if entry.path == NEWSROOM:
                return dict(_facts_of(entry.path, self._read(Listed(entry.length, entry.digest))))
        return {}

    def _fact_files(self) -> Iterator[Entry]:
        entries = walk_map(self.trust.manifest.map_root, lambda name: self.objects.read(Listed(-1, name)))
        return (entry for entry in entries if entry.path.startswith(FACTS))

    def _read(self, listed: Listed) -> bytes:
        try:
            return self.objects.read(listed)
        except TrustError as error:
            raise RefusedError(f"The edition was changed while it was read: {error}") from None


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


def open_edition(folders: Sequence[Path], root: bytes, now: datetime) -> PublishedEdition:
    """An edition to read facts from; only its signatures are checked here. Metadata lies in the first folder."""
    copies = [Copy(str(one), Folder(one.resolve()).read, one.resolve()) for one in folders]
    try:
        trust = judge_metadata(root, lambda path, limit: _first(copies, path, limit), now)
    except TrustError as error:
        raise RefusedError(f"{folders[0]} is refused: {error}") from None
    return PublishedEdition(Objects(folders[0], copies), trust)


def _first(copies: Sequence[Copy], path: str, limit: int) -> bytes:
    """Metadata from the first folder alone; the manifest from whichever has it."""
    if not path.startswith("/o/"):
        return copies[0].read(path, limit)
    for copy in copies:
        try:
            return copy.read(path, limit)
        except KeyError:
            continue
    raise KeyError(path)


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
