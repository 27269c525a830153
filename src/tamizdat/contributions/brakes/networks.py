"""Which network somebody comes from, as a digest that is worth nothing tomorrow."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

SHARED = ""
"""Nobody can be told from anybody else: an onion service, or a proxy that says nothing."""


@dataclass
class Networks:
    """Digests under a salt that lives in memory alone and is another one each day."""

    trusted_header: str = ""
    """Set by one's own proxy, such as ``X-Real-IP``. Empty: no header is believed."""
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _day: date = date.min

    def digest(self, meta: Mapping[str, object], now: datetime) -> str:
        """Of the /24 or /48 that the request came from; ``SHARED`` when it cannot be known."""
        network = network_of(self._address(meta))
        if not network:
            return SHARED
        if now.date() != self._day:
            self._salt, self._day = secrets.token_bytes(32), now.date()
        return hmac.digest(self._salt, network.encode(), "sha256").hex()[:32]

    def _address(self, meta: Mapping[str, object]) -> str:
        if self.trusted_header:
            # A list ends with the address that our own proxy saw; what stands before it was written by anybody.
            name = "HTTP_" + self.trusted_header.upper().replace("-", "_")
            return str(meta.get(name, "")).rpartition(",")[2].strip()
        return str(meta.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """``192.0.2.7`` → ``192.0.2.0/24``; a /48 of IPv6; nothing for loopback and for what is no address."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return SHARED
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback or found.is_unspecified:
        return SHARED
    whole, kept = (32, 24) if found.version == 4 else (128, 48)
    return f"{type(found)(int(found) >> (whole - kept) << (whole - kept))}/{kept}"
