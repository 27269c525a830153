"""Where an edition is pulled from: addresses that were given, or those of a signed list. None of them is believed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import LONGEST
from tamizdat.core.trust.mirror_list import parse_list
from tamizdat.core.trust.sign import Versions
from tamizdat.core.trust.verdict import Trust, judge_metadata, parse_root, read_file, root_file
from tamizdat.mirrors.carry.kept import Kept
from tamizdat.reading.fetch import Site, check_address_form
from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Offer:
    """An edition that a source has: what its signatures lead to, and the signed files as they were checked."""

    trust: Trust
    files: dict[str, bytes]
    site: Site


class NoSourceError(RefusedError):
    """No source has an edition that can be taken; the reason of each."""


class Sources:
    """Open connections to all of them."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._stack = ExitStack()
        self.sites = [self._stack.enter_context(Site(one)) for one in addresses]

    def close(self) -> None:
        """Let go."""
        self._stack.close()

    def newest(self, root: bytes, now: datetime, seen: Versions | None) -> Offer:
        """The newest edition that any of them has; raises NoSourceError."""
        with ThreadPoolExecutor(len(self.sites)) as pool:
            found = list(pool.map(lambda site: _judge(site, root, now, seen), self.sites))
        offers = [one for one in found if isinstance(one, Offer)]
        if not offers:
            raise NoSourceError("No source has an edition that can be taken: " + " | ".join(map(str, found)))
        return max(offers, key=lambda one: one.trust.rank)

    def first_root(self) -> bytes:
        """The first root that the first of them offers: whose it is, nobody has checked."""
        reasons = []
        for site in self.sites:
            try:
                return read_file(site.read, root_file(1), LONGEST)
            except TrustError as error:
                reasons.append(f"{site.address}{error}")
        raise NoSourceError("No source offers a root: " + " | ".join(reasons))

    def others(self, first: Site) -> list[Site]:
        """All of them, this one first: what one lacks or has wrong, another may have."""
        return [first, *(one for one in self.sites if one is not first)]


def _judge(site: Site, root: bytes, now: datetime, seen: Versions | None) -> Offer | str:
    """What a source has, or why it is not taken."""
    files: dict[str, bytes] = {}

    def read(path: str, limit: int) -> bytes:
        files[path] = data = site.read(path, limit)
        return data

    try:
        return Offer(judge_metadata(root, read, now, seen), files, site)
    except TrustError as error:
        return f"{site.address}{error}"


def check_sources(given: Sequence[str], *, has_root: bool) -> None:
    """A slip of the pen is told before anything is served; raises RefusedError."""
    for one in given:
        if not _is_list(one):
            check_address_form(one)
        elif not has_root:
            raise RefusedError(f"{one} is a list of mirrors. Who signed it can only be checked with --root FILE.")


def _is_list(one: str) -> bool:
    return one.endswith(".json") or Path(one).is_file()


def find_addresses(given: Sequence[str], kept: Kept | None, now: datetime) -> tuple[list[str], dict[str, int]]:
    """Addresses, from signed lists too, and the version of each pool's list; raises RefusedError."""
    addresses: list[str] = []
    pools = dict(kept.pools) if kept else {}
    for one in given:
        if not _is_list(one):
            check_address_form(one)
            addresses.append(one.rstrip("/"))
            continue
        if kept is None:
            raise RefusedError(f"{one} is a list of mirrors. Who signed it can only be checked with --root FILE.")
        found, version, pool = _read_list(one, kept, pools, now)
        addresses += [address.rstrip("/") for address in found]
        pools[pool] = version
    return list(dict.fromkeys(addresses)), pools


def _read_list(one: str, kept: Kept, pools: dict[str, int], now: datetime) -> tuple[tuple[str, ...], int, str]:
    try:
        found = parse_list(one, _read(one), parse_root(kept.root).root, now)
        if found.version < pools.get(found.pool, 0):
            raise TrustError(one, "version", "a later list of this pool was seen before.")
    except TrustError as error:
        raise RefusedError(f"This list of mirrors is not taken: {error}") from None
    return found.addresses, found.version, found.pool


def _read(one: str) -> bytes:
    if one.lower().startswith(("http://", "https://")):
        check_address_form(one)
        top, _, name = one.rpartition("/")
        with Site(top) as site:
            try:
                return site.read(f"/{name}", LONGEST)
            except KeyError:
                raise UnreachableError(one, "it is not there.") from None
    try:
        with Path(one).open("rb") as file:
            return file.read(LONGEST + 1)
    except OSError as error:
        raise UnreachableError(one, f"it cannot be read: {error.strerror}.") from None
