"""Places that carry editions, for tests: real servers on loopback, ended by process id."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tamizdat.shell.mirrors import Mirror
from tests.grown.servers import KEYS, free_port, running, s3_server


@dataclass(frozen=True)
class Place:
    """A mirror to be, and the folder in which its server keeps it."""

    mirror: Mirror
    folder: Path

    def named(self, name: str) -> Place:
        """Another mirror on the same server."""
        old = self.mirror
        where = f"{old.where}-{name}"
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        return Place(Mirror(name, old.kind, where, options=old.options), folder)


def keys_file(folder: Path, keys: tuple[str, str] = KEYS, more: str = "") -> Path:
    file = folder / "keys.toml"
    file.write_text(f'access_key = "{keys[0]}"\nsecret_key = "{keys[1]}"\n{more}')
    file.chmod(0o600)
    return file


@contextmanager
def folder_place(top: Path) -> Iterator[Place]:
    yield Place(Mirror("folder", "folder", str(top / "copy")), top / "copy")


@contextmanager
def bucket_place(top: Path) -> Iterator[Place]:
    (top / "s3" / "papers" / "lamp").mkdir(parents=True)
    with s3_server(top / "s3") as endpoint:
        options = {"endpoint": endpoint, "keys_file": str(keys_file(top))}
        yield Place(Mirror("bucket", "bucket", "s3://papers/lamp", options=options), top / "s3" / "papers" / "lamp")


@contextmanager
def sftp_place(top: Path) -> Iterator[Place]:
    """A real sshd with keys of its own, which lets nobody in but this user with this key, to files alone."""
    need_rclone()
    with ssh_server(top / "ssh") as config:
        (top / "far").mkdir()
        yield Place(
            Mirror("sftp", "rclone", f"riga:{top}/far/lamp", options={"config": str(config)}), top / "far" / "lamp"
        )


def need_rclone() -> None:
    beside = Path(os.sys.executable).parent  # type: ignore[attr-defined]
    if not shutil.which("rclone", path=f"{beside}:{os.environ['PATH']}"):
        pytest.skip("rclone is not installed: `make setup` brings it")


@contextmanager
def ssh_server(folder: Path) -> Iterator[Path]:
    """Gives the rclone.conf that leads to it, as [riga]."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None or shutil.which("ssh-keygen") is None:
        pytest.skip("sshd is not installed (as root on Debian: sh tests/install_debian_packages.sh)")
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    port = free_port()
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\nPermitRootLogin yes\n"
        "Subsystem sftp internal-sftp\nForceCommand internal-sftp\nMaxStartups 100\nMaxSessions 100\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # it wants an empty folder of its own
    host = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host[0]} {host[1]}\n")
    config = folder / "rclone.conf"
    config.write_text(
        f"[riga]\ntype = sftp\nhost = 127.0.0.1\nport = {port}\nuser = {getpass.getuser()}\n"
        f"key_file = {folder}/user\nknown_hosts_file = {folder}/known_hosts\nshell_type = none\n"
    )
    config.chmod(0o600)
    command = [program, "-D", "-e", "-f", str(folder / "sshd_config")]
    with running(command, port, folder / "log", signal.SIGTERM):
        yield config


PLACES = {"folder": folder_place, "bucket": bucket_place, "sftp": sftp_place}
