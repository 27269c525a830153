"""Is everything as Tor and readers need it? Each finding says what is, and where something is wrong, what to do."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tamizdat.mirrors.onion.address import SECRET_KEY, host_in, read_hostname
from tamizdat.mirrors.onion.write import Places
from tamizdat.shell.home import Home

TOR_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_right: bool
    said: str


def check_here(home: Home, places: Places) -> Iterator[Finding]:
    """What this machine alone can tell: no request is sent."""
    if not places.torrc.exists():
        yield Finding("configuration", False, f"{places.torrc} is not there: `tamizdat onion write` makes it.")
        return
    yield from check_rights(places)
    yield check_config(places)
    host = read_hostname(places.service)
    if host is None:
        yield Finding("address", False, f"Tor has not run with {places.torrc} yet: its first start makes the address.")
        return
    yield Finding("address", True, f"http://{host}")
    yield _check_setting(home, host)


def check_rights(places: Places) -> Iterator[Finding]:
    """Tor refuses a folder that others may look into; whoever reads the secret key can be this site for ever."""
    folders = [one for one in (places.folder, places.service, places.data) if one.exists()]
    key = places.service / SECRET_KEY
    owner = places.service.stat().st_uid if places.service.exists() else os.geteuid()
    for path in (*folders, *((key,) if key.exists() else ())):
        found = path.stat()
        wanted = 0o600 if path == key else 0o700
        if stat.S_IMODE(found.st_mode) & ~wanted:
            yield Finding("rights", False, f"Others may look into {path}: chmod {wanted:o} {path}")
        elif found.st_uid != owner:
            yield Finding("rights", False, f"{path} belongs to another user than {places.service}: chown them alike.")
    blocked = _closed_to(owner, places.service)
    if blocked:
        yield Finding("rights", False, f"The user that Tor runs as cannot pass through {blocked}: chmod o+x {blocked}")
    yield Finding("rights", True, f"looked at {', '.join(str(one) for one in folders)}")


def check_config(places: Places) -> Finding:
    """What Tor itself says of the file."""
    tor = shutil.which("tor", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if tor is None:
        return Finding("configuration", False, "Tor is not installed on this machine: apt install tor")
    command = [tor, "--verify-config", "--hush", "-f", str(places.torrc)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TOR_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Finding("configuration", False, f"Tor did not answer within {TOR_SECONDS} seconds: {' '.join(command)}")
    said = [line.partition("] ")[2] for line in done.stdout.splitlines() if "[warn]" in line or "[err]" in line]
    if done.returncode != 0:
        return Finding("configuration", False, f"Tor refuses {places.torrc}: {' '.join(said)[:500]}")
    more = [one for one in said if "as root" not in one]
    return Finding("configuration", True, f"Tor takes {places.torrc}.{' It says: ' + ' '.join(more) if more else ''}")


def _check_setting(home: Home, host: str) -> Finding:
    setting = home.read_settings().onion
    if host_in(setting) == host:
        return Finding("settings", True, f"{home.settings_file} names it.")
    line = f'onion = "http://{host}"'
    why = "names another one" if setting else "does not name it, so no mirror tells Tor Browser of it"
    return Finding("settings", False, f"{home.settings_file} {why}: put {line} under [public], or say --save.")


def _closed_to(owner: int, folder: Path) -> Path | None:
    """The first folder above that this user may not pass through."""
    for parent in reversed(folder.parents):
        found = parent.stat()
        mine = found.st_uid == owner
        if owner != 0 and not mine and not found.st_mode & 0o011:
            return parent
    return None
