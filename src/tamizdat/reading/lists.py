"""Lists of mirrors that a reader remembers. Format: docs/formats/edition-v1.md, section 15."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.mirror_list import MIRRORS, PUBLIC, MirrorList, parse_list
from tamizdat.core.trust.verdict import parse_root
from tamizdat.reading.memory import Memory


def accept_list(memory: Memory, data: bytes, now: datetime) -> tuple[Memory, MirrorList]:
    """The memory with this list in it; raises TrustError when it is not the newsroom's, expired, or an older one."""
    root = parse_root(memory.root).root
    found = parse_list(MIRRORS, data, root, now)
    parse_list(MIRRORS, data, root, now, memory.list_versions.get(found.pool, 0))
    lists = {**memory.lists, found.pool: data}
    return replace(memory, lists=lists, list_versions={**memory.list_versions, found.pool: found.version}), found


def addresses_of(memory: Memory, now: datetime) -> list[str]:
    """The addresses of every list that still holds, the public ones first."""
    roots = [parse_root(one).root for one in (memory.root, memory.list_root) if one]
    addresses: list[str] = []
    for _, data in sorted(memory.lists.items(), key=lambda one: (one[0] != PUBLIC, one[0])):
        for root in roots:
            try:
                addresses += parse_list(MIRRORS, data, root, now).addresses
                break
            except TrustError:
                continue  # expired, or signed by keys that are no more: its addresses may be others' by now
    return addresses
