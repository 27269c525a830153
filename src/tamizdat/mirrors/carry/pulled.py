"""An edition on its way: every byte is checked before it lies where a reader could see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError
from tamizdat.core.trust.metadata import LONGEST, check_signatures, check_threshold, parse_metadata
from tamizdat.core.trust.retractions import RETRACTIONS, Retractions, parse_retractions
from tamizdat.core.trust.verdict import TIMESTAMP, read_file, root_file
from tamizdat.mirrors.carry.sources import Offer
from tamizdat.reading.fetch import CONNECTIONS, Site
from tamizdat.shell.errors import RefusedError

CHUNK = 64


class PulledSource:
    """What ``copy_from`` copies. ``incoming``: a folder that no reader sees, for nodes that are being followed."""

    def __init__(self, offer: Offer, root: bytes, sites: list[Site], incoming: Path, size: int, most: int) -> None:
        self._offer, self._root, self._sites, self._incoming = offer, root, sites, incoming
        self.size, self._most = size, most
        self._lengths: dict[str, int] = {}
        self.fetched_bytes = 0
        trust = offer.trust
        self.manifest, self.manifest_name = trust.manifest, trust.manifest_digest
        self.targets = {name: one.digest for name, one in trust.targets.items()}
        for one in trust.targets.values():
            self._lengths[f"o/{one.digest}"] = one.length
        self.retractions = self._read_retractions()

    def node(self, name: str) -> bytes:
        kept = self._incoming / name
        try:
            data = kept.read_bytes()
            if digest(data) == name:
                return data
        except FileNotFoundError:
            pass
        data = self._read(f"o/{name}", name, LONGEST)
        self._incoming.mkdir(exist_ok=True)
        kept.write_bytes(data)
        return data

    def metadata(self) -> dict[str, bytes]:
        versions = self._offer.trust.versions
        files = {root_file(number): self._root_bytes(number) for number in range(1, self._offer.trust.root.version + 1)}
        self._check_earlier_roots(files)
        for path in (f"/tuf/{versions.targets}.targets.json", f"/tuf/{versions.snapshot}.snapshot.json", TIMESTAMP):
            files[path] = self._offer.files[path]
        return {path[1:]: data for path, data in files.items()}

    def fetch(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        waiting = iter(wanted.items())
        with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="pull") as pool:
            while some := list(islice(waiting, CHUNK)):
                yield from pool.map(self._fetch, some)

    def is_whole(self, file: Path, name: str, wanted: str) -> bool:
        try:
            return digest(file.read_bytes()) == wanted
        except FileNotFoundError:
            return False

    def weigh(self, name: str, length: int) -> None:
        """How long a file may be, and whether all of them together are more than this mirror wants to carry."""
        self._lengths[name] = max(length, self._lengths.get(name, 0))
        self.size += length
        if self.size > self._most:
            raise RefusedError(
                f"The edition is larger than {self._most:,} bytes, so it is not taken. --max-bytes allows more."
            )

    def weigh_anew(self) -> None:
        self.size = 0

    def _fetch(self, one: tuple[str, str]) -> tuple[str, bytes]:
        name, wanted = one
        if name == f"o/{wanted}" and (self._incoming / wanted).exists():
            return name, self.node(wanted)
        return name, self._read(name, wanted, self._lengths.get(name, LONGEST))

    def _read(self, name: str, wanted: str, limit: int) -> bytes:
        """From the first source that gives the right bytes; raises RefusedError with what each gave."""
        reasons = []
        for site in self._sites:
            try:
                data = site.read(f"/{name}", limit)
            except KeyError:
                reasons.append(f"{site.address} does not have it")
                continue
            except TrustError as error:
                reasons.append(f"{site.address}: {error.message}")
                continue
            if digest(data) == wanted:
                self.fetched_bytes += len(data)
                return data
            reasons.append(f"{site.address} has other bytes there")
        raise RefusedError(f"/{name} could not be had: {', '.join(reasons)}. What came stays; the next pull goes on.")

    def _root_bytes(self, number: int) -> bytes:
        path = root_file(number)
        if path not in self._offer.files:
            own = parse_metadata("root", self._root, "root")
            self._offer.files[path] = (
                self._root if own.version == number else read_file(self._offer.site.read, path, LONGEST)
            )
        return self._offer.files[path]

    def _check_earlier_roots(self, files: dict[str, bytes]) -> None:
        """Those before the reader's own: each must have signed the one after it, or it is no root of this newsroom."""
        own = parse_metadata("root", self._root, "root").version
        for number in range(own - 1, 0, -1):
            path, after = root_file(number), root_file(number + 1)
            earlier, later = parse_metadata(path, files[path], "root"), parse_metadata(after, files[after], "root")
            check_threshold(earlier, "root", earlier.root)
            check_signatures(later, "root", earlier.root, later.root)
            if earlier.version != number:
                raise TrustError(path, "version", f"it is version {earlier.version} of the root.")

    def _read_retractions(self) -> Retractions:
        listed = self._offer.trust.targets.get(RETRACTIONS)
        if listed is None:
            return Retractions()
        try:
            return parse_retractions(
                self._read(f"o/{listed.digest}", listed.digest, listed.length), self.manifest.edition
            )
        except EditionError as error:
            raise RefusedError(f"The edition's list of what is withdrawn cannot be read: {error}") from None
