"""Is the edition at this address ours, whole and fresh? Or one page of it?

Format: docs/formats/edition-v1.md, sections 9 and 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import unquote, urlsplit

import httpx

from tamizdat.core.edition.errors import EditionError, PathError
from tamizdat.core.edition.paths import ENCODINGS, canonical_path
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.metadata import LONGEST, parse_metadata
from tamizdat.core.trust.page import PageCheck, check_page
from tamizdat.core.trust.verdict import (
    TIMESTAMP,
    Check,
    Failure,
    check_bytes,
    judge_metadata,
    judged,
    read_file,
    refused,
    root_file,
)
from tamizdat.reading.fetch import CONNECTIONS, Fetched, Site, check_address_form
from tamizdat.reading.listed import Want, list_files
from tamizdat.reading.unpack import unpack

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: to an edition, or (``page``) to one page of it."""

    base: str
    page: str | None = None


def find_place(address: str, transport: httpx.BaseTransport | None = None) -> Place:
    """The edition that an address belongs to: the nearest one, from the address upwards to the top of its host."""
    check_address_form(address)
    parts = urlsplit(address)
    host = f"{parts.scheme}://{parts.netloc}"
    path = parts.path or "/"
    try:
        for base in _bases(path):
            if _has_edition(host + base, transport):
                page = path[len(base) :]
                return Place(host + base, page if page.strip("/") else None)
    except UnreachableError:
        pass  # the check will say so
    return Place(host, None if path == "/" else path)


def _has_edition(base: str, transport: httpx.BaseTransport | None) -> bool:
    with Site(base, transport) as site:
        data = site.look(TIMESTAMP, LONGEST)
    try:
        return data is not None and parse_metadata(TIMESTAMP, data, "timestamp").version > 0
    except TrustError:
        return False


def _bases(path: str) -> Iterator[str]:
    """For ``/lamp/en/x.html``: ``/lamp/en``, ``/lamp`` and the top; a last part without a point may be a folder."""
    segments = path.strip("/").split("/")
    if not path.endswith("/") and "." in segments[-1]:
        segments.pop()
    for count in range(len([one for one in segments if one]), -1, -1):
        yield "".join(f"/{one}" for one in segments[:count])


def check_page_at(place: Place, root: bytes, now: datetime, transport: httpx.BaseTransport | None = None) -> PageCheck:
    """Check one page: its proof, and the bytes that a reader is shown at its address."""
    with Site(place.base, transport) as site:
        return check_page(_as_path(place.page or "/"), root, site.read, now)


def _as_path(page: str) -> str:
    """The path of the map for what stands in an address, whichever way it is percent-encoded."""
    text = unquote(page)
    if text.endswith("/"):
        return _as_path(f"{page}index.html").removesuffix("index.html")
    ending = text[-3:] if text[-3:] in ENCODINGS else ""
    try:
        return canonical_path(text.removesuffix(ending)) + ending
    except PathError:
        return page


def check_site(
    place: Place,
    root: bytes,
    now: datetime,
    progress: Progress | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Check:
    """Fetch every file that the edition lists. (What a server has beside them cannot be seen from outside.)"""
    show = progress or (lambda _what, _done, _total: None)
    with Site(place.base, transport) as site:
        try:
            trust = judge_metadata(root, site.read, now)
            total = trust.manifest.entries
            listing = list_files(trust, root, site.read, lambda count: show("reading the map", count, total))
        except TrustError as error:
            return refused(error)
        failures = [*listing.failures, *_Comparison(site, listing.files, show).failures()]
    return judged(trust, failures, now)


@dataclass(slots=True)
class _Comparison:
    """What a site sends, against what was listed."""

    site: Site
    files: dict[str, Want]
    show: Progress

    def failures(self) -> list[Failure]:
        # A server that sends the packed file for the plain path has shown both.
        rest = {path for path, want in self.files.items() if want.listed is not None}
        plain = sorted(path for path in rest if path[-3:] not in ENCODINGS)
        shown: set[str] = set()
        failures = list(self._run(plain, shown))
        failures += self._run(sorted(rest - set(plain) - shown), shown)
        return failures

    def _run(self, paths: Sequence[str], shown: set[str]) -> Iterator[Failure]:
        waiting = iter(paths)
        done = 0
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            while some := list(islice(waiting, 200)):
                for failure, packed in pool.map(self._check, some):
                    if failure is not None:
                        yield failure
                    if packed is not None:
                        shown.add(packed)
                done += len(some)
                self.show("fetching the files", done, len(paths))

    def _check(self, path: str) -> tuple[Failure | None, str | None]:
        """What is wrong with a file; and which packed file came with it and is right."""
        want = self.files[path]
        assert want.listed is not None
        try:
            fetched = self.site.fetch(path, want.listed.length)
            check_bytes(path, fetched.data, want.listed)
            if want.packed is not None:
                identity = want.packed.identity
                check_bytes(path, unpack(fetched.data, want.packed.ending, identity.length), identity)
        except KeyError:
            return Failure(path, "missing"), None
        except EditionError as error:
            return Failure(path, error.rule), None
        return None, self._packed_beside(path, fetched)

    def _packed_beside(self, path: str, fetched: Fetched) -> str | None:
        beside = self.files.get(f"{path}.gz")
        right = beside is not None and beside.listed is not None and beside.listed.digest == fetched.packed_digest
        return f"{path}.gz" if right else None


def read_root_at(place: Place, transport: httpx.BaseTransport | None = None) -> bytes:
    """The first root that a site itself offers: good for nothing but seeing whether the site agrees with itself."""
    with Site(place.base, transport) as site:
        return read_file(site.read, root_file(1), LONGEST)
