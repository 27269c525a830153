"""What a reader remembers from one visit to the next: nothing of what was read, only what protects the next visit."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tamizdat.core.canonical import parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.trust.sign import Versions
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.files import Folder

FORMAT = "tamizdat-reader-memory-v1"


@dataclass(frozen=True, slots=True)
class Seen:
    """The metadata that a reader accepted last: the evidence, should another manifest of its number turn up."""

    edition: int
    manifest: str
    """Its digest."""
    files: Mapping[str, bytes]
    """Timestamp, snapshot, targets and manifest, by their paths."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A reader's whole memory. ``root``: the newest that was accepted; at first the one that the reader was given."""

    root: bytes
    versions: Versions | None = None
    seen: Seen | None = None
    lists: Mapping[str, bytes] = field(default_factory=dict)
    """The list of each pool that was accepted last."""
    list_versions: Mapping[str, int] = field(default_factory=dict)
    list_root: bytes | None = None
    """The root that these lists were accepted under, where a newer one came without the list that goes with it."""


def read_memory(file: Path, root: bytes) -> Memory:
    """The memory kept in a file; where there is none, a new one with this root."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return Memory(root)
    try:
        return _parse(parse_strict(data))
    except (CanonicalError, KeyError, TypeError, ValueError):
        # Not a new beginning: that would forget which versions were seen.
        raise RefusedError(f"{file} is not a reader's memory: put back its backup, or take it away.") from None


def keep_memory(file: Path, memory: Memory) -> None:
    """Write it, whole or not at all."""
    value = {
        "format": FORMAT,
        "root": _pack(memory.root),
        "versions": None if memory.versions is None else _numbers(memory.versions),
        "seen": None
        if memory.seen is None
        else {
            "edition": memory.seen.edition,
            "manifest": memory.seen.manifest,
            "files": {name: _pack(data) for name, data in memory.seen.files.items()},
        },
        "lists": {pool: _pack(data) for pool, data in memory.lists.items()},
        "list_versions": dict(memory.list_versions),
        "list_root": None if memory.list_root is None else _pack(memory.list_root),
    }
    Folder(file.parent).write(file.name, json.dumps(value, sort_keys=True, indent=1).encode())


def _numbers(versions: Versions) -> dict[str, int]:
    return {"targets": versions.targets, "snapshot": versions.snapshot, "timestamp": versions.timestamp}


def _parse(value: Any) -> Memory:
    if value["format"] != FORMAT:
        raise ValueError("another format")
    seen, versions = value["seen"], value["versions"]
    return Memory(
        root=_unpack(value["root"]),
        versions=None if versions is None else Versions(**versions),
        seen=seen and Seen(seen["edition"], seen["manifest"], _unpack_all(seen["files"])),
        lists=_unpack_all(value["lists"]),
        list_versions={pool: int(version) for pool, version in value["list_versions"].items()},
        list_root=_unpack(value["list_root"]) if value.get("list_root") else None,
    )


def _pack(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unpack(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _unpack_all(values: Mapping[str, str]) -> dict[str, bytes]:
    return {name: _unpack(text) for name, text in values.items()}
