"""Which objects an edition uses. The press knows it of what it printed; after a rollback the edition is another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.core.edition.map import compare_maps
from tamizdat.press.make_map import read_roots
from tamizdat.press.memory import Memory
from tamizdat.press.nodes import checked_reader
from tamizdat.press.objects import Store


@dataclass(frozen=True, slots=True)
class Usage:
    """Two questions to an edition."""

    is_used: Callable[[str], bool]
    """Does any path have this digest?"""
    identities: Callable[[Sequence[str]], dict[str, str]]
    """The digests of the identity bytes of these paths."""


def find_usage(memory: Memory, store: Store, manifest: str, printed: Usage) -> Usage:
    """Of this edition, told by where it differs from what was printed."""
    made, shown = read_roots(memory).pages, parse_manifest(store.read(manifest)).map_root
    if made == shown:
        return printed
    entries = {path: now for path, _, now in compare_maps(made, shown, checked_reader(store))}
    digests = {entry.digest for entry in entries.values() if entry}

    def is_used(name: str) -> bool:
        rows = memory.execute("SELECT path FROM output WHERE digest = ?", (name,)).fetchall()
        rest = [path for (path,) in rows if path not in entries]
        return name in digests or name in printed.identities(rest).values()

    def identities(paths: Sequence[str]) -> dict[str, str]:
        found = printed.identities([path for path in paths if not entries.get(path)])
        return {**found, **{path: entry.digest for path in paths if (entry := entries.get(path))}}

    return Usage(is_used, identities)
