"""Every type of page in every language, and Lighthouse as a phone on a slow line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages_proof.conftest import AXE, needs
from tests.pages_proof.judges import LIGHTHOUSE, VNU, ask_axe, ask_lighthouse, ask_vnu, is_good
from tests.pages_proof.paper import every_page

pytestmark = [pytest.mark.long, pytest.mark.browser]


@needs(AXE)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, site: str, tree: Path, scheme: str) -> None:
    rules = ["color-contrast"] if scheme == "dark" else None
    paths = [path for _, path in every_page(tree)]
    assert ask_axe(browser, site, paths, scheme=scheme, rules=rules) == []


@needs(VNU)
def test_the_checker_of_the_w3c_finds_no_error(tree: Path) -> None:
    paths = [f"/{path.relative_to(tree)}" for path in sorted(tree.rglob("*.html"))]
    assert ask_vnu(tree, paths) == []


@needs(LIGHTHOUSE)
@pytest.mark.parametrize("path", ["/en/2026/03/feature.html", "/fa/index.html", "/zh/support/index.html"])
def test_lighthouse_gives_99_of_100_in_all_four(site: str, tmp_path: Path, path: str) -> None:
    found = ask_lighthouse(site + path, tmp_path)
    assert is_good(found), found
