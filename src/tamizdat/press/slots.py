"""The public tree, twice: one slot is read while the other is brought up to date; a symbolic link switches.

The order is the safety: objects, pages, nodes, manifest, metadata, and only then the link ``current``. A crash at any
write leaves the slot that readers see untouched; a slot that was being written has no note, and is made anew.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.core.edition.paths import file_name
from tamizdat.press.make_map import EMPTY
from tamizdat.press.nodes import compare_nodes
from tamizdat.press.objects import ObjectStore

NAMES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Edition:
    """What a slot has to hold."""

    manifest: str
    """The digest of the manifest; its bytes are in the store."""
    metadata: Mapping[str, bytes]
    """TUF files by their name in ``/tuf/``."""
    is_used: Callable[[str], bool]
    """Does any path of this edition have this digest?"""
    identity: Callable[[str], str]
    """The digest of the identity bytes of a path."""
    others: tuple[str, ...] = ()
    """Digests of further signed targets, such as the retractions."""


class Slots:
    """``editions/a``, ``editions/b`` and the link ``editions/current``."""

    def __init__(self, folder: Path, store: ObjectStore) -> None:
        self.folder = folder
        self.store = store
        self.current = folder / "current"

    def current_name(self) -> str | None:
        """The slot that readers see, None before the first edition."""
        try:
            return str(self.current.readlink())
        except FileNotFoundError:
            return None

    def current_manifest(self) -> str | None:
        """The digest of the manifest that readers see."""
        name = self.current_name()
        return self._note(name) if name else None

    def publish(self, edition: Edition) -> None:
        """Bring the slot that nobody reads up to date, then switch."""
        name = self._unread_name()
        self._bring_up_to_date(name, edition)
        os.sync()  # the bytes are on the disk before the pointer says so
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.current)

    def forget_previous(self, edition: Edition) -> None:
        """What this edition no longer holds leaves the slot that readers have left too."""
        name = self._unread_name()
        if (self.folder / name).exists() and self._note(name) != edition.manifest:
            metadata = {file.name: file.read_bytes() for file in (self.current / "tuf").iterdir()}
            self._bring_up_to_date(name, replace(edition, metadata=metadata))

    def _unread_name(self) -> str:
        return next(one for one in NAMES if one != self.current_name())

    def replace_metadata(self, files: Mapping[str, bytes]) -> None:
        """Write TUF files into the slot that readers see; each replaces the one of its name at once, in this order."""
        for name, data in files.items():
            target = self.current / "tuf" / name
            part = target.with_name(f"{name}.part")
            part.write_bytes(data)
            part.replace(target)

    def _note_file(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _note(self, name: str) -> str | None:
        try:
            return str(json.loads(self._note_file(name).read_text())["manifest"])
        except (FileNotFoundError, ValueError, KeyError):
            return None

    def _others(self, name: str) -> list[str]:
        try:
            return list(json.loads(self._note_file(name).read_text()).get("others", ()))
        except (FileNotFoundError, ValueError):
            return []

    def manifests(self) -> set[str]:
        """The manifests of whole slots."""
        return {found for name in NAMES if (found := self._note(name))}

    def _bring_up_to_date(self, name: str, edition: Edition) -> None:
        slot, before, others = self.folder / name, self._note(name), self._others(name)
        self._note_file(name).unlink(missing_ok=True)
        if before is None and slot.exists():
            shutil.rmtree(slot)
        (slot / "o").mkdir(parents=True, exist_ok=True)
        _Change(slot, self.store, edition, self._manifest(before), self._manifest(edition.manifest)).apply(
            before, others
        )
        part = self._note_file(f"{name}.part")
        part.write_text(json.dumps({"manifest": edition.manifest, "others": edition.others}))
        part.replace(self._note_file(name))

    def _manifest(self, digest: str | None) -> Manifest | None:
        return parse_manifest(self.store.read(digest)) if digest else None


class _Change:
    """From one edition to another, in one slot."""

    def __init__(
        self, slot: Path, store: ObjectStore, edition: Edition, before: Manifest | None, after: Manifest | None
    ) -> None:
        if after is None:
            raise ValueError("a slot needs an edition")
        self.slot, self.store, self.edition, self.before, self.after = slot, store, edition, before, after
        self.dropped: set[str] = set()

    def apply(self, before: str | None, others: list[str]) -> None:
        self._pages()
        self._encodings()
        self._nodes()
        if before:
            self.dropped |= {before, *others}
        for name in (self.edition.manifest, *self.edition.others):
            self._object(name)
        self._metadata()
        self._forget_dropped()

    def _pages(self) -> None:
        old = self.before.map_root if self.before else EMPTY.root
        for path, was, now in compare_maps(old, self.after.map_root, self._read_node):
            if now is not None:
                self._object(now.digest)
                self._put(now.digest, file_name(path))
            else:
                self._remove(file_name(path))
            if was is not None and not self.edition.is_used(was.digest):
                for ending in ("", ".gz", ".br"):
                    self._drop_object(f"{was.digest}{ending}")

    def _encodings(self) -> None:
        old = self.before.encodings_root if self.before else EMPTY.root
        for path, _, now in compare_maps(old, self.after.encodings_root, self._read_node, encodings=True):
            plain, ending = path[:-3], path[-3:]
            if now is None:
                self._remove(file_name(plain) + ending)
                continue
            name = self.edition.identity(plain) + ending
            self._put(name, file_name(plain) + ending)
            if ending == ".gz":
                self._object(name)

    def _nodes(self) -> None:
        read, before, after = self._read_node, self.before, self.after
        pages = compare_nodes(before.map_root if before else EMPTY.root, after.map_root, read)
        encodings = compare_nodes(
            before.encodings_root if before else EMPTY.root, after.encodings_root, read, encodings=True
        )
        for name in pages[0] | encodings[0] | {after.map_root, after.encodings_root}:
            self._object(name)
        self.dropped |= (pages[1] | encodings[1]) - {after.map_root, after.encodings_root}

    def _read_node(self, name: str) -> bytes:
        """A slot that is made anew begins from the empty map, which no slot need hold."""
        return EMPTY.nodes[name] if name in EMPTY.nodes else self.store.read(name)

    def _metadata(self) -> None:
        folder = self.slot / "tuf"
        folder.mkdir(exist_ok=True)
        for name, data in self.edition.metadata.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_bytes(data)
        for file in folder.iterdir():
            if file.name not in self.edition.metadata:
                file.unlink()

    def _object(self, name: str) -> None:
        self._put(name, f"o/{name}")
        self.dropped.discard(name)

    def _drop_object(self, name: str) -> None:
        self.dropped.add(name)

    def _put(self, name: str, target: str) -> None:
        source, goal = f"{self.store.folder}/{name[:2]}/{name}", f"{self.slot}/{target}"
        try:
            os.link(source, goal)
        except FileExistsError:
            if os.path.samefile(source, goal):  # noqa: PTH121 - a hot path
                return
            os.unlink(goal)  # noqa: PTH108 - a hot path
            os.link(source, goal)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(goal), exist_ok=True)  # noqa: PTH103, PTH120 - a hot path
            os.link(source, goal)
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.ENOTSUP):
                raise
            shutil.copyfile(source, goal)  # a disk without hard links

    def _remove(self, target: str) -> None:
        file = self.slot / target
        file.unlink(missing_ok=True)
        parent = file.parent
        while parent != self.slot:
            try:
                parent.rmdir()
            except OSError:
                return
            parent = parent.parent

    def _forget_dropped(self) -> None:
        """Objects that this edition does not have leave the slot; the store keeps them (``press/history.py``)."""
        for name in self.dropped:
            (self.slot / "o" / name).unlink(missing_ok=True)
