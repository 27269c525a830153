"""A newsroom that lost its server comes back from a copy of its public tree, and its next edition has the same map."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.backup.desk import desk
from tests.stories.commands import tamizdat, tamizdat_json

GONE = "The lamp was lit 5 times & no more"
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
    settings = home / "tamizdat.toml"
    settings.write_text(settings.read_text("utf-8").replace('# worker = "auto"', 'worker = "ask"'), "utf-8")
    tamizdat("import", "ninjs", folder / "archive.jsonl", "--media", folder, "--home", home)
    tamizdat("mirror", "add", "riga", "--kind", "pull", "--address", "https://m.example/lamp/", "--home", home)
    pressed = tamizdat_json("press", "--home", home)
    shutil.copytree(home / "editions" / "current", folder / "copy", symlinks=False)
    shutil.copy(folder / "copy" / "tuf" / "1.root.json", folder / "root.json")
    desk(home, "unpublish", GONE)
    tamizdat("press", "--home", home)
    shutil.copytree(home / "editions" / "current", folder / "newer", symlinks=False)
    shutil.copytree(home / "keys", folder / "keys")
    shutil.rmtree(home)
    return {
        "folder": folder, "copy": folder / "copy", "newer": folder / "newer", "root": folder / "root.json",
        "pressed": pressed,
    }  # fmt: skip


def bring_keys(lost: dict[str, Any], home: Path) -> None:
    """From where they were kept."""
    for name in ("edition.key", "timestamp.key"):
        shutil.copy(lost["folder"] / "keys" / name, home / "keys" / name)


@pytest.mark.long
def test_the_next_press_of_a_restored_newsroom_has_the_same_map(lost, tmp_path):
    home = tmp_path / "home"
    restored = tamizdat_json("restore", lost["copy"], "--root", lost["root"], "--home", home, "--yes")
    assert (restored["articles"], restored["edition"], restored["verdict"]) == (13, 1, "current")
    assert restored["map_root"] == lost["pressed"]["map_root"]
    assert restored["mirrors"] == 1
    assert any("private addresses" in one for one in restored["cannot_restore"])
    tamizdat("press", "--home", home, code=1)  # no keys, no edition
    bring_keys(lost, home)
    pressed = tamizdat_json("press", "--home", home)
    assert pressed["map_root"] == lost["pressed"]["map_root"]
    assert (pressed["edition"], pressed["pages"]) == (2, lost["pressed"]["pages"])
    assert tamizdat_json("verify", home / "editions" / "current", "--root", lost["root"])["verdict"] == "current"


@pytest.mark.long
def test_what_was_withdrawn_after_the_copy_was_made_stays_withdrawn(lost, tmp_path):
    home, asked = tmp_path / "home", ("--root", lost["root"], "--yes", "--home")
    restored = tamizdat_json("restore", lost["copy"], "--retractions", lost["newer"], *asked, home)
    assert (restored["articles"], restored["withdrawn"]) == (13, [GONE])
    assert (restored["edition"], restored["newest_edition"]) == (1, 2)
    bring_keys(lost, home)
    assert tamizdat_json("press", "--home", home)["edition"] == 3
    tree = home / "editions" / "current"
    assert tamizdat_json("verify", tree, "--root", lost["root"])["verdict"] == "current"
    assert GONE.replace("&", "&amp;").encode() not in b"".join(one.read_bytes() for one in tree.rglob("*.html"))
    assert GONE in desk(home, "drafts")


@pytest.mark.long
def test_a_person_who_is_not_asked_has_said_yes_or_nothing_is_done(lost, tmp_path):
    tamizdat("restore", lost["copy"], "--root", lost["root"], "--home", tmp_path / "home", code=1)
    assert not (tmp_path / "home").exists()


@pytest.mark.long
def test_a_spoiled_page_does_no_harm_unless_every_page_is_to_be_checked_and_a_spoiled_fact_does(lost, tmp_path):
    copy, home = tmp_path / "copy", tmp_path / "home"
    shutil.copytree(lost["copy"], copy)
    page = copy / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    asked = ("restore", copy, "--root", lost["root"], "--home", home, "--yes")
    tamizdat(*asked, "--whole", code=1)
    assert not home.exists()
    for fact in (copy / "o").iterdir():
        if fact.read_bytes().startswith(b'{"name":"article:'):
            fact.write_bytes(fact.read_bytes()[:-1] + b" ")
    tamizdat(*asked, code=1)
    assert not home.exists()
    helped = tamizdat_json(*asked[:2], lost["copy"], *asked[2:])
    assert helped["map_root"] == lost["pressed"]["map_root"]
    assert not (tmp_path / "home.restoring").exists()


@pytest.mark.long
def test_a_newsroom_that_is_there_is_never_restored_over(lost, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "tamizdat.toml").write_text("")
    tamizdat("restore", lost["copy"], "--home", tmp_path / "home", code=1)
    assert [one.name for one in (tmp_path / "home").iterdir()] == ["tamizdat.toml"]
