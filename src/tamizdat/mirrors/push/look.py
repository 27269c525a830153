"""Read back: does the mirror have what was written? All signed files; of objects and pages a few, new and old."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tamizdat.core.canonical import digest
from tamizdat.core.edition.map_nodes import Leaf, Place, read_checked
from tamizdat.core.edition.paths import file_name
from tamizdat.mirrors.push.edition import BINARY, Edition, Item
from tamizdat.mirrors.push.patient import Patient
from tamizdat.mirrors.push.result import PushError

NEW, OLD = 12, 4
LATE = (0.2, 0.8, 2.0)
"""A store may show a moment later what it has taken: so long it is asked again."""


class Sample:
    """Some of what was sent, each with the same chance."""

    def __init__(self, size: int = NEW) -> None:
        self._size, self._seen = size, 0
        self.items: list[Item] = []

    def add(self, item: Item) -> None:
        self._seen += 1
        if len(self.items) < self._size:
            self.items.append(item)
        elif (at := random.randrange(self._seen)) < self._size:
            self.items[at] = item


def old_items(edition: Edition, count: int = OLD) -> Iterator[Item]:
    """Pages by chance, as paths and as objects: also what no push touched is looked at now and then."""
    if not edition.manifest.entries:
        return
    for _ in range(count):
        name, place = edition.manifest.map_root, Place()
        while not isinstance(node := read_checked(name, place, edition.node)[0], Leaf):
            value, name = random.choice(node.children)
            place = place.child(value)
        entry = random.choice(node.entries)[1]
        yield Item(f"o/{entry.digest}", entry.digest, entry.digest, BINARY)
        yield Item(file_name(entry.path), entry.digest, entry.digest, entry.media_type)


def look_at(place: Patient, edition: Edition, items: list[Item]) -> None:
    """Raises PushError("tampered") for the first that is not what was written."""
    with ThreadPoolExecutor(min(place.at_once, 8), thread_name_prefix="look") as pool:
        wrong = [name for name in pool.map(lambda item: _look(place, edition, item), items) if name]
    if wrong:
        raise PushError(
            "tampered", f"{place.where}/{wrong[0]} is not what was written there ({len(wrong)} such of {len(items)})."
        )


def look_at_bytes(place: Patient, name: str, data: bytes) -> None:
    """The same, for one of the signed files."""
    if not reads_as(place, name, data):
        raise PushError("tampered", f"{place.where}/{name} is not what was written there.")


def _look(place: Patient, edition: Edition, item: Item) -> str:
    return "" if reads_as(place, item.name, edition.read(item)) else item.name


def reads_as(place: Patient, name: str, data: bytes) -> bool:
    """Does it have these bytes, or at least a moment later?"""
    for wait in (*LATE, 0):
        with suppress(FileNotFoundError):
            if digest(place.read(name, len(data))) == digest(data):
                return True
        time.sleep(wait)
    return False
