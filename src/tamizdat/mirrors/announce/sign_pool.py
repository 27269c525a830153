"""A pool that is in no edition: its list is a file, which goes to its readers by their own channel."""

from __future__ import annotations

import base64
from datetime import datetime

from tamizdat.press.doors import sign_pool_list
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import PUBLIC, read_registry


def sign_pool(home: Home, pool: str, now: datetime) -> bytes:
    """The list of a pool as it is now, signed; each call makes a newer version. Raises RefusedError."""
    registry = read_registry(home.mirrors)
    known = registry.pool(pool)
    if pool == PUBLIC:
        raise RefusedError("The public pool's list is in every edition: `tamizdat press` signs it when it is time.")
    addresses = registry.announced(pool)
    if not addresses:
        raise RefusedError(
            f"The pool {pool} has no address to announce. `tamizdat mirror add NAME --pool {pool} …` gives it one."
        )
    return sign_pool_list(home, pool, addresses, known.version + 1, now)


def make_link(address: str, data: bytes) -> str:
    """A link that brings a list to a reader's browser. What stands behind # is sent to no server."""
    return f"{address}#way={base64.urlsafe_b64encode(data).decode('ascii').rstrip('=')}"
