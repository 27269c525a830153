"""The simplest mirror: a folder that is kept like another. ``timestamp.json`` goes last.

Until it is replaced, a reader who verifies is led to the edition before; objects never change, so both editions are
whole by digest at every moment. Plain paths may be ahead for as long as the copying takes (format, section 9).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.paths import ENCODINGS, canonical_path
from tamizdat.core.trust.retractions import Retractions
from tamizdat.mirrors.bring_changes import (
    Changes,
    find_changes,
    keeps_links,
    list_edition,
    take_away,
    take_away_withdrawn,
)
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.mirrors.source import POINTER, FolderSource, Source
from tamizdat.shell.errors import RefusedError

UNFINISHED = ".unfinished"
"""Stands in a mirror's folder while something is copied into it; whoever finds it looks at everything."""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What became of the mirror."""

    edition: int
    copied: int
    removed: int


def copy_edition(source: Path, target: Path) -> CopyReport:
    """Make ``target`` like the public tree ``source``: copies what differs, removes what is gone after."""
    try:
        return copy_from(FolderSource(source), target)
    except FileNotFoundError as error:
        raise RefusedError(
            f"{source} changed while it was copied ({error.filename} is gone). "
            "The mirror keeps its edition; copy once more."
        ) from None


def copy_from(source: Source, target: Path) -> CopyReport:
    """A mirror that holds a whole edition of ours gets the changes alone; any other is compared file by file."""
    target.mkdir(mode=0o755, parents=True, exist_ok=True)
    changes, is_whole = _compare(source, target)
    unfinished = target / UNFINISHED
    unfinished.touch()
    if is_whole:
        removed = take_away_withdrawn(target, changes)
    else:
        removed = _remove_withdrawn(target, source.retractions)
    copied = _bring(source, target, changes)
    metadata = source.metadata()
    copied += sum(_put_metadata(target / name, data) for name, data in metadata.items())
    if is_whole:
        removed += take_away(target, changes) + _remove_metadata(target, metadata)
    else:
        removed += _remove_others(target, changes, metadata)
    unfinished.unlink()
    return CopyReport(source.manifest.edition, copied, removed)


def _compare(source: Source, target: Path) -> tuple[Changes, bool]:
    """What differs, and whether it is known what the mirror has; else everything is to be looked at."""
    if before := whole_edition(target):
        with suppress(OSError, EditionError, KeyError):  # a node is missing on one side
            return find_changes(source, target, before[1], before[0]), True
    return list_edition(source), False


def whole_edition(target: Path) -> tuple[str, Manifest] | None:
    """The edition of a mirror whose last copying came to its end, where one look at a file tells whether it is used."""
    if (target / UNFINISHED).exists() or not (target / POINTER).exists() or not keeps_links(target):
        return None
    try:
        return read_pointer(target)
    except RefusedError:
        return None


def _bring(source: Source, target: Path, changes: Changes) -> int:
    lacking = {name: one for name, one in changes.objects.items() if not source.is_whole(target / name, name, one)}
    copied = _fetch(source, target, lacking)
    linked = {name: given for name, given in changes.pages.items() if given.startswith("o/")}
    copied += sum(_place_page(target, name, given) for name, given in linked.items())
    others = {name: one for name, one in changes.pages.items() if name not in linked}
    return copied + _fetch(source, target, {name: one for name, one in others.items() if not _has(target / name, one)})


def _fetch(source: Source, target: Path, wanted: Mapping[str, str]) -> int:
    count = 0
    for name, data in source.fetch(wanted):
        _write(target / name, data)
        count += 1
    return count


def _remove_metadata(target: Path, kept: Mapping[str, bytes]) -> int:
    old = [file for file in (target / "tuf").iterdir() if f"tuf/{file.name}" not in kept]
    for file in old:
        file.unlink()
    return len(old)


def _place_page(target: Path, name: str, given: str) -> bool:
    """A page is a second name of its object, so one look tells whether it is the right one."""
    goal = target / name
    with suppress(FileNotFoundError):
        if goal.samefile(target / given):
            return False
    with _beside(goal) as part:
        try:
            os.link(target / given, part)
        except OSError:  # a disk without hard links
            shutil.copyfile(target / given, part)
    return True


def _has(file: Path, wanted: str) -> bool:
    with suppress(FileNotFoundError):
        return digest(file.read_bytes()) == wanted
    return False


def _put_metadata(goal: Path, data: bytes) -> bool:
    with suppress(FileNotFoundError):
        if goal.read_bytes() == data:
            return False
    _write(goal, data)
    return True


def _write(goal: Path, data: bytes) -> None:
    with _beside(goal) as part:
        part.write_bytes(data)


@contextmanager
def _beside(goal: Path) -> Iterator[Path]:
    """Written beside and renamed: a reader gets the old file or the new one, never a half."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    part = goal.parent / f".{goal.name[:200]}.part"
    part.unlink(missing_ok=True)
    yield part
    part.replace(goal)


def _remove_withdrawn(target: Path, retractions: Retractions) -> int:
    """Of a mirror of which nothing is known: paths that are withdrawn, and objects that they are second names of."""
    if not retractions.entries:
        return 0
    lost: set[tuple[int, int]] = set()
    removed = 0
    for file in _files(target):
        if _is_withdrawn(file.relative_to(target).as_posix(), retractions):
            state = file.stat()
            lost.add((state.st_dev, state.st_ino))
            file.unlink()
            removed += 1
    for file in _files(target / "o") if lost else ():
        state = file.stat()
        if (state.st_dev, state.st_ino) in lost and state.st_nlink == 1:
            file.unlink()
            removed += 1
    return removed


def _is_withdrawn(name: str, retractions: Retractions) -> bool:
    try:
        return retractions.hold(canonical_path("/" + (name[:-3] if name[-3:] in ENCODINGS else name)))
    except EditionError:
        return False


def _files(folder: Path) -> Iterator[Path]:
    for inside, _, names in os.walk(folder):
        yield from (Path(inside, name) for name in names)


def _remove_others(target: Path, changes: Changes, metadata: Mapping[str, bytes]) -> int:
    kept = {*changes.objects, *changes.pages, *metadata, UNFINISHED}
    removed = 0
    for folder, _, files in os.walk(target, topdown=False):
        for file in files:
            path = Path(folder, file)
            if path.relative_to(target).as_posix() not in kept:
                path.unlink()
                removed += 1
        if Path(folder) != target:
            with suppress(OSError):  # not empty
                Path(folder).rmdir()
    return removed
