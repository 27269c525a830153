"""Real browsers, driven through puppeteer: Chromium and Firefox ESR obey the same commands."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PROGRAMS = {"chromium": "/usr/bin/chromium", "firefox": "/usr/bin/firefox-esr"}


class BrowserError(AssertionError):
    """The browser did not do what it was told."""


class Browser:
    """One running browser."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.version = str(self._answer()["version"])

    def tell(self, do: str, **given: Any) -> dict[str, Any]:
        """One command; raises BrowserError with the browser's own words."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise BrowserError(answer["error"])
        return answer

    def run(self, code: str) -> Any:
        """The value of an expression in the page."""
        return self.tell("run", code=code).get("value")

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise BrowserError("The browser ended by itself.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running_browser(kind: str) -> Iterator[Browser]:
    """Skips the test where Node, the browser or its driver is missing."""
    node, program = shutil.which("node"), PROGRAMS[kind]
    if node is None or not Path(program).exists() or not (HERE / "node_modules" / "puppeteer-core").exists():
        pytest.skip(f"Node, {program} or puppeteer-core is not installed, so nothing was tried in {kind}.")
    process = subprocess.Popen(
        [node, str(HERE / "drive.mjs"), kind, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Browser(process)
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
