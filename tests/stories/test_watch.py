"""`tamizdat press --watch` stays: what is published while it looks is on the site and on the mirror at once."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.stories.commands import TAMIZDAT, plain_environment, tamizdat, tamizdat_json, write_archive


def next_line(watch: subprocess.Popen[str], did: str) -> dict[str, Any]:
    """What it says next of this kind."""
    assert watch.stdout
    for line in watch.stdout:
        told: dict[str, Any] = json.loads(line)
        assert told["did"] != "failed", told
        if told["did"] == did:
            return told
    raise AssertionError(f"it ended before it {did}")


def test_what_is_published_is_pressed_and_copied_without_being_asked(tmp_path: Path) -> None:
    home, mirror = tmp_path / "home", tmp_path / "mirror"
    tamizdat("init", home, "--name", "The Lamp", "--language", "en")
    settings = home / "tamizdat.toml"
    settings.write_text(settings.read_text().replace("copy_to = []", f'copy_to = ["{mirror}"]'))
    tamizdat("import", "ninjs", write_archive(tmp_path / "first.jsonl", 3), "--home", home)
    command = [str(TAMIZDAT), "press", "--watch", "--json", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=plain_environment()) as watch:
        try:
            assert next_line(watch, "pressed")["edition"] == 1
            assert next_line(watch, "copied")["mirror"] == str(mirror)
            tamizdat("import", "ninjs", write_archive(tmp_path / "second.jsonl", 1, first=50), "--home", home)
            second = next_line(watch, "copied")["edition"]
            assert second == 2
            assert any("Tide table 50" in page.read_text() for page in mirror.glob("en/2*/*/*.html"))
        finally:
            watch.send_signal(signal.SIGINT)
            started = time.monotonic()
            assert watch.wait(timeout=20) == 0
            assert time.monotonic() - started < 10
    checked = tamizdat_json("verify", mirror, "--root", home / "keys" / "1.root.json")
    assert (checked["verdict"], checked["edition"]) == ("current", 2)
