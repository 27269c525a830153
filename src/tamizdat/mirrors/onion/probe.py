"""The running service, asked through a Tor client: the same edition? Does the clear site tell of it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import httpx

from tamizdat.core.trust.errors import TrustError, UnreachableError
from tamizdat.core.trust.verdict import judge_metadata
from tamizdat.mirrors.onion.check import Finding
from tamizdat.mirrors.pointer import read_pointer
from tamizdat.reading.fetch import HEADERS, TIMEOUT, Site
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

FIRST_ROOT = "tuf/1.root.json"


def socks_transport(socks: str) -> httpx.HTTPTransport:
    """Names are looked up at the far end: an onion address never reaches a name server. Raises RefusedError."""
    host, _, port = socks.removeprefix("socks5h://").rpartition(":")
    if not host or not port.isdigit():
        raise RefusedError(f"{socks!r} is no SOCKS port: give one such as 127.0.0.1:9050.")
    return httpx.HTTPTransport(proxy=f"socks5h://{host}:{port}", retries=1)


def check_running(home: Home, host: str, socks: str, now: datetime) -> Iterator[Finding]:
    """What readers meet."""
    yield _check_edition(home, host, socks, now)
    address = home.read_settings().address
    if address:
        yield _check_clear(address, host)


def _check_edition(home: Home, host: str, socks: str, now: datetime) -> Finding:
    tree = home.public_tree
    ours = read_pointer(tree)[1].edition
    with Site(f"http://{host}", socks_transport(socks)) as site:
        try:
            trust = judge_metadata((tree / FIRST_ROOT).read_bytes(), site.read, now)
        except UnreachableError as error:
            return Finding("edition", False, f"http://{host} cannot be read through {socks}: {error.message}")
        except TrustError as error:
            return Finding("edition", False, f"What http://{host} shows is refused: {error}")
    theirs = trust.manifest.edition
    if theirs != ours:
        return Finding("edition", False, f"The onion service shows edition {theirs}; here it is {ours}.")
    return Finding("edition", True, f"The onion service shows edition {ours}, and its signatures hold.")


def _check_clear(address: str, host: str) -> Finding:
    wanted = f"http://{host}/"
    try:
        with httpx.Client(headers=HEADERS, timeout=TIMEOUT, follow_redirects=False) as client:
            given = client.get(f"{address}/").headers.get("Onion-Location", "")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Finding("Onion-Location", False, f"{address} cannot be read from here: {type(error).__name__}.")
    if given == wanted:
        return Finding("Onion-Location", True, f"{address} tells Tor Browser of it.")
    why = f"sends Onion-Location: {given[:100]}" if given else "sends no Onion-Location"
    return Finding("Onion-Location", False, f"{address} {why}; it should be {wanted} (deploy/nginx.conf has the line).")
