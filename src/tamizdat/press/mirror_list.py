"""The signed list of the public pool: a target of the edition that is signed anew when it is time.

It has an end of its own, so it is no fact: the fact ``mirrors`` says which addresses, this says until when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tamizdat.core.canonical import digest, parse_strict
from tamizdat.core.edition.manifest import parse_manifest
from tamizdat.core.trust.mirror_list import LASTS, MIRRORS, PUBLIC, sign_list
from tamizdat.core.trust.sign import MANIFEST
from tamizdat.keys.files import read_keys
from tamizdat.keys.roots import newest_root
from tamizdat.press.editions.history import note_dropped
from tamizdat.press.editions.usage import Usage, find_usage
from tamizdat.press.identities import find_identities
from tamizdat.press.memory import Memory, transaction
from tamizdat.press.press_edition import Press
from tamizdat.press.sign import read_targets, sign_edition, targets_version
from tamizdat.press.slots import Edition, Slots
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import change_registry, read_registry

EARLY = timedelta(minutes=5)
"""A list that lasts longer than this beyond what one lasts was signed by a clock that ran ahead."""


@dataclass(frozen=True, slots=True)
class PublicList:
    """What the public tree says of mirrors."""

    version: int
    addresses: tuple[str, ...]
    expires: datetime
    keyids: frozenset[str]


def read_list(slots: Slots) -> PublicList | None:
    """The list that readers have now, our own; None where there is none."""
    name = read_targets(slots).get(MIRRORS) if slots.current_name() else None
    if name is None:
        return None
    value: Any = parse_strict((slots.current / "o" / name).read_bytes())
    signed = value["signed"]
    return PublicList(
        int(signed["version"]),
        tuple(signed["addresses"]),
        datetime.fromisoformat(signed["expires"]),
        frozenset(one["keyid"] for one in value["signatures"]),
    )


def is_old(home: Home, have: PublicList | None, now: datetime) -> bool:
    """Is half of its time over (or can it not be right), or was its key replaced? Without a list nothing is old."""
    if have is None:
        return False
    root = newest_root(home)
    is_foreign = root is not None and not have.keyids <= set(root.root.roles["targets"].keyids)
    return is_foreign or not LASTS / 2 <= have.expires - now <= LASTS + EARLY


def renew_list(press: Press, now: datetime) -> PublicList | None:
    """Sign the list anew when its pool, its time or the keys ask for it, and give it to readers at once.

    No article and no page changes with it. Returns the list that readers have then.
    """
    have = read_list(press.slots)
    addresses = read_addresses(press.memory)
    if press.slots.current_name() is None or (have is None and not addresses):
        return have
    known = read_registry(press.home.mirrors).pool(PUBLIC).version
    is_good = have is not None and have.addresses == addresses and have.version >= known
    if is_good and not is_old(press.home, have, now):
        return have
    version = max(known, have.version if have else 0, targets_version(press.slots)) + 1
    data = sign_pool_list(press.home, PUBLIC, addresses, version, now)
    _bring(press, data, now)
    return read_list(press.slots)


def sign_pool_list(home: Home, pool: str, addresses: Sequence[str], version: int, now: datetime) -> bytes:
    """A pool's list. Its version is noted first, so that no two lists ever have the same one."""
    data = sign_list(pool, addresses, version=version, now=now, signers=[read_keys(home).edition])
    with change_registry(home.mirrors) as held:
        held[0] = held[0].put_pool(replace(held[0].pool(pool), version=version))
    return data


def read_addresses(memory: Memory) -> tuple[str, ...]:
    """The public pool, as the facts have it."""
    row = memory.execute("SELECT value FROM fact WHERE name = 'mirrors'").fetchone()
    return tuple(parse_strict(row[0].encode())["addresses"]) if row and row[0] else ()


def _bring(press: Press, data: bytes, now: datetime) -> None:
    """The edition that readers see, signed once more with this list among its targets."""
    name = press.slots.current_manifest()
    targets = read_targets(press.slots)
    assert name is not None and targets[MANIFEST] == name
    store, before = press.store, targets.get(MIRRORS)
    store.write(digest(data), data)
    store.flush()
    others = {one: other for one, other in targets.items() if one != MANIFEST} | {MIRRORS: digest(data)}
    _note(press.memory, parse_manifest(store.read(name)).edition, before, digest(data))
    files = {one: store.read(other) for one, other in others.items()}
    metadata = sign_edition(press.home, press.slots, store.read(name), now, files)
    printed = Usage(press.is_used, partial(find_identities, press.memory))
    usage = find_usage(press.memory, store, name, printed)
    edition = Edition(name, metadata, usage.is_used, usage.identities, tuple(others.values()))
    press.slots.publish(edition)
    press.slots.forget_previous(edition)


def _note(memory: Memory, edition: int, before: str | None, now: str) -> None:
    """Before readers get it: after a crash the next edition goes on from the newer list, never from the older."""
    with transaction(memory):
        memory.execute("DELETE FROM dropped WHERE digest = ?", (now,))
        memory.execute("DELETE FROM target WHERE edition = ? AND name = ?", (edition, MIRRORS))
        memory.execute("INSERT INTO target (edition, name, digest) VALUES (?, ?, ?)", (edition, MIRRORS, now))
        if before and before != now:
            note_dropped(memory, [(before, "", edition)])
