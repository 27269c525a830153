"""A private Tor network on loopback: three authorities, three relays, a client. No word of it leaves this machine.

Facts: `TestingTorNetwork` shortens what takes hours in the real one; an authority's vote delays must stay below its
interval; an empty torrc is a file of its own, for Tor refuses /dev/null.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tamizdat.project.ports import find_free_port

PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/bin"
TOR, GENCERT = shutil.which("tor", path=PATH), shutil.which("tor-gencert", path=PATH)
AUTHORITIES = RELAYS = 3
COMMON = """\
TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
TestingV3AuthInitialVotingInterval {interval}
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthNIntervalsValid 2
TestingMinExitFlagThreshold 0
ExtendAllowPrivateAddresses 1
ClientRejectInternalAddresses 0
RunAsDaemon 0
SafeLogging 0
DisableDebuggerAttachment 0
"""
AUTHORITY = """\
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
V3AuthVotingInterval {interval}
V3AuthVoteDelay 2
V3AuthDistDelay 2
ContactInfo nobody@x.example
"""
RELAY = "ExitRelay 1\nExitPolicy accept 127.0.0.0/8:*\nExitPolicyRejectPrivate 0\n"
INTERVAL = 10


@dataclass
class Network:
    """The running network; ``common`` is what every other Tor has to say to belong to it."""

    folder: Path
    common: str = ""
    socks: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, torrc: Path) -> subprocess.Popen[bytes]:
        """One Tor more."""
        assert TOR
        process = subprocess.Popen([TOR, "--hush", "-f", str(torrc)], stdout=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(10)

    def wait_for_client(self, seconds: float) -> None:
        """Until the client has a way through the network."""
        until, log = time.monotonic() + seconds, self.folder / "client" / "log"
        while not (log.exists() and "Bootstrapped 100%" in log.read_text()):
            assert time.monotonic() < until, f"no way through the network: {self._last_lines()}"
            time.sleep(0.2)

    def _last_lines(self) -> dict[str, list[str]]:
        return {log.parent.name: log.read_text().splitlines()[-3:] for log in self.folder.glob("*/log")}


@contextmanager
def tor_network(folder: Path) -> Iterator[Network]:
    """Authorities, relays and a client, started; the client needs half a minute more."""
    (folder / "empty").touch()
    network = Network(folder)
    with ThreadPoolExecutor(AUTHORITIES) as pool:
        lines = list(pool.map(partial(_make_authority, folder), range(AUTHORITIES)))
    network.common = COMMON.format(interval=INTERVAL) + "".join(lines)
    try:
        for number in range(AUTHORITIES):
            torrc = folder / f"a{number}" / "torrc"
            _finish(network, torrc, torrc.read_text())
        for number in range(RELAYS):
            said = f"Nickname r{number}\nAddress 127.0.0.1\nORPort {find_free_port()}\nSocksPort 0\n"
            _start(network, f"r{number}", said + RELAY)
        network.socks = find_free_port()
        _start(network, "client", f"SocksPort {network.socks}\n")
        yield network
    finally:
        network.stop()


def _start(network: Network, name: str, text: str) -> None:
    place = network.folder / name
    place.mkdir(mode=0o700)
    _finish(network, place / "torrc", text)


def _finish(network: Network, torrc: Path, text: str) -> None:
    place = torrc.parent
    torrc.write_text(f"{network.common}DataDirectory {place}\nLog notice file {place}/log\n{text}")
    network.start(torrc)


def _make_authority(folder: Path, number: int) -> str:
    """An authority's keys; the line by which all others know it."""
    assert TOR and GENCERT
    place, name = folder / f"a{number}", f"a{number}"
    (place / "keys").mkdir(parents=True, mode=0o700)
    place.chmod(0o700)
    or_port, dir_port = find_free_port(), find_free_port()
    keys = place / "keys"
    _run([GENCERT, "--create-identity-key", "-m", "12", "-a", f"127.0.0.1:{dir_port}",
          "-i", keys / "authority_identity_key", "-s", keys / "authority_signing_key",
          "-c", keys / "authority_certificate", "--passphrase-fd", "0"], b"lantern\n")  # fmt: skip
    (place / "torrc").write_text(
        f"Nickname {name}\nAddress 127.0.0.1\nORPort {or_port}\nDirPort {dir_port}\nSocksPort 0\n"
        + AUTHORITY.format(interval=INTERVAL) + RELAY
    )  # fmt: skip
    said = _run([TOR, "--list-fingerprint", "--orport", "1", "--dirserver", f"x 127.0.0.1:1 {'f' * 40}",
                 "--datadirectory", place, "-f", folder / "empty", "--nickname", name, "--quiet"])  # fmt: skip
    fingerprint = "".join(re.findall(r"[0-9A-F]{4}", said.splitlines()[-1].partition(" ")[2]))
    identity = re.search(r"^fingerprint ([0-9A-F]{40})", (keys / "authority_certificate").read_text(), re.MULTILINE)
    assert identity
    return f"DirAuthority {name} orport={or_port} no-v2 v3ident={identity[1]} 127.0.0.1:{dir_port} {fingerprint}\n"


def _run(command: Sequence[object], given: bytes = b"") -> str:
    done = subprocess.run([str(one) for one in command], input=given, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode()
