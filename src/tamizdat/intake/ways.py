"""The addresses that an edition prints for readers, noted in the rebuilt newsroom's registry of mirrors.

Notes only: how editions get there is private and does not come back. Without them the next edition would print none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror, change_registry

FACT = "mirrors"


def bring_addresses(home: Home, facts: Mapping[str, Any], now: datetime) -> int:
    """Note each address of the fact ``mirrors``, in its order; gives their number."""
    value = facts.get(FACT) or {}
    addresses = value.get("addresses", []) if isinstance(value, dict) else None
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        raise RefusedError("The fact mirrors is not as docs/formats/facts-v1.md has it.")
    if not addresses:
        return 0
    with change_registry(home.mirrors) as held:
        for number, address in enumerate(addresses, 1):
            name = f"{_host(address)}-{number}"
            held[0] = held[0].put(Mirror(name, "pull", "", address=address, added=f"{now:%Y-%m-%d}"))
    return len(addresses)


def _host(address: str) -> str:
    """A name made of the address, such as ``m-example``."""
    host = urlsplit(address).hostname or "mirror"
    return "".join(one if one.isalnum() else "-" for one in host)[:30].strip("-").lower() or "mirror"
