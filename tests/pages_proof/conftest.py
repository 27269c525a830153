"""The proof edition, pressed once for all workers of a run; one server and one browser for each module."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages_proof.paper import press_proof
from tests.pages_proof.serving import serving

NODE_MODULES = Path(__file__).parent / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public tree of an edition with every type of page in every language."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "the-proof"
    with (shared / "the-proof.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "editions" / "current").exists():
            _, report = press_proof(folder)
            assert report.held == (), report.held
    return folder / "editions" / "current"


@pytest.fixture(scope="module")
def site(tree: Path) -> Iterator[str]:
    with serving(tree) as address:
        yield address


def needs(package: Path) -> pytest.MarkDecorator:
    """Skips, and says what brings it."""
    return pytest.mark.skipif(not package.exists(), reason=f"no {package.name}: sh tests/install_node_packages.sh")
