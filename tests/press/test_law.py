"""The press's master law: whatever editors did, an edition made step by step equals one made from nothing.

Equal means equal to the byte: the map names the digest of every page, list, feed, picture and pack of facts.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tamizdat.core.edition.map import walk_map
from tamizdat.press import make_map, press_edition, slot_change
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press


def entries(folder: Path, map_root: str) -> dict[str, str]:
    """Every path of the edition, and its digest."""
    objects = folder / "editions" / "current" / "o"
    return {one.path: one.digest for one in walk_map(map_root, lambda name: (objects / name).read_bytes())}


def differing(tmp_path: Path, newsroom: MemoryNewsroom, batch: int) -> list[str]:
    """Press step by step and from nothing; the paths in which the two differ."""
    step, clean = press(tmp_path / "step", newsroom), press(tmp_path / f"clean{batch}", newsroom)
    assert step.held == clean.held
    one, other = entries(tmp_path / "step", step.map_root), entries(tmp_path / f"clean{batch}", clean.map_root)
    shutil.rmtree(tmp_path / f"clean{batch}")
    assert (step.map_root == clean.map_root) == (one == other)
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def obey(tmp_path: Path, seed: int, articles: int, batches: int, edits: int) -> None:
    newsroom = MemoryNewsroom(seed)
    for _ in range(articles):
        newsroom.publish(newsroom.chance.choice(["en", "en", "fa"]))
    for batch in range(batches):
        for _ in range(edits):
            newsroom.edit()
        assert differing(tmp_path, newsroom, batch) == [], f"seed {seed}, batch {batch}"


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_a_hundred_edits_of_every_kind(tmp_path: Path, seed: int) -> None:
    obey(tmp_path, seed, articles=60, batches=4, edits=25)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_edits_of_every_kind(tmp_path: Path) -> None:
    obey(tmp_path, seed=7, articles=120, batches=20, edits=50)


def test_after_new_templates_every_page_was_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(5):
        newsroom.publish()
    press(tmp_path / "step", newsroom)
    made = []
    keep = press_edition.keep_printed
    monkeypatch.setattr(
        press_edition, "keep_printed", lambda memory, batch, *rest: (made.extend(batch), keep(memory, batch, *rest))
    )
    monkeypatch.setattr(press_edition, "templates_digest", lambda: "of other templates")
    press(tmp_path / "step", newsroom)
    again = [one.unit for one in made]
    made.clear()
    press(tmp_path / "clean", newsroom)
    assert sorted(again) == sorted({one.unit for one in made})


def test_all_cores_make_the_same_edition_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(250):
        newsroom.publish()
    one = press(tmp_path / "one", newsroom)
    monkeypatch.setattr(make_map, "MANY", 100)
    monkeypatch.setattr(slot_change, "MANY", 100)
    both = press(tmp_path / "all", newsroom)
    assert both.map_root == one.map_root
    assert tree(tmp_path / "all") == tree(tmp_path / "one")
    newsroom.put("settings", {**newsroom.value("settings"), "name": "The Lantern"})
    one, both = press(tmp_path / "one", newsroom), press(tmp_path / "all", newsroom)
    assert both.map_root == one.map_root
    assert tree(tmp_path / "all") == tree(tmp_path / "one")


def tree(folder: Path) -> set[str]:
    """What readers can get: pages by their path, objects by their digest."""
    current = (folder / "editions" / "current").resolve()
    files = {str(file.relative_to(current)) for file in current.rglob("*") if file.is_file()}
    return {name for name in files if not name.startswith("tuf/")} - manifests(current)


def manifests(current: Path) -> set[str]:
    return {f"o/{one.name}" for one in (current / "o").iterdir() if one.read_bytes().startswith(b'{"edition"')}
