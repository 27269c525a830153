"""What `tamizdat press` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tamizdat.press.doors import PressReport
from tamizdat.project import press_command


@pytest.mark.parametrize("comes", [True, False])
def test_a_new_root_is_told_though_no_edition_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes: bool
) -> None:
    tuf = tmp_path / "editions" / "current" / "tuf"
    tuf.mkdir(parents=True)
    (tuf / "9.root.json").touch()
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')

    def press_edition(*_: Any, **__: Any) -> PressReport:
        if comes:
            (tuf / "10.root.json").touch()
        return PressReport(4, 33, 0, 33, 0, 0.1, "a" * 64, False, ())

    monkeypatch.setattr(press_command, "press_noted", press_edition)
    said = CliRunner().invoke(press_command.press, ["--home", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert "Nothing has changed since edition 4" in said.output
    assert ("Readers get root 10 from now on." in said.output) is comes
