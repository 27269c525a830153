"""Passphrases that cost nothing to try, and every file of a test in its own folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tamizdat.keys import seal


@pytest.fixture(autouse=True)
def cheap_and_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(seal, "FOR_PEOPLE", 4)
    monkeypatch.setattr(os, "fsync", lambda _handle: None)  # nobody pulls the plug of this machine
    monkeypatch.setenv("TAMIZDAT_KEYS_PASSPHRASE_FILE", str(tmp_path / "machine.passphrase"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
