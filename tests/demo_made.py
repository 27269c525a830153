"""The demo newsroom, made once for all tests of a run by the real command, and read-only afterwards."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.stories.served import staying

READY = r"^second factor +\d{6}"


def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder. Workers that run side by side share it; a test that changes something copies it first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "the-demo"
    with (shared / "the-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "editions" / "current").exists():
            with staying("demo", folder, "--port", "0") as demo:
                demo.wait_for(READY, 280)
                assert demo.end() == 0
    return folder
