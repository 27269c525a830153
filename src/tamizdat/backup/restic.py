"""restic as a child process: one repository is one side in one place.

Nothing secret stands on its command line: the repository, the password's file and the keys go by the environment.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tamizdat.shell.errors import TamizdatError

HOST = "tamizdat"
"""Of every snapshot: no name of a machine, and a newsroom that moved goes on with its own."""
OURS = ("RESTIC_", "AWS_", "B2_", "AZURE_", "GOOGLE_", "OS_", "ST_")
SHOWN = 400


class PlaceError(TamizdatError):
    """One place could not be used; the others may have been."""


class NoRepositoryError(PlaceError):
    """There is nothing yet in this place."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One backup."""

    id: str
    time: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repository:
    """A side in a place, and how one gets in."""

    place: str
    side: str
    password: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    cache: Path | None = None
    ssh_config: str = ""
    lock: int | None = None
    """An open lock that restic holds too, for as long as it runs."""

    @property
    def address(self) -> str:
        return f"{self.place.rstrip('/')}/{self.side}"

    def init(self) -> None:
        """Make it; raises PlaceError."""
        self._run("init")

    def back_up(self, folder: Path, paths: Sequence[str]) -> dict[str, Any]:
        """One snapshot of these paths of a folder; restic's own summary."""
        said = self._run("backup", "--json", "--quiet", "--host", HOST, "--tag", self.side, "--", *paths, cwd=folder)
        for line in reversed(said.splitlines()):
            value = _json(line)
            if isinstance(value, dict) and value.get("message_type") == "summary":
                return value
        raise PlaceError(f"{self.address}: restic did not say what came of it.")

    def forget(self, *keep: str, unused: str) -> None:
        """Take away what is older than what is kept, and its data."""
        self._run("forget", "--quiet", "--host", HOST, "--group-by", "host", *keep, "--prune", "--max-unused", unused)

    def snapshots(self) -> list[Snapshot]:
        """Oldest first."""
        found = _json(self._run("snapshots", "--json")) or []
        rows = [Snapshot(one["id"], one["time"], tuple(one.get("tags") or ())) for one in found]
        return sorted(rows, key=lambda one: one.time)

    def check(self, subset: str) -> None:
        """Is all that is listed there, and does a part of it open? Raises PlaceError."""
        self._run("check", "--quiet", "--read-data-subset", subset)

    def restore(self, snapshot: str, target: Path, include: Sequence[str] = ()) -> None:
        """All of a snapshot, or some paths of it, into a folder."""
        chosen = [word for one in include for word in ("--include", one)]
        self._run("restore", snapshot, "--target", str(target), "--verify", *chosen)

    def _run(self, *words: str, cwd: Path | None = None) -> str:
        try:
            return self._once(*words, cwd=cwd)
        except _LockedError:
            # Only locks of processes that are no more, or that nobody renewed for half an hour, are taken away.
            self._once("unlock", cwd=cwd)
        try:
            return self._once(*words, cwd=cwd)
        except _LockedError as error:
            raise PlaceError(f"{self.address} is in use by another backup: {error}") from None

    def _once(self, *words: str, cwd: Path | None) -> str:
        command = [find_restic(), *self._options(), *words]
        done = subprocess.run(
            [sys.executable, "-m", "tamizdat.backup.leashed", str(os.getpid()), *command],
            capture_output=True,
            cwd=cwd,
            env=self._environment(),
            pass_fds=() if self.lock is None else (self.lock,),
            check=False,
        )
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode == 0:
            return done.stdout.decode(errors="replace")
        raise self._failed(words[0], done.returncode, said)

    def _failed(self, deed: str, code: int, said: str) -> PlaceError:
        if "Is there a repository at the following location" in said:
            return NoRepositoryError(f"{self.address} holds no backups.")
        if "already locked" in said:
            return _LockedError(_line(said))
        if "wrong password" in said or "no key found" in said:
            return PlaceError(f"{self.address} does not open with {self.password}.")
        if deed == "backup" and code == 3:
            return PlaceError(f"{self.address}: some files could not be read, so this backup has holes: {_line(said)}")
        return PlaceError(f"{self.address}: {_line(said) or f'restic {deed} ended with {code}'}")

    def _options(self) -> list[str]:
        cache = ["--no-cache"] if self.cache is None else ["--cache-dir", str(self.cache)]
        if self.ssh_config and self.place.startswith("sftp:"):
            host = self.place.removeprefix("sftp:").removeprefix("//").partition("/")[0].partition(":")[0]
            command = shlex.join(["ssh", "-F", self.ssh_config, "-o", "BatchMode=yes", host, "-s", "sftp"])
            return [*cache, "-o", f"sftp.command={command}"]
        return cache

    def _environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        mine.update(self.environment)
        mine.update(RESTIC_REPOSITORY=self.address, RESTIC_PASSWORD_FILE=str(self.password), LC_ALL="C.UTF-8")
        return mine


class _LockedError(PlaceError):
    """Somebody else is at work in it, or was killed there."""


def find_restic() -> str:
    """Where it is; raises PlaceError."""
    found = shutil.which("restic")
    if found is None:
        raise PlaceError("restic is not installed. On Debian: apt install restic.")
    return found


def _line(said: str) -> str:
    return " ".join(said.split())[:SHOWN]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
