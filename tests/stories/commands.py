"""The real commands, run as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TAMIZDAT = Path(sys.executable).with_name("tamizdat")
OURS = ("TAMIZDAT_HOME", "DJANGO_SETTINGS_MODULE")


def tamizdat(*arguments: object, code: int = 0, env: dict[str, str] | None = None) -> str:
    """Run ``tamizdat``; returns standard output, and fails with everything it said when it ends otherwise."""
    command = [str(TAMIZDAT), *map(str, arguments)]
    environment = {**plain_environment(), **(env or {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == code, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def plain_environment() -> dict[str, str]:
    """The environment without what the tests' own process needs."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


def tamizdat_json(*arguments: object, code: int = 0, env: dict[str, str] | None = None) -> dict[str, Any]:
    """The one line of JSON that a command prints for machines."""
    lines = tamizdat(*arguments, "--json", code=code, env=env).splitlines()
    assert len(lines) == 1
    value: dict[str, Any] = json.loads(lines[0])
    return value


def write_archive(file: Path, articles: int, *, first: int = 1) -> Path:
    """A small archive of invented briefs as ninjs lines, newest first."""
    lines = [json.dumps(_brief(number)) for number in reversed(range(first, first + articles))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _brief(number: int) -> dict[str, Any]:
    month, day = 1 + number // 28 % 12, 1 + number % 28
    when = f"20{10 + number // 336 % 15}-{month:02}-{day:02}T08:{number % 60:02}:00Z"
    body = f"Tide table {number} was pinned up.\n\nNobody read it. The tide came in at {number % 24} o'clock."
    return {
        "uri": f"urn:newsml:lamp.example:brief-{number}",
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.1"},
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": f"Tide table {number} is out"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": body}],
        "firstCreated": when,
        "versionCreated": when,
        "people": [{"name": f"Clerk {number % 7}", "rel": "author"}],
        "subjects": [{"name": f"Pier {number % 5}", "rel": "section"}, {"name": f"Tide {number % 11}", "rel": "topic"}],
        "altIds": [{"role": "legacy-url", "value": f"https://old.lamp.example/tides/{number}/"}],
    }
