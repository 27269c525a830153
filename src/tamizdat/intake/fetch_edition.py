"""Bring what a restore needs of an edition onto this machine: map, facts and pictures, each checked by its digest.

What was brought stays when the work is cut; the next run goes on from there. A copy that fails is helped out by others.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.map import Entry, walk_map
from tamizdat.core.edition.map_nodes import Branch, Leaf, Place, parse_node
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import LONGEST, Listed
from tamizdat.core.trust.verdict import Trust, check_bytes
from tamizdat.intake.copies import Copy
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError

FACTS, PICTURES = "/facts/", "/facts/pictures/"
WORKERS = 4
"""At once, from each copy."""
CHUNK = 500
FAILS = 5
"""A copy that could not be reached so often in a row is asked no more."""

_digest = re.compile(r"[0-9a-f]{64}\Z")
Progress = Callable[[str, int, int], None]
Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Objects:
    """Objects by digest: from what was brought already, from folders, then from the other copies in turn."""

    kept: Path
    copies: Sequence[Copy]
    _fails: dict[str, int] = field(default_factory=dict)
    _turn: Iterator[int] = field(default_factory=itertools.count)

    def read(self, listed: Listed) -> bytes:
        """The bytes, checked; raises TrustError of the last copy that could not give them."""
        file = f"/o/{listed.digest}"
        with suppress(KeyError, TrustError):
            return _checked(Folder(self.kept).read, file, listed)
        failed = TrustError(file, "missing", "no copy has it.")
        for copy in self._order():
            try:
                data = _checked(copy.read, file, listed)
            except KeyError:
                continue
            except UnreachableError as error:
                self._fails[copy.name] = self._fails.get(copy.name, 0) + 1
                failed = error
            except TrustError as error:
                failed = error
            else:
                self._fails[copy.name] = 0
                if copy.folder is None:
                    self.keep(listed.digest, data)
                return data
        raise failed

    def keep(self, name: str, data: bytes) -> None:
        """Beside, then renamed: what is there is whole."""
        part = self.kept / "o" / f".{name}.{next(self._turn)}"
        part.write_bytes(data)
        part.replace(self.kept / "o" / name)

    def _order(self) -> list[Copy]:
        near = [one for one in self.copies if one.folder is not None]
        far = [one for one in self.copies if one.folder is None and self._fails.get(one.name, 0) < FAILS]
        start = next(self._turn) % len(far) if far else 0
        return [*near, *far[start:], *far[:start]]


def _checked(read: Callable[[str, int], bytes], file: str, listed: Listed) -> bytes:
    """``length`` below 0: a node, of which only the longest length is known."""
    data = read(file, listed.length if listed.length >= 0 else LONGEST)
    if listed.length < 0:
        if digest(data) != listed.digest:
            raise TrustError(file, "digest", "its bytes are not the ones that were listed.")
        return data
    check_bytes(file, data, listed)
    return data


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a restore reads from: folders that together have every object it needs."""

    folders: tuple[Path, ...]
    pictures: int
    objects: int


def fetch_edition(objects: Objects, trust: Trust, show: Progress) -> Fetched:
    """Bring all of it; raises RefusedError when something is in no copy."""
    try:
        facts = _fetch_map(objects, trust, show)
        values = [Listed(one.length, one.digest) for one in facts]
        _fetch_all(objects, [*trust.targets.values(), *values], "fetching the facts", show)
        pictures = list(_pictures(objects, facts))
        _fetch_all(objects, pictures, "fetching the pictures", show)
    except EditionError as error:
        raise RefusedError(
            f"This edition is not whole in the copies that were named: {error} What was brought is kept; name another "
            "copy as well, and run the same command again: it goes on from here."
        ) from None
    near = tuple(one.folder for one in objects.copies if one.folder is not None)
    return Fetched((objects.kept, *near), len(pictures), len(facts) + len(pictures))


def _fetch_map(objects: Objects, trust: Trust, show: Progress) -> list[Entry]:
    """Level by level, many nodes at once; then the whole map is walked, which holds it against every rule."""
    level: list[tuple[str, Place]] = [(trust.manifest.map_root, Place())]
    nodes = entries = 0
    while level:
        below: list[tuple[str, Place]] = []
        for (name, place), data in _in_order(level, lambda one: objects.read(Listed(-1, one[0])), len(objects.copies)):
            node = parse_node(name, data, place)
            nodes += 1
            if isinstance(node, Branch):
                below += [(child, place.child(value)) for value, child in node.children]
            elif isinstance(node, Leaf):
                entries += len(node.entries)
            if nodes % 100 == 0:
                show("reading the map", entries, trust.manifest.entries)
        if entries > trust.manifest.entries:
            raise TrustError(f"/o/{trust.manifest_digest}", "format", "its map has more entries than it says.")
        level = below
    walked = walk_map(trust.manifest.map_root, lambda name: objects.read(Listed(-1, name)))
    return [one for one in walked if one.path.startswith(FACTS)]


def _pictures(objects: Objects, facts: Iterable[Entry]) -> Iterator[Listed]:
    """The renditions that the facts of pictures name."""
    for entry in facts:
        if entry.path.startswith(PICTURES):
            for line in objects.read(Listed(entry.length, entry.digest)).splitlines():
                yield from _renditions(entry.path, line)


def _renditions(path: str, line: bytes) -> list[Listed]:
    try:
        value: Any = json.loads(line)["value"]
        return [Listed(int(one["bytes"]), _hex(one["digest"])) for one in (value or {}).get("renditions", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustError(path, "format", f"it is not as docs/formats/facts-v1.md has it: {error!r}.") from None


def _hex(name: str) -> str:
    if not _digest.match(name):
        raise ValueError(name)
    return name


def _fetch_all(objects: Objects, listed: Iterable[Listed], what: str, show: Progress) -> None:
    once = {one.digest: one for one in listed}
    for done, _ in enumerate(_in_order(list(once.values()), objects.read, len(objects.copies)), 1):
        if done % 20 == 0 or done == len(once):
            show(what, done, len(once))


def _in_order(things: Sequence[Thing], work: Callable[[Thing], Answer], copies: int) -> Iterator[tuple[Thing, Answer]]:
    """Several at once, answers in order, and never more than a chunk of them in memory."""
    waiting = iter(things)
    with ThreadPoolExecutor(WORKERS * min(max(copies, 1), 4)) as pool:
        while some := list(islice(waiting, CHUNK)):
            yield from zip(some, pool.map(work, some), strict=True)
