"""Real servers for tests: PostgreSQL and one that speaks S3, on loopback, ended by process id.

Both die with the tests that started them, also when those are killed (``setpriv --pdeathsig``).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "p@ss:w/rd %"  # every character that an address has to quote
QUOTED = "p%40ss%3Aw%2Frd%20%25"
KEYS = ("writer", "a-secret-of-tests")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"the server ended by itself: {log.read_text()[-1000:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"the server does not answer: {log.read_text()[-1000:]}")


@contextmanager
def running(command: list[str], port: int, log: Path, ends: signal.Signals, **how: object) -> Iterator[int]:
    """A server for as long as it is needed."""
    leash = ["setpriv", "--pdeathsig", ends.name.removeprefix("SIG")] if shutil.which("setpriv") else []
    with log.open("wb") as said:
        process = subprocess.Popen(leash + command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **how)  # type: ignore[call-overload]
    try:
        wait_for(port, process, log)
        yield process.pid
    finally:
        process.send_signal(ends)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


# PostgreSQL.


@dataclass(frozen=True)
class Postgres:
    """A running server; each test makes databases of its own in it."""

    port: int
    pid: int

    def url(self, name: str) -> str:
        return f"postgresql://tamizdat:{QUOTED}@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="tamizdat", password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def make(self, template: str = "template0", locale: str = "C") -> str:
        """The name of a new database, as docs/operating/grown.md makes it."""
        name = f"newsroom_{secrets.token_hex(6)}"
        how = f"TEMPLATE {template}" + (f" ENCODING 'UTF8' LOCALE '{locale}'" if template == "template0" else "")
        self.run(f"CREATE DATABASE {name} {how}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()]
    if not found:
        pytest.skip("PostgreSQL is not installed (as root on Debian: sh tests/install_debian_packages.sh)")
    return found[0]


def _another_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        pwd.getpwnam("postgres")
        return "postgres"
    pytest.skip("PostgreSQL does not run as root, and there is no user `postgres`")


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A cluster made for these tests; nothing of it stays."""
    programs, user = find_postgres(), _another_user()
    folder = Path(tempfile.mkdtemp(prefix="tamizdat-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD)
        if user:
            for one in (folder, folder / "password"):
                shutil.chown(one, user)
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "tamizdat", "-A", "scram-sha-256", "-N",
             "--pwfile", folder / "password", "--locale", "C", "--encoding", "UTF8"],
            user=user, cwd=folder, capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"no PostgreSQL cluster could be made here: {made.stderr.strip()[-300:]}")
        port = free_port()
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-h", "127.0.0.1",
                   "-k", "", "-c", "fsync=off", "-c", "full_page_writes=off"]  # fmt: skip
        if user and shutil.which("setpriv"):
            command = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--pdeathsig", "INT", *command]
            user = None
        with running(command, port, folder.with_name(f"{folder.name}.log"), signal.SIGINT, cwd="/", user=user) as pid:
            time.sleep(0.2)
            yield _ready(Postgres(port, pid))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(f"{folder.name}.log").unlink(missing_ok=True)


def _ready(server: Postgres) -> Postgres:
    import psycopg

    for _ in range(100):
        try:
            server.run("SELECT 1")
            return server
        except psycopg.OperationalError:
            time.sleep(0.1)
    pytest.fail("PostgreSQL does not answer")


# S3.


@dataclass(frozen=True)
class Bucket:
    """A bucket of its own on a server that speaks S3; ``folder`` is where the server keeps it."""

    name: str
    endpoint: str
    folder: Path

    def lines(self, prefix: str = "lamp") -> str:
        """``[storage]`` for tamizdat.toml; the keys are in the environment."""
        return f'[storage]\nurl = "s3://{self.name}/{prefix}"\nendpoint = "{self.endpoint}"\n'

    def names(self, below: str = "") -> list[str]:
        """What it holds, as the server's own disk says."""
        root = self.folder / below
        return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """rclone's own S3 server over a folder; gives its address."""
    program = shutil.which("rclone", path=f"{Path(os.sys.executable).parent}:{os.environ['PATH']}")  # type: ignore[attr-defined]
    if program is None:
        pytest.skip("rclone is not installed: `make setup` brings it")
    port = free_port()
    command = [program, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}", "--auth-key", ",".join(KEYS),
               "--vfs-cache-mode", "off", "--config", "/dev/null"]  # fmt: skip
    with running(command, port, folder.with_name(f"{folder.name}.log"), signal.SIGINT):
        yield f"http://127.0.0.1:{port}"
