"""The simplest mirror: a folder that is kept like another. ``timestamp.json`` goes last.

Until it is replaced, a reader who verifies is led to the edition before; objects never change, so both editions are
whole by digest at every moment. Plain paths may be ahead for as long as the copying takes (format, section 9).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import walk_map
from tamizdat.core.edition.paths import file_name
from tamizdat.mirrors.bring_changes import find_changes, keeps_links, take_away
from tamizdat.mirrors.pointer import read_pointer, read_targets
from tamizdat.shell.errors import RefusedError

POINTER = "tuf/timestamp.json"
UNFINISHED = ".unfinished"
"""Stands in a mirror's folder while something is copied into it; whoever finds it looks at everything."""
_metadata = re.compile(r"(\d+)\.(root|snapshot|targets)\.json\Z")
_last = ("root", "targets", "snapshot")


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What became of the mirror."""

    edition: int
    copied: int
    removed: int


@dataclass(frozen=True, slots=True)
class Listed:
    """Every file of an edition, by its name below the folder."""

    objects: dict[str, str]
    """``o/<digest>`` and ``o/<digest>.gz`` → the digest of the bytes."""
    pages: dict[str, str]
    """Plain and compressed paths → the object with the same bytes, or, where there is none (``.br``), their digest."""
    metadata: dict[str, bytes]
    """In the order in which they may appear; the pointer is the last."""


def copy_edition(source: Path, target: Path) -> CopyReport:
    """Make ``target`` like the public tree ``source``: copies what differs, removes what is gone after.

    A mirror that holds a whole edition of ours gets the changes alone; any other is compared file by file.
    """
    source = source.resolve()  # the slot that is current now, to the end
    after = read_pointer(source)
    target.mkdir(mode=0o755, parents=True, exist_ok=True)
    before = _whole_edition(target)
    unfinished = target / UNFINISHED
    try:
        changes = find_changes(source, target, before, after) if before else None
    except (OSError, EditionError, KeyError):  # a node is missing on one side: look at everything
        changes = None
    if changes is not None:
        unfinished.touch()
        copied = _bring(source, target, changes.objects, changes.pages)
        metadata = _list_metadata(source)
        copied += sum(_put_metadata(target / name, data) for name, data in metadata.items())
        removed = take_away(target, changes) + _remove_metadata(target, metadata)
    else:
        listed = _list_edition(source, *after)
        unfinished.touch()
        copied = _bring(source, target, listed.objects, listed.pages)
        copied += sum(_put_metadata(target / name, data) for name, data in listed.metadata.items())
        removed = _remove_others(target, listed)
    unfinished.unlink()
    return CopyReport(after[1].edition, copied, removed)


def _whole_edition(target: Path) -> tuple[str, Manifest] | None:
    """The edition of a mirror whose last copying came to its end, where one look at a file tells whether it is used."""
    if (target / UNFINISHED).exists() or not (target / POINTER).exists() or not keeps_links(target):
        return None
    try:
        return read_pointer(target)
    except RefusedError:
        return None


def _bring(source: Path, target: Path, objects: Mapping[str, str], pages: Mapping[str, str]) -> int:
    try:
        copied = sum(_copy_object(source, target, name, wanted) for name, wanted in objects.items())
        return copied + sum(_place_page(source, target, name, given) for name, given in pages.items())
    except FileNotFoundError as error:
        raise RefusedError(
            f"{source} changed while it was copied ({error.filename} is gone). "
            "The mirror keeps its edition; copy once more."
        ) from None


def _remove_metadata(target: Path, kept: Mapping[str, bytes]) -> int:
    old = [file for file in (target / "tuf").iterdir() if f"tuf/{file.name}" not in kept]
    for file in old:
        file.unlink()
    return len(old)


def _list_edition(source: Path, name: str, manifest: Manifest) -> Listed:
    objects = {f"o/{one}": one for one in (name, *read_targets(source).values())}
    pages: dict[str, str] = {}

    def read(node: str) -> bytes:
        return (source / "o" / node).read_bytes()

    def keep_node(node: str, _: bytes) -> None:
        objects[f"o/{node}"] = node

    try:
        for entry in walk_map(manifest.map_root, read, keep_node):
            objects[f"o/{entry.digest}"] = entry.digest
            pages[file_name(entry.path)] = f"o/{entry.digest}"
        for entry in walk_map(manifest.encodings_root, read, keep_node, encodings=True):
            packed = file_name(entry.path)
            pages[packed] = entry.digest
            if packed.endswith(".gz"):
                pages[packed] = f"{pages[packed[:-3]]}.gz"
                objects[pages[packed]] = entry.digest
        return Listed(objects, pages, _list_metadata(source))
    except (OSError, EditionError, KeyError) as error:
        raise RefusedError(f"{source} cannot be copied, it is not whole: {error}.") from None


def _list_metadata(source: Path) -> dict[str, bytes]:
    # The pointer is read first: what it leads to is there for as long as it is the pointer.
    pointer = (source / POINTER).read_bytes()
    found = [match for file in (source / "tuf").iterdir() if (match := _metadata.match(file.name))]
    found.sort(key=lambda match: (_last.index(match[2]), int(match[1])))
    return {**{f"tuf/{match[0]}": (source / "tuf" / match[0]).read_bytes() for match in found}, POINTER: pointer}


def _copy_object(source: Path, target: Path, name: str, wanted: str) -> bool:
    """Objects never change: one that is there with the right length stays."""
    with suppress(FileNotFoundError):
        if (target / name).stat().st_size == (source / name).stat().st_size:
            return False
    data = (source / name).read_bytes()
    if digest(data) != wanted:
        raise RefusedError(
            f"{source / name} is damaged, so nothing of it is copied. Run `tamizdat verify` on the source."
        )
    _write(target / name, data)
    return True


def _place_page(source: Path, target: Path, name: str, given: str) -> bool:
    """A page is a second name of its object, so one look tells whether it is the right one."""
    goal = target / name
    if not given.startswith("o/"):
        return _place_bytes(source, goal, name, given)
    with suppress(FileNotFoundError):
        if goal.samefile(target / given):
            return False
    with _beside(goal) as part:
        try:
            os.link(target / given, part)
        except OSError:  # a disk without hard links
            shutil.copyfile(target / given, part)
    return True


def _place_bytes(source: Path, goal: Path, name: str, wanted: str) -> bool:
    with suppress(FileNotFoundError):
        if digest(goal.read_bytes()) == wanted:
            return False
    data = (source / name).read_bytes()
    if digest(data) != wanted:
        raise RefusedError(
            f"{source / name} is damaged, so nothing of it is copied. Run `tamizdat verify` on the source."
        )
    _write(goal, data)
    return True


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


def _remove_others(target: Path, listed: Listed) -> int:
    kept = {*listed.objects, *listed.pages, *listed.metadata, UNFINISHED}
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
