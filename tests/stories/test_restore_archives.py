"""Every archive that is at hand: brought in, pressed, lost, rebuilt from its public tree, pressed: the same map."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.demo_made import made_demo
from tests.stories.commands import plain_environment, tamizdat, tamizdat_json
from tests.stories.real_archives import FEW, INPUT, Source, few_of, need_archives, sets

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
CAP = 1
"""Archives of a set, where not all are asked for."""


def bring_in(home: Path, sources: Sequence[Source]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.stories.import_many", str(home)],
        input=json.dumps([[kind, str(file)] for kind, file in sources]),
        capture_output=True,
        text=True,
        env={**plain_environment(), "TAMIZDAT_INPUT": str(INPUT)},
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr


def lose_and_restore(home: Path, tmp_path: Path) -> None:
    """The newsroom's folder is gone; a copy of the public tree and the online keys are left."""
    pressed = tamizdat_json("press", "--home", home)
    copy, keys, back = tmp_path / "copy", tmp_path / "keys", tmp_path / "back"
    shutil.copytree(home / "editions" / "current", copy)
    shutil.copytree(home / "keys", keys)
    env = {}
    if (home / "demo.passphrase").exists():  # the demo's keys lie under one of its own
        shutil.copy(home / "demo.passphrase", tmp_path / "passphrase")
        env = {"TAMIZDAT_KEYS_PASSPHRASE_FILE": str(tmp_path / "passphrase")}
    shutil.rmtree(home)
    restored = tamizdat_json("restore", copy, "--root", keys / "1.root.json", "--home", back, "--yes")
    assert restored["map_root"] == pressed["map_root"]
    for name in ("edition.key", "timestamp.key"):
        shutil.copy(keys / name, back / "keys" / name)
    again = tamizdat_json("press", "--home", back, env=env)
    assert (again["map_root"], again["pages"]) == (pressed["map_root"], pressed["pages"])


def test_the_demo_comes_back_from_its_public_tree(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    shutil.copytree(made_demo(tmp_path_factory), home, symlinks=True)
    lose_and_restore(home, tmp_path)


def test_some_of_every_archive_in_one_newsroom(tmp_path: Path) -> None:
    """All importers, all kinds of archives; of each a few."""
    need_archives()
    sources: list[Source] = []
    for number, make in enumerate(sets().values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        few = [one for _, one in zip(range(CAP), make(folder), strict=False)]
        sources += [few_of(one, folder) for one in few]
    assert {kind for kind, _ in sources} == {"ninjs", "wordpress", "ghost", "feed", "page"}
    assert FEW > CAP
    home = tmp_path / "home"
    tamizdat("init", home, "--name", "The Lamp", "--language", "en", "--address", "https://lamp.example")
    bring_in(home, sources)
    lose_and_restore(home, tmp_path)


@pytest.mark.skipif("TAMIZDAT_RESTORE" not in os.environ, reason="TAMIZDAT_RESTORE=all tries every archive whole")
@pytest.mark.parametrize("name", sorted(sets()))
def test_every_archive_whole(name: str, tmp_path: Path) -> None:
    need_archives()
    home = tmp_path / "home"
    (tmp_path / "unpacked").mkdir()
    tamizdat("init", home, "--name", "The Lamp", "--language", "en", "--address", "https://lamp.example")
    bring_in(home, list(sets()[name](tmp_path / "unpacked")))
    lose_and_restore(home, tmp_path)
