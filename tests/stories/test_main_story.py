"""The main job, end to end: an archive that somebody else wrote becomes a signed edition that a reader can check."""

from __future__ import annotations

import json
import random
from pathlib import Path

import httpx
import pytest

from tamizdat.project.ports import find_free_port
from tests.stories.commands import tamizdat, tamizdat_json, write_archive
from tests.stories.served import staying


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with a small archive in it, pressed once."""
    folder = tmp_path_factory.mktemp("story")
    tamizdat("init", folder / "lamp", "--name", "The Lamp", "--language", "en", "--address", "https://lamp.example")
    archive = write_archive(folder / "archive.jsonl", 5)
    report = tamizdat_json("import", "ninjs", archive, "--home", folder / "lamp")
    assert (report["created"], report["skipped"]) == (5, [])
    first = tamizdat_json("press", "--home", folder / "lamp")
    assert first["edition"] == 1
    assert first["held"] == []
    return folder / "lamp"


def check(target: object, home: Path, code: int = 0) -> dict[str, object]:
    """What ``tamizdat verify`` says, knowing nothing but the root file."""
    return tamizdat_json("verify", target, "--root", home / "keys" / "1.root.json", code=code)


def test_a_second_press_finds_nothing_new(home: Path) -> None:
    assert "Nothing has changed" in tamizdat("press", "--home", home)


def test_the_edition_verifies_with_nothing_but_the_root_file(home: Path) -> None:
    verdict = check(home / "editions" / "current", home)
    assert (verdict["verdict"], verdict["edition"], verdict["failures"]) == ("current", 1, [])


def test_whatever_file_is_touched_verify_refuses_and_names_it(home: Path, tmp_path: Path) -> None:
    tamizdat_copy = tmp_path / "copy"
    chance = random.Random(7)
    for _ in range(4):
        _copy(home / "editions" / "current", tamizdat_copy)
        files = sorted(file for file in tamizdat_copy.rglob("*") if file.is_file() and "root.json" not in file.name)
        touched = chance.choice(files)
        data = bytearray(touched.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        touched.write_bytes(data)
        verdict = check(tamizdat_copy, home, code=1)
        assert verdict["verdict"] == "refused"
        named = json.dumps(verdict["failures"], ensure_ascii=False)
        assert touched.name in named, f"{touched} was changed, but {named}"


def _copy(source: Path, target: Path) -> None:
    import shutil

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source.resolve(), target)


def test_what_is_served_is_the_edition_and_what_is_published_later_follows(home: Path, tmp_path: Path) -> None:
    newsroom, public = find_free_port(), find_free_port()
    with staying("serve", "--home", home, "--newsroom-port", newsroom, "--public-port", public) as served:
        site = served.wait_for(r"the public site +(http://\S+)")[1]
        desk = served.wait_for(r"the newsroom +(http://\S+)")[1]
        assert httpx.get(desk).status_code in (200, 302)

        front = httpx.get(site, headers={"Accept-Encoding": "gzip"})
        assert front.status_code == 200
        assert front.content == (home / "editions" / "current" / "index.html").read_bytes()
        verdict = check(site, home)
        assert (verdict["verdict"], verdict["edition"]) == ("current", 1)

        more = write_archive(tmp_path / "more.jsonl", 1, first=900)
        tamizdat("import", "ninjs", more, "--home", home)
        served.wait_for(r"edition 2, pressed in", 60)
        assert "Tide table 900" in httpx.get(f"{site}en/").text
        assert check(site, home)["edition"] == 2

        taken = tamizdat("serve", "--home", home, "--newsroom-port", newsroom, code=1)
        assert taken == ""
        assert served.end() == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(site)
