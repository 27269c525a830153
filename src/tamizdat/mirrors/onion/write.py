"""Tor's configuration for an onion service of the public site."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home

SERVICE = """\
# The onion service of the public site, written by `tamizdat onion write`.
HiddenServiceDir {service}
HiddenServiceVersion 3
HiddenServicePort 80 {target}
# Whoever knocks too often waits at the introduction points, and under attack each reader's Tor solves a small puzzle.
HiddenServiceEnableIntroDoSDefense 1
HiddenServiceEnableIntroDoSRatePerSec 25
HiddenServiceEnableIntroDoSBurstPerSec 200
HiddenServicePoWDefensesEnabled 1
HiddenServicePoWQueueRate 250
HiddenServicePoWQueueBurst 2500
HiddenServiceMaxStreams 200
HiddenServiceMaxStreamsCloseCircuit 1
"""
HIDDEN = """\
# Six hops, never three: the place of this machine stays hidden too.
HiddenServiceNonAnonymousMode 0
HiddenServiceSingleHopMode 0
"""
OWN = """\
# A Tor of its own, which does nothing else. Start it with: tor -f {torrc}
DataDirectory {data}
SocksPort 0
ORPort 0
ControlPort 0
SafeLogging 1
Log notice stdout
"""
_port = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\]):([1-9][0-9]{0,4})\Z")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of an onion service lie."""

    folder: Path

    @property
    def torrc(self) -> Path:
        return self.folder / "torrc"

    @property
    def service(self) -> Path:
        """Tor keeps the secret key and the hostname here."""
        return self.folder / "service"

    @property
    def data(self) -> Path:
        return self.folder / "data"


def find_places(home: Home, folder: Path | None) -> Places:
    """Below the home, or where --dir says."""
    return Places((folder or home.folder / "onion").absolute())


def make_torrc(places: Places, target: str, *, is_own: bool = True) -> str:
    """A whole torrc; or (not ``is_own``) only the lines of the service, for a Tor that runs already."""
    _check_target(target)
    for path in (places.torrc, places.service, places.data):
        if re.search(r'[\s"#\\]', str(path)):
            raise RefusedError(
                f"{path} holds a space or a sign that Tor's configuration cannot have: choose another --dir."
            )
    service = SERVICE.format(service=places.service, target=target) + HIDDEN
    return OWN.format(torrc=places.torrc, data=places.data) + "\n" + service if is_own else service


def write_onion(places: Places, target: str, *, is_own: bool = True) -> None:
    """Make the folders with the rights that Tor asks for, and the torrc. A key that is there stays."""
    text = make_torrc(places, target, is_own=is_own)
    for folder in (places.folder, places.service, *((places.data,) if is_own else ())):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    part = places.torrc.with_name("torrc.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(places.torrc)


def _check_target(target: str) -> None:
    """Only this machine: an onion service that forwards elsewhere would send readers' requests over the network."""
    found = _port.match(target)
    is_socket = target.startswith("unix:/") and not re.search(r'[\s"#\\]', target)
    if not is_socket and (found is None or int(found[1]) > 65535):
        raise RefusedError(
            f"{target!r} is no place on this machine. Name one such as 127.0.0.1:8001 or unix:/run/lamp.sock."
        )
