"""Pictures from the network, only with ``--fetch-media``: from public addresses, bounded, kept for the next try.

An archive is somebody else's words: it must not make this machine knock on doors inside its own network. So the
address is resolved here, refused unless it is public, and exactly that address is connected to.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import httpx

from tamizdat.intake.html.embeds import web_address
from tamizdat.intake.media import LARGEST, is_picture
from tamizdat.shell.patience import make_patient, patience

HEADERS = {"User-Agent": "Tamizdat", "Accept-Encoding": "identity"}
"""Pictures are packed already; and nothing of a stranger's is unpacked without a measure."""
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
TRANSLATED_HERE = ipaddress.IPv6Network("64:ff9b:1::/48")
"""RFC 8215: whatever lies behind it is the own network's affair. (Older Pythons call it public.)"""
SECONDS = 60
MOST_REDIRECTS = 5
GIVE_UP_AFTER = 4
"""Failures to connect, one after another, after which a host is not asked again."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network."""
    ip = ipaddress.ip_address(address)
    is_local = ip.is_multicast or ip in TRANSLATED_HERE
    return ip.is_global and not is_local and all(one.is_global for one in _inner(ip))


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to, where a network translates."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in TRANSLATED:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


class FetchMedia:
    """Fetches a picture by its address; the same one is never fetched twice."""

    def __init__(self, kept: Path, *, allow: Callable[[str], bool] = is_public, seconds: float = SECONDS) -> None:
        self._kept = kept
        self._allow = allow
        self._seconds = seconds
        self._failures: Counter[str] = Counter()
        self._client = make_patient(
            httpx.Client(follow_redirects=False, trust_env=False, timeout=httpx.Timeout(20), headers=HEADERS)
        )

    def __call__(self, key: str) -> bytes | None:
        """The picture's bytes; None when it cannot be had."""
        address = web_address(key)
        if not address:
            return None
        file = self._kept / hashlib.sha256(address.encode()).hexdigest()
        if file.is_file():
            return file.read_bytes()
        data = self._try(address)
        if data is not None:
            self._keep(file, data)
        return data

    def _try(self, address: str) -> bytes | None:
        host = httpx.URL(address).host
        if self._failures[host] >= GIVE_UP_AFTER:
            return None
        try:
            data = self._follow(address)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
            self._failures[host] += 1
            return None
        self._failures[host] = 0
        return data if data is not None and is_picture(data) else None

    def _keep(self, file: Path, data: bytes) -> None:
        self._kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(file)

    def _follow(self, address: str) -> bytes | None:
        """Fetch, following redirects; each step is checked like the first."""
        with patience(self._seconds):
            for _ in range(MOST_REDIRECTS):
                answer = self._ask(address)
                if isinstance(answer, bytes) or answer is None:
                    return answer
                address = answer
        return None

    def _ask(self, address: str) -> bytes | str | None:
        """The body, or where it redirects to."""
        url = httpx.URL(address)
        ip = self._resolve(url)
        if ip is None:
            return None
        host = url.host if url.port is None else f"{url.host}:{url.port}"
        with self._client.stream(
            "GET", url.copy_with(host=ip), headers={"Host": host}, extensions={"sni_hostname": url.host}
        ) as response:
            if response.is_redirect:
                return web_address(urljoin(address, response.headers.get("location", ""))) or None
            if response.status_code != 200 or int(response.headers.get("content-length") or 0) > LARGEST:
                return None
            return _body(response)

    def _resolve(self, url: httpx.URL) -> str | None:
        """The address to connect to; None when any address of the host is not public."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = [str(one[4][0]) for one in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)]
        return found[0] if found and all(self._allow(one.split("%")[0]) for one in found) else None


def _body(response: httpx.Response) -> bytes | None:
    """All of it as it was sent, unless it is too large."""
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > LARGEST:
            return None
    return bytes(data)
