"""From one whole edition to the next, in a mirror's folder: only what differs is looked at.

What was withdrawn goes first. Objects and pages come, then the metadata with the pointer last, then what is gone is
taken away. An object is used as long as a page's path is a second name of it, which the number of its names tells.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.core.edition.errors import EditionError
from tamizdat.core.edition.manifest import Manifest
from tamizdat.core.edition.map import Entry, ReadNode, compare_maps, find_entry, walk_map
from tamizdat.core.edition.paths import file_name
from tamizdat.mirrors.pointer import read_targets
from tamizdat.mirrors.source import Source
from tamizdat.shell.errors import RefusedError


@dataclass(slots=True)
class Changes:
    """What is new, and what may be gone, by names below the folder."""

    objects: dict[str, str] = field(default_factory=dict)
    """``o/<digest>`` and ``o/<digest>.gz`` → the digest of the bytes."""
    pages: dict[str, str] = field(default_factory=dict)
    """Plain and packed paths → the object with the same bytes, or, where there is none (``.br``), their digest."""
    withdrawn_pages: list[str] = field(default_factory=list)
    withdrawn_objects: set[str] = field(default_factory=set)
    gone_pages: list[str] = field(default_factory=list)
    gone_objects: set[str] = field(default_factory=set)
    gone_nodes: set[str] = field(default_factory=set)


def find_changes(source: Source, target: Path, before: Manifest, before_name: str) -> Changes:
    """Compare the maps of the edition that the mirror has and of the one that it will have."""
    changes, after = Changes(_targets(source)), source.manifest

    def read(node: str) -> bytes:
        try:
            return (target / "o" / node).read_bytes()
        except FileNotFoundError:
            return source.node(node)

    def keep_node(node: str, is_new: bool) -> None:
        if is_new:
            changes.objects[f"o/{node}"] = node
        else:
            changes.gone_nodes.add(f"o/{node}")

    for path, was, now in compare_maps(before.map_root, after.map_root, read, keep_node):
        _page(changes, source, path, was, now)
    for path, was, now in compare_maps(before.encodings_root, after.encodings_root, read, keep_node, encodings=True):
        _packed(changes, source, read, path, was, now)
    changes.gone_nodes.update(f"o/{one}" for one in (before_name, *read_targets(target).values()))
    changes.gone_nodes -= changes.objects.keys()
    return changes


def list_edition(source: Source) -> Changes:
    """Every file of an edition, as if the mirror had nothing; raises RefusedError."""
    changes, after = Changes(_targets(source)), source.manifest
    source.weigh_anew()

    def keep_node(node: str, data: bytes) -> None:
        changes.objects[f"o/{node}"] = node
        source.weigh(f"o/{node}", len(data))

    try:
        for entry in walk_map(after.map_root, source.node, keep_node):
            _page(changes, source, entry.path, None, entry)
        for entry in walk_map(after.encodings_root, source.node, keep_node, encodings=True):
            _packed(changes, source, source.node, entry.path, None, entry)
        return changes
    except (OSError, EditionError, KeyError) as error:
        raise RefusedError(f"The edition cannot be copied, it is not whole: {error}.") from None


def _targets(source: Source) -> dict[str, str]:
    return {f"o/{one}": one for one in (source.manifest_name, *source.targets.values())}


def _page(changes: Changes, source: Source, path: str, was: Entry | None, now: Entry | None) -> None:
    name = file_name(path)
    hidden = source.retractions.hold(path)
    if now:
        if hidden:
            raise RefusedError(f"The edition shows {path}, which its own list says is withdrawn. It is not copied.")
        changes.objects[f"o/{now.digest}"] = now.digest
        changes.pages[name] = f"o/{now.digest}"
        source.weigh(f"o/{now.digest}", now.length)
    else:
        (changes.withdrawn_pages if hidden else changes.gone_pages).append(name)
    if was:
        objects = changes.withdrawn_objects if hidden else changes.gone_objects
        objects.update((f"o/{was.digest}", f"o/{was.digest}.gz"))
        source.weigh(f"o/{was.digest}", -was.length)


def _packed(
    changes: Changes, source: Source, read: ReadNode, path: str, was: Entry | None, now: Entry | None
) -> None:  # fmt: skip
    name = file_name(path)
    if was:
        source.weigh(name, -was.length)
    if now is None:
        (changes.withdrawn_pages if source.retractions.hold(path[:-3]) else changes.gone_pages).append(name)
        return
    if path.endswith(".br"):
        changes.pages[name] = now.digest
        source.weigh(name, now.length)
        return
    page = changes.pages.get(file_name(path[:-3])) or _object_of(path[:-3], source.manifest, read)
    changes.objects[f"{page}.gz"] = now.digest
    changes.pages[name] = f"{page}.gz"
    source.weigh(f"{page}.gz", now.length)


def _object_of(path: str, edition: Manifest, read: ReadNode) -> str:
    entry = find_entry(edition.map_root, path, read)
    if entry is None:
        raise KeyError(path)
    return f"o/{entry.digest}"


def take_away_withdrawn(target: Path, changes: Changes) -> int:
    """Before anything else is done: pages that were withdrawn, and objects that no other page is a second name of."""
    return _take(target, changes.withdrawn_pages, changes.withdrawn_objects, changes)


def take_away(target: Path, changes: Changes) -> int:
    """Remove pages that are gone, and objects that no page is a second name of; returns how many."""
    nodes = sum(_remove(target, name) for name in changes.gone_nodes)
    return nodes + _take(target, changes.gone_pages, changes.gone_objects | changes.withdrawn_objects, changes)


def _take(target: Path, pages: list[str], objects: set[str], changes: Changes) -> int:
    removed = sum(_remove(target, name) for name in pages)
    for name in sorted(objects - changes.objects.keys()):
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
