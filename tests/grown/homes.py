"""Newsrooms that have outgrown one machine, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.grown.servers import Bucket, Postgres

NEWSROOM = '[newsroom]\nname = "The Lamp"\nlanguages = ["en", "fa"]\n\n[public]\naddress = "https://lamp.example"\n\n'
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Grown:
    """A home whose settings name servers."""

    folder: Path
    database: str
    bucket: Bucket | None = None

    def run(self, *command: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of tamizdat in a process of its own."""
        done = subprocess.run(self.command(*command), capture_output=True, text=True, env=environment(), cwd=ROOT)
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done

    def command(self, *command: str) -> list[str]:
        start = "from tamizdat.project.command_line import main; main()"
        return [sys.executable, "-c", start, command[0], "--home", str(self.folder), *command[1:]]

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        """A module with this home as its first argument, beside the others."""
        command = [sys.executable, "-m", module, str(self.folder), *arguments]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment(), cwd=ROOT,
        )  # fmt: skip


def environment() -> dict[str, str]:
    """Of our own settings nothing, of the keys everything."""
    return {key: value for key, value in os.environ.items() if key not in ("TAMIZDAT_HOME", "DJANGO_SETTINGS_MODULE")}


def write_settings(folder: Path, more: str = "") -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "tamizdat.toml").write_text(NEWSROOM + more, encoding="utf-8")
    return folder


def database_lines(server: Postgres, name: str) -> str:
    return f'[database]\nurl = "{server.url(name)}"\n'
