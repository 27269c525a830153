"""Losses are rehearsed on a copy; each ends with a newsroom that signs again, or says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tamizdat.keys.drills import last_drill
from tamizdat.keys.scenarios import SCENARIOS
from tests.keys.newsroom import hold_ceremony, make_home, run


@pytest.mark.parametrize("what", SCENARIOS)
def test_after_each_loss_the_newsroom_signs_again(tmp_path: Path, what: str) -> None:
    newsroom = hold_ceremony(tmp_path)
    said = run("drill", what, "--home", newsroom.home.folder)
    assert "The newsroom signs again. It took" in said
    assert "2 of 3 holders sign" in said
    assert last_drill(newsroom.home) is not None


def test_the_real_keys_are_not_touched_and_nothing_of_the_rehearsal_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = hold_ceremony(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def real() -> dict[Path, bytes]:
        return {
            file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.name != "drills.json"
        }

    before = real()
    run("drill", "--home", newsroom.home.folder)
    assert real() == before
    assert not list((tmp_path / "temporary").iterdir())


def test_where_nobody_may_lose_a_key_the_drill_says_so_and_fails(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path, ["anna", "boris"], 2)
    said = run("drill", "laptop", "--home", newsroom.home.folder, code=1)
    assert "The newsroom does NOT sign again. Without anna there are 1 holders, and 2 must sign" in said
    assert last_drill(newsroom.home) is None


def test_a_newsroom_that_has_no_keys_yet_can_rehearse_what_it_will_have(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    found = json.loads(run("drill", "laptop", "--home", home.folder, "--json"))
    assert found["drills"][0]["signs_again"] is True


def test_people_can_walk_through_it(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    said = run("drill", "colleague", "--walk", "--home", newsroom.home.folder, typed=["", "", ""])
    assert "The newsroom signs again" in said
