"""Vantage points: from where a mirror is looked at. Directly from here, or through a SOCKS or HTTP proxy."""

from __future__ import annotations

import errno
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType, parse_proxy_url
from python_socks.sync import Proxy

from tamizdat.core.trust.mirror_list import LOOPBACK
from tamizdat.mirrors.watch.fingerprints import BLOCK_ADDRESSES
from tamizdat.mirrors.watch.observation import Kind, ProbeError
from tamizdat.mirrors.watch.wire import Limits
from tamizdat.shell.mirrors import PUBLIC

HERE = "here"
"""The name of the direct vantage point: the machine that runs this."""
Resolve = Callable[[str, float], Sequence[str]]
ADDRESSES = 2
"""So many addresses of one name are tried."""
HTTP: dict[int | None, Kind] = {502: "unreachable", 503: "unreachable", 504: "tcp-timeout"}
SOCKS: dict[int | None, Kind] = {
    1: "unreachable", 3: "unreachable", 4: "unreachable", 5: "tcp-refused", 6: "tcp-timeout",
}  # fmt: skip
"""What a proxy says of the way onward; anything else it says is about itself."""


@dataclass(frozen=True, slots=True)
class Login:
    """For a proxy; never printed."""

    name: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vantage:
    """A place to look from. Whoever watches it learns every address that is looked at through it."""

    name: str
    country: str = ""
    """Two letters, such as ``XX``; empty for the machine that runs this."""
    network: str = ""
    """In words, for the page: ``AS64500, a mobile network``."""
    proxy: str = ""
    """``socks5://host:port`` (names are looked up over there) or ``http://host:port``; empty: directly."""
    login: Login | None = field(default=None, repr=False)
    pools: tuple[str, ...] = (PUBLIC,)
    """The pools whose announced mirrors are looked at from there; others never are."""
    control: str = ""
    """A page of others that is surely readable there: with it "everything is blocked" can be told from "it is down"."""
    tor: bool = False
    """It leads into Tor, so onion addresses can be looked at."""

    @property
    def is_direct(self) -> bool:
        return not self.proxy


@dataclass(slots=True)
class Way:
    """How probes get from a vantage point to a host. ``resolve`` is exchanged in tests."""

    vantage: Vantage
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = field(default_factory=lambda: resolve_name)

    def open(self, host: str, port: int, steps: dict[str, int]) -> socket.socket:
        """A connection; notes how long DNS and TCP took. Raises ProbeError."""
        if self.vantage.is_direct:
            return self._connect(self._addresses(host, steps), port, steps)
        started = time.monotonic()
        sock = self._through_proxy(host, port)
        steps.setdefault("tcp", _since(started))
        return sock

    def _addresses(self, host: str, steps: dict[str, int]) -> Sequence[str]:
        if host in LOOPBACK or _is_number(host):
            return ["127.0.0.1" if host == "localhost" else host]
        started = time.monotonic()
        found = self.resolve(host, self.limits.connect)
        steps.setdefault("dns", _since(started))
        if bad := [one for one in found if is_bogon(one)]:
            raise ProbeError("dns-bogon", f"its name leads to {bad[0]}")
        return found[:ADDRESSES]

    def _connect(self, addresses: Sequence[str], port: int, steps: dict[str, int]) -> socket.socket:
        failure = ProbeError("dns", "its name leads nowhere")
        started = time.monotonic()
        for address in addresses:
            try:
                sock = socket.create_connection((address, port), self.limits.connect)
            except TimeoutError:
                failure = ProbeError("tcp-timeout", f"no answer in {self.limits.connect:.0f} s")
            except ConnectionRefusedError:
                failure = ProbeError("tcp-refused", "connection refused")
            except OSError as error:
                failure = _no_way(error)
            else:
                steps.setdefault("tcp", _since(started))
                return sock
        raise failure

    def _through_proxy(self, host: str, port: int) -> socket.socket:
        kind, server, server_port, _, _ = parse_proxy_url(self.vantage.proxy)
        login = self.vantage.login or Login("", "")
        proxy = Proxy(kind, server, server_port, login.name or None, login.password or None, rdns=True)
        try:
            return proxy.connect(host, port, timeout=self.limits.connect)
        except ProxyTimeoutError:
            raise ProbeError("tcp-timeout", "no answer through the vantage point") from None
        except ProxyConnectionError as error:
            raise ProbeError("vantage", f"its proxy cannot be reached: {(error.strerror or '').lower()}") from None
        except ProxyError as error:
            raise _said_by_proxy(kind, error) from None
        except OSError as error:
            raise ProbeError("vantage", f"its proxy broke off: {(error.strerror or '').lower()}") from None


def _said_by_proxy(scheme: ProxyType, error: ProxyError) -> ProbeError:
    table = HTTP if scheme == ProxyType.HTTP else SOCKS
    kind = table.get(error.error_code, "vantage")
    whose = "its proxy says" if kind == "vantage" else "the vantage point’s proxy says"
    return ProbeError(kind, f"{whose}: {str(error)[:100].lower()}")


def _no_way(error: OSError) -> ProbeError:
    """No network here is about us; no way to that host may be about it."""
    if error.errno == errno.ENETUNREACH:
        return ProbeError("vantage", "this machine has no network")
    return ProbeError("unreachable", (error.strerror or "").lower())


def resolve_name(host: str, seconds: float) -> Sequence[str]:
    """The addresses of a name, as this machine finds them, in no more than so many seconds. Raises ProbeError."""
    found: list[Sequence[str] | ProbeError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(one[4][0]) for one in rows)))
        except (OSError, UnicodeError) as error:
            found.append(ProbeError("dns", f"its name is not found: {getattr(error, 'strerror', None) or error}"))

    worker = threading.Thread(target=look_up, daemon=True)  # the system's own patience may be longer than ours
    worker.start()
    worker.join(seconds)
    if not found:
        raise ProbeError("dns", f"no answer to its name in {seconds:.0f} s")
    if isinstance(found[0], ProbeError):
        raise found[0]
    return found[0]


def is_bogon(address: str) -> bool:
    """No public host has this address: loopback, private ranges, or one that is known to stand for "blocked"."""
    if address in BLOCK_ADDRESSES:
        return True
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return True
    mapped = getattr(number, "ipv4_mapped", None)
    return not (mapped or number).is_global or number.is_multicast


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
