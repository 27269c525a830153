"""Ports: whether they are free, said in one line when they are not."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass

from tamizdat.shell.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Door:
    """A place to listen: what stands there, and which setting moves it."""

    what: str
    host: str
    port: int
    setting: str

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def check_doors(doors: Iterable[Door]) -> None:
    """Refuse a port that is taken, double or not ours to open: a second server would silently share it."""
    seen: dict[int, Door] = {}
    for door in doors:
        if door.port in seen:
            raise RefusedError(
                f"Port {door.port} is meant for both {seen[door.port].what} and {door.what}: {door.setting}."
            )
        seen[door.port] = door
        _check(door)


def _check(door: Door) -> None:
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((door.host, door.port))
        except (OSError, OverflowError) as error:
            raise RefusedError(_why(door, error)) from None


def _why(door: Door, error: OSError | OverflowError) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"Port {door.port} for {door.what} is taken by another program. Choose another one: {door.setting}."
    if number == errno.EACCES:
        return f"Port {door.port} for {door.what} may be opened by root alone. Choose one above 1023: {door.setting}."
    return (
        f"{door.what.capitalize()} cannot listen on {door.host} port {door.port}: {error}. Change it: {door.setting}."
    )


def find_free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(door: Door, within: float = 0.5) -> bool:
    """Does anybody answer there?"""
    try:
        with socket.create_connection((door.host, door.port), timeout=within):
            return True
    except OSError:
        time.sleep(0.05)
        return False
