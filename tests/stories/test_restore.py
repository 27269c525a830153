"""A newsroom that lost its server comes back from a copy of its public tree, and its next edition has the same map."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.stories.commands import tamizdat, tamizdat_json

TRANSLATED = {"uri": "urn:newsml:lamp.example:one-fa", "language": "fa"}


def brief(number: int, **changes: Any) -> dict[str, Any]:
    when = f"2026-02-{number + 1:02}T08:00:00Z"
    return {
        "uri": f"urn:newsml:lamp.example:{number}",
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.1"},
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": f"The lamp was lit {number} times & no more"}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "value": "<p>It <em>was</em> cold.</p><h2>Later</h2><p>Warm.</p>",
            }
        ],
        "firstCreated": when,
        "versionCreated": when,
        "people": [{"name": f"Clerk {number % 2}", "rel": "author"}],
        "subjects": [{"name": f"Pier {number % 2}", "rel": "section"}, {"name": "Tides", "rel": "topic"}],
        "altIds": [{"role": "legacy-url", "value": f"https://old.lamp.example/{number}/"}],
        "associations": [
            {
                "name": "main",
                "type": "picture",
                "by": "A. Clerk",
                "headlines": [{"role": "alt", "value": "A lamp"}],
                "renditions": [{"href": f"lamp-{number % 3}.png", "width": 900}],
            }
        ],
        **changes,
    }


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A newsroom with an edition; only a copy of the public tree and its root file are left of it."""
    folder = tmp_path_factory.mktemp("lost")
    lines = [brief(number) for number in range(12)] + [brief(20, **TRANSLATED)]
    (folder / "archive.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    for number in range(3):
        Image.new("RGB", (900, 600), (40 * number, 90, 120)).save(folder / f"lamp-{number}.png")
    home = folder / "home"
    tamizdat(
        "init",
        home,
        "--name",
        'The "Lamp"',
        "--language",
        "en",
        "--language",
        "fa",
        "--address",
        "https://lamp.example",
    )
    tamizdat("import", "ninjs", folder / "archive.jsonl", "--media", folder, "--home", home)
    pressed = tamizdat_json("press", "--home", home)
    shutil.copytree(home / "editions" / "current", folder / "copy", symlinks=False)
    shutil.copy(folder / "copy" / "tuf" / "1.root.json", folder / "root.json")
    shutil.copytree(home / "keys", folder / "keys")
    shutil.rmtree(home)
    return {"folder": folder, "copy": folder / "copy", "root": folder / "root.json", "pressed": pressed}


def bring_keys(lost: dict[str, Any], home: Path) -> None:
    """From where they were kept."""
    for name in ("edition.key", "timestamp.key"):
        shutil.copy(lost["folder"] / "keys" / name, home / "keys" / name)


def test_the_next_press_of_a_restored_newsroom_has_the_same_map(lost, tmp_path):
    home = tmp_path / "home"
    restored = tamizdat_json("restore", lost["copy"], "--root", lost["root"], "--home", home, "--yes")
    assert (restored["articles"], restored["edition"], restored["verdict"]) == (13, 1, "current")
    assert restored["map_root"] == lost["pressed"]["map_root"]
    tamizdat("press", "--home", home, code=1)  # no keys, no edition
    bring_keys(lost, home)
    pressed = tamizdat_json("press", "--home", home)
    assert pressed["map_root"] == lost["pressed"]["map_root"]
    assert (pressed["edition"], pressed["pages"]) == (2, lost["pressed"]["pages"])
    assert tamizdat_json("verify", home / "editions" / "current", "--root", lost["root"])["verdict"] == "current"


def test_a_copy_that_was_touched_is_not_restored_and_leaves_nothing(lost, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(lost["copy"], copy)
    page = copy / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    home = tmp_path / "home"
    tamizdat("restore", copy, "--root", lost["root"], "--home", home, "--yes", "--whole", code=1)
    assert not home.exists()


def test_a_newsroom_that_is_there_is_never_restored_over(lost, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "tamizdat.toml").write_text("")
    tamizdat("restore", lost["copy"], "--home", tmp_path / "home", code=1)
    assert [one.name for one in (tmp_path / "home").iterdir()] == ["tamizdat.toml"]
