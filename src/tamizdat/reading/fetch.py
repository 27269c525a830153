"""Fetch the files of an edition from an address.

No cookies, no referrer, nothing off the host, and never more than one byte beyond what was listed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx

from tamizdat.core.canonical import digest
from tamizdat.core.edition.errors import EditionError
from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.reading.unpack import unpack
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.patience import make_patient, patience

TIMEOUT = httpx.Timeout(20, connect=20)
LONGEST_SECONDS = 120
CONNECTIONS = 4
REDIRECTS = 3
NOT_THERE = (403, 404, 410)
HEADERS = {"User-Agent": "Mozilla/5.0", "Accept": "*/*", "Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Leash:
    """How far a server may go: redirects, and seconds, with one more for so many bytes that may come."""

    redirects: int = REDIRECTS
    seconds: float | None = None
    bytes_a_second: int = 0

    def seconds_for(self, limit: int) -> float:
        more = limit / self.bytes_a_second if self.bytes_a_second else 0
        return (LONGEST_SECONDS if self.seconds is None else self.seconds) + more


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it was sent: its own bytes, and the digest of what went over the wire when that was gzip."""

    data: bytes
    packed_digest: str | None = None


class Site:
    """An edition at an address, such as ``https://mirror.example/lamp``."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None, leash: Leash | None = None) -> None:
        self.address = address.rstrip("/")
        self._leash = leash or Leash()
        self._host = _origin(self.address)
        self._client = _make_client(transport)

    def __enter__(self) -> Site:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def read(self, path: str, limit: int) -> bytes:
        """The file of a path, at most one byte more than the limit; KeyError when it is not there."""
        return self.fetch(path, limit).data

    def fetch(self, path: str, limit: int) -> Fetched:
        """The same, with what went over the wire."""
        try:
            return self._fetch(path, limit, self.address + path, self._leash.redirects)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(path, f"{type(error).__name__}: {error}") from None

    def look(self, path: str, limit: int) -> bytes | None:
        """The file of a path, or None when the server gives none; UnreachableError only when there is no server."""
        try:
            return self._fetch(path, limit, self.address + path, self._leash.redirects).data
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(path, f"{type(error).__name__}: {error}") from None
        except (KeyError, TrustError):
            return None

    def _fetch(self, path: str, limit: int, address: str, redirects: int) -> Fetched:
        seconds = self._leash.seconds_for(limit)
        with patience(seconds), self._client.stream("GET", address) as answer:
            if answer.has_redirect_location:
                onward = self._onward(path, answer, redirects)
            elif answer.status_code in NOT_THERE:
                raise KeyError(path)
            elif answer.status_code != httpx.codes.OK:
                raise UnreachableError(path, f"the server answers {answer.status_code}.")
            else:
                return _take(path, answer, limit, seconds)
        return self._fetch(path, limit, onward, redirects - 1)

    def _onward(self, path: str, answer: httpx.Response, redirects: int) -> str:
        if redirects == 0:
            raise UnreachableError(path, "the server sends round in circles.")
        try:
            onward = urljoin(str(answer.url), answer.headers["Location"])
            may_follow = _may_follow(self._host, _origin(onward))
        except ValueError:
            may_follow = False
        if not may_follow:
            raise UnreachableError(path, "the server sends elsewhere.")
        return onward


def _make_client(transport: httpx.BaseTransport | None) -> httpx.Client:
    try:
        client = httpx.Client(
            headers=HEADERS,
            timeout=TIMEOUT,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            transport=transport,
        )
    except ImportError as error:
        raise RefusedError(f"The proxy that the environment names cannot be used: {error}") from None
    return make_patient(client)


def _take(path: str, answer: httpx.Response, limit: int, seconds: float) -> Fetched:
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return Fetched(_read(path, answer.iter_raw(), limit, seconds))
    if encoding not in ("gzip", "x-gzip"):
        raise UnreachableError(path, f"the server packs with {encoding[:20]!r}, which was not asked for.")
    if path.endswith((".gz", ".br")):
        return Fetched(_read(path, answer.iter_raw(), limit, seconds))  # some servers say so of every .gz
    packed = _read(path, answer.iter_raw(), limit + limit // 100 + 1_000, seconds)  # no compressor adds more
    try:
        return Fetched(unpack(packed, ".gz", limit), digest(packed))
    except EditionError as error:
        raise TrustError(path, error.rule, str(error)) from None


def _read(path: str, parts: Iterator[bytes], limit: int, seconds: float) -> bytes:
    """At most one byte more than the limit; a server that drips is left."""
    data, until = bytearray(), time.monotonic() + seconds
    for part in parts:
        data += part
        if len(data) > limit:
            break
        if time.monotonic() > until:
            raise UnreachableError(path, f"it had not come after {seconds:.0f} seconds.")
    return bytes(data[: limit + 1])


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port


def _may_follow(before: tuple[str, str, int | None], after: tuple[str, str, int | None]) -> bool:
    """The same host and port; from http to https only with the usual ports."""
    return after == before or (before[0] == "http" and after == ("https", before[1], None) and before[2] is None)


def check_address_form(address: str) -> None:
    """Refuse an address that cannot be fetched as it is; raises RefusedError."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise RefusedError(f"{address!r} is no address.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedError(f"{address!r} is no address: it should begin with https:// and a host.")
    if parts.username is not None or parts.password is not None or parts.query:
        raise RefusedError(
            f"{address!r} carries a name, a password or a question (?…): give the plain address of a page."
        )
