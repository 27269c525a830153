"""Paths that a newsroom has withdrawn. Format: docs/formats/edition-v1.md, section 12."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tamizdat.core.canonical import LARGEST, canonical_json, parse_strict
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map import path_key

RETRACTIONS = "retractions.json"
FORMAT = "tamizdat-retractions-v1"
WITHDRAWN, PUBLISHED = "withdrawn", "published"

_digest = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """From this edition on a path (known by its digest alone) is withdrawn, or published again."""

    edition: int
    path: str
    state: str


@dataclass(frozen=True, slots=True)
class Retractions:
    """The whole list: entries are only ever added at its end, and the last one of a path counts."""

    entries: tuple[Entry, ...] = ()
    _states: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {one.path: one.state for one in self.entries})

    def hold(self, path: str) -> bool:
        """Is this path (as the map has it) withdrawn?"""
        return bool(self._states) and self._states.get(hide(path)) == WITHDRAWN

    def change(self, edition: int, withdrawn: Iterable[str], published: Iterable[str]) -> Retractions:
        """The list after this edition; a path that is in the state already is not written again."""
        new = [Entry(edition, hide(path), WITHDRAWN) for path in set(withdrawn) if not self.hold(path)]
        new += [Entry(edition, hide(path), PUBLISHED) for path in set(published) if self.hold(path)]
        return Retractions((*self.entries, *sorted(new)))

    def reworded_since(self, public_id: str, edition: int) -> bool:
        """Were words taken out of this article after this edition?"""
        later = {one.edition for one in self.entries if one.edition > edition}
        return any(self.hold(reworded_path(public_id, one)) for one in later)

    def hidden_since(self, edition: int) -> bool:
        """Was a person hidden after this edition?"""
        return any(self.hold(hidden_path(one.edition)) for one in self.entries if one.edition > edition)

    def to_bytes(self) -> bytes:
        """As it is published."""
        rows = [{"edition": one.edition, "path": one.path, "state": one.state} for one in self.entries]
        return canonical_json({"format": FORMAT, "retractions": rows})


def hide(path: str) -> str:
    """The SHA-256 of a path, in hex."""
    return path_key(path).hex()


def reworded_path(public_id: str, edition: int) -> str:
    """No edition has this path. It is withdrawn when this edition took words out of an article that stays."""
    return f"/facts/reworded/{public_id}/{edition}"


def hidden_path(edition: int) -> str:
    """No edition has this path either. It is withdrawn when a person was hidden with this edition."""
    return f"/facts/reworded/{edition}"


def parse_retractions(data: bytes, edition: int = LARGEST) -> Retractions:
    """Read the list of this edition; raises EditionError for anything but the one right form."""
    value = parse_strict(data)
    if not isinstance(value, dict) or value.keys() != {"format", "retractions"} or value["format"] != FORMAT:
        raise EditionError(f"The retractions do not have exactly the keys of {FORMAT}.")
    if not isinstance(value["retractions"], list):
        raise EditionError("The retractions are no list.")
    found = Retractions(tuple(_entry(one, edition) for one in value["retractions"]))
    _check_order(found.entries)
    if found.to_bytes() != data:
        raise EditionError("The retractions are not in the one right form: keys sorted, no spaces.")
    return found


def _entry(value: Any, edition: int) -> Entry:
    if not isinstance(value, dict) or value.keys() != {"edition", "path", "state"}:
        raise EditionError("A retraction has other keys.")
    number, path, state = value["edition"], value["path"], value["state"]
    if type(number) is not int or not 1 <= number <= edition:
        raise EditionError("A retraction names an edition that cannot be.")
    if not isinstance(path, str) or not _digest.match(path) or state not in (WITHDRAWN, PUBLISHED):
        raise EditionError("A retraction has a digest or a state that cannot be.")
    return Entry(number, path, state)


def _check_order(entries: tuple[Entry, ...]) -> None:
    """Ascending by edition, then path; each entry changes the state of its path."""
    states: dict[str, str] = {}
    before = (0, "")
    for one in entries:
        if (one.edition, one.path) <= before:
            raise EditionError("The retractions do not ascend by edition and path.")
        if states.get(one.path, PUBLISHED) == one.state:
            raise EditionError("A retraction repeats what was said of its path before.")
        states[one.path], before = one.state, (one.edition, one.path)
