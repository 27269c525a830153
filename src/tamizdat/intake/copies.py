"""Where a restore reads from: a folder, an address, a saved edition; each is believed nothing.

Addresses are asked as a reader asks them (``reading/fetch.py``); an onion address through the proxy that is named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tamizdat.core.trust.verdict import ReadFile
from tamizdat.intake.saved_edition import is_saved, open_saved
from tamizdat.reading.fetch import CONNECTIONS, Site, check_address_form
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError

PROXY = "TAMIZDAT_PROXY"
PROXIES = ("socks5", "socks5h", "http", "https")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of an edition, wherever it lies."""

    name: str
    """As it was given."""
    read: ReadFile
    folder: Path | None = None
    """Where it lies on this machine, so that nothing of it need be copied."""


@contextmanager
def open_copies(named: Sequence[str], proxy: str, work: Path) -> Iterator[list[Copy]]:
    """Open each of these; a saved edition that has to be unpacked is unpacked into ``work``."""
    with ExitStack() as open_ones:
        yield [_open(name, proxy, work, open_ones) for name in dict.fromkeys(named)]


def find_proxy(given: str | None) -> str:
    """The one that ``--proxy`` names, else TAMIZDAT_PROXY, else none. Raises RefusedError for what is none."""
    proxy = given or os.environ.get(PROXY, "")
    if proxy and (urlsplit(proxy).scheme not in PROXIES or not urlsplit(proxy).hostname):
        raise RefusedError("A proxy is named such as socks5://127.0.0.1:9050.")
    return proxy


def is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _open(name: str, proxy: str, work: Path, open_ones: ExitStack) -> Copy:
    if is_address(name):
        return Copy(name, open_ones.enter_context(_open_site(name, proxy)).read)
    path = Path(name)
    if path.is_dir():
        return Copy(name, Folder(path.resolve()).read, path.resolve())
    if is_saved(path):
        return Copy(name, open_ones.enter_context(open_saved(path, work)))
    raise RefusedError(f"{name} is neither a folder, nor an address (https://…), nor a saved edition (.tar, .zip).")


def _open_site(address: str, proxy: str) -> Site:
    check_address_form(address)
    if (urlsplit(address).hostname or "").endswith(".onion") and not proxy:
        raise RefusedError(
            f"{address} is an onion address: name the proxy of your Tor with --proxy socks5://127.0.0.1:9050."
        )
    return Site(address, through(proxy))


def through(proxy: str) -> httpx.BaseTransport | None:
    """All of it through this proxy, names of hosts too; None: as the environment has it."""
    if not proxy:
        return None
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    return httpx.HTTPTransport(proxy=proxy.replace("socks5h://", "socks5://"), limits=limits)


Tell = Callable[[str], None]
"""Said to a person, in words."""
