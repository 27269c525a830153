"""The public tree, twice: one slot is read while the other is brought up to date; a symbolic link switches.

The order is the safety: objects, pages, nodes, manifest, metadata, and only then the link ``current``. A crash at any
write leaves the slot that readers see untouched; a slot that was being written has no note, and is made anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamizdat.core.edition.manifest import Manifest, parse_manifest
from tamizdat.press.objects import ObjectStore
from tamizdat.press.slot_change import SlotChange, put

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
    identities: Callable[[Sequence[str]], dict[str, str]]
    """The digests of the identity bytes of these paths."""
    others: tuple[str, ...] = ()
    """Digests of further signed targets, such as the retractions."""
    changes: int = 0
    """How many paths differ from the edition before, as far as is known: when many do, all cores work."""
    memory: Path | None = None
    """The file that answers what ``identities`` asks, for other processes; None where there is none."""


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
        self._switch(name)

    def _switch(self, name: str) -> None:
        os.sync()  # the bytes are on the disk before the pointer says so
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(self.current)

    def forget_previous(self, edition: Edition) -> None:
        """What this edition no longer holds leaves the slot that readers have left too; the first edition makes it."""
        name = self._unread_name()
        if self._note(name) != edition.manifest:
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

    def replace_all_metadata(self, files: Mapping[str, bytes]) -> None:
        """The same edition under other signatures. Where both slots hold it, one link switches all of them at once."""
        spare = self._unread_name()
        if self._note(spare) == self.current_manifest():
            _fill_metadata(self.folder / spare, files)
            self._switch(spare)
        else:
            self.replace_metadata(files)
        _fill_metadata(self.current, files)
        if (self.folder / (spare := self._unread_name())).exists():
            _fill_metadata(self.folder / spare, files)

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
        after = parse_manifest(self.store.read(edition.manifest))
        change = SlotChange(slot, self.store, edition.is_used, edition.identities, edition.memory)
        change.apply(self._manifest(before), after, edition.changes)
        for one in {before or "", *others} - {edition.manifest, *edition.others, ""}:
            (slot / "o" / one).unlink(missing_ok=True)
        for one in (edition.manifest, *edition.others):
            put(self.store.folder, slot, one, f"o/{one}")
        self._put_metadata(slot, edition)
        part = self._note_file(f"{name}.part")
        part.write_text(json.dumps({"manifest": edition.manifest, "others": edition.others}))
        part.replace(self._note_file(name))

    def _put_metadata(self, slot: Path, edition: Edition) -> None:
        _fill_metadata(slot, edition.metadata)

    def _manifest(self, digest: str | None) -> Manifest | None:
        return parse_manifest(self.store.read(digest)) if digest else None


def _fill_metadata(slot: Path, files: Mapping[str, bytes]) -> None:
    """Exactly these TUF files."""
    folder = slot / "tuf"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        part = folder / f"{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    for file in folder.iterdir():
        if file.name not in files:
            file.unlink()
