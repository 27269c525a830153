"""An onion address of version 3: a public key with a checksum, so a slip of the pen is seen."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.shell.errors import RefusedError

SECRET_KEY = "hs_ed25519_secret_key"
ENDING = ".onion"


def is_onion_host(host: str) -> bool:
    """Is this the name of a v3 onion service, checksum and all? (rend-spec-v3, section 6.)"""
    name = host.removesuffix(ENDING)
    try:
        data = base64.b32decode(name.upper())
    except ValueError:
        return False
    if name == host or name != name.lower() or len(data) != 35 or data[34] != 3:
        return False
    return data[32:34] == hashlib.sha3_256(b".onion checksum" + data[:32] + data[34:]).digest()[:2]


def read_hostname(service: Path) -> str | None:
    """What Tor wrote into the service's folder when it first ran; None before that. Raises RefusedError."""
    try:
        host = (service / "hostname").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise RefusedError(
            f"{service}/hostname may not be read: run this as the user that Tor runs as, or as root."
        ) from None
    if not is_onion_host(host):
        raise RefusedError(f"{service}/hostname holds {host[:80]!r}, which is no onion address of version 3.")
    return host


def host_in(setting: str) -> str:
    """The host of ``[public] onion`` as it stands in tamizdat.toml; empty when there is none."""
    return urlsplit(setting if "://" in setting else f"//{setting}").hostname or ""
