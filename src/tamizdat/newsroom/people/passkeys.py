"""Where passkeys can be used: browsers ask for https and a name, or for ``localhost``."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

HERE = "localhost"


def passkeys_work_at(request: HttpRequest) -> bool:
    """Not over plain http (an onion address too), and not at a bare number."""
    host = _host(request)
    return host == HERE or (request.is_secure() and not _is_number(host))


def localhost_address(request: HttpRequest) -> str:
    """The same newsroom under the name that browsers trust, when it is asked for by its number on this computer."""
    host, _, port = request.get_host().rpartition(":")
    return f"http://{HERE}:{port}/" if host == "127.0.0.1" and port.isdigit() else ""


def _host(request: HttpRequest) -> str:
    host = request.get_host()
    return host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
