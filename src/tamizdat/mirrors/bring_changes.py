"""From one whole edition to the next, in a mirror's folder: only what differs is looked at.

Objects and pages first, then the metadata with the pointer last, then what is gone is taken away. An object is still
used as long as a page's path is a second name of it, which the number of its names tells.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, ReadNode, compare_maps, find_entry
from tamizdat.core.edition.paths import file_name
from tamizdat.mirrors.pointer import read_targets


@dataclass(slots=True)
class Changes:
    """What is new, and what may be gone, by names below the folder."""

    objects: dict[str, str] = field(default_factory=dict)
    """``o/…`` → the digest of the bytes."""
    pages: dict[str, str] = field(default_factory=dict)
    """Plain and packed paths → the object with the same bytes, or, where there is none (``.br``), their digest."""
    gone_pages: list[str] = field(default_factory=list)
    gone_objects: set[str] = field(default_factory=set)
    gone_nodes: set[str] = field(default_factory=set)


def find_changes(source: Path, target: Path, before: tuple[str, Manifest], after: tuple[str, Manifest]) -> Changes:
    """Compare the maps of the edition that the mirror has and of the one that it will have."""
    changes = Changes({f"o/{one}": one for one in (after[0], *read_targets(source).values())})

    def read(node: str) -> bytes:
        try:
            return (source / "o" / node).read_bytes()
        except FileNotFoundError:
            return (target / "o" / node).read_bytes()

    def keep_node(node: str, is_new: bool) -> None:
        if is_new:
            changes.objects[f"o/{node}"] = node
        else:
            changes.gone_nodes.add(f"o/{node}")

    for path, was, now in compare_maps(before[1].map_root, after[1].map_root, read, keep_node):
        _page(changes, path, was, now)
    encodings = before[1].encodings_root, after[1].encodings_root
    for path, _, packed in compare_maps(*encodings, read, keep_node, encodings=True):
        if packed is None:
            changes.gone_pages.append(file_name(path))
        elif path.endswith(".br"):
            changes.pages[file_name(path)] = packed.digest
        else:
            page = changes.pages.get(file_name(path[:-3])) or _object_of(path[:-3], after[1], read)
            changes.objects[f"{page}.gz"] = packed.digest
            changes.pages[file_name(path)] = f"{page}.gz"
    changes.gone_nodes.update(f"o/{one}" for one in (before[0], *read_targets(target).values()))
    changes.gone_nodes -= changes.objects.keys()
    return changes


def _page(changes: Changes, path: str, was: Entry | None, now: Entry | None) -> None:
    name = file_name(path)
    if now:
        changes.objects[f"o/{now.digest}"] = now.digest
        changes.pages[name] = f"o/{now.digest}"
    else:
        changes.gone_pages.append(name)
    if was:
        changes.gone_objects.update((f"o/{was.digest}", f"o/{was.digest}.gz"))


def _object_of(path: str, edition: Manifest, read: ReadNode) -> str:
    entry = find_entry(edition.map_root, path, read)
    if entry is None:
        raise KeyError(path)
    return f"o/{entry.digest}"


def take_away(target: Path, changes: Changes) -> int:
    """Remove pages that are gone, and objects that no page is a second name of; returns how many."""
    removed = sum(_remove(target, name) for name in changes.gone_pages)
    removed += sum(_remove(target, name) for name in changes.gone_nodes)
    for name in sorted(changes.gone_objects - changes.objects.keys()):
        with suppress(FileNotFoundError):
            if (target / name).stat().st_nlink == 1:
                removed += _remove(target, name)
    return removed


def _remove(target: Path, name: str) -> bool:
    file = target / name
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    for folder in _folders(target, file):
        try:
            folder.rmdir()
        except OSError:  # not empty
            break
    return True


def _folders(target: Path, file: Path) -> Iterator[Path]:
    folder = file.parent
    while folder != target:
        yield folder
        folder = folder.parent


def keeps_links(folder: Path) -> bool:
    """Can files have a second name here? Without that nobody can tell cheaply whether an object is still used."""
    one, other = folder / ".one.part", folder / ".other.part"
    for file in (one, other):
        file.unlink(missing_ok=True)
    try:
        one.touch()
        os.link(one, other)
        return one.stat().st_nlink == 2
    except OSError:
        return False
    finally:
        for file in (one, other):
            file.unlink(missing_ok=True)
