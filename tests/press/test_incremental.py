"""The press's master law: an edition made step by step equals one made from nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Newsroom, Press
from tamizdat.reading.check_folder import check_folder
from tamizdat.shell.home import Home
from tamizdat.shell.restored import Restored, write_restored
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import NOW, press


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2))])
def test_after_any_edits_the_edition_equals_a_clean_one(tmp_path: Path, seed: int) -> None:
    newsroom = MemoryNewsroom(seed)
    for _ in range(60):
        newsroom.publish()
    for batch in range(4):
        for _ in range(12):
            newsroom.edit()
        step = press(tmp_path / "step", newsroom)
        clean = press(tmp_path / f"clean{batch}", newsroom)
        assert not step.held
        assert step.map_root == clean.map_root
        assert step.pages == clean.pages


def test_nothing_changed_makes_no_edition(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    newsroom.publish()
    first, second = press(tmp_path, newsroom), press(tmp_path, newsroom)
    assert first.is_new and first.edition == 1
    assert not second.is_new and second.edition == 1
    assert (second.map_root, second.written, second.unchanged) == (first.map_root, 0, first.pages)


def test_without_its_memory_the_press_makes_the_same_map_and_counts_on(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    newsroom.publish()
    first = press(tmp_path, newsroom)
    (tmp_path / "press" / "press.sqlite3").unlink()
    again = press(tmp_path, newsroom)
    assert (again.map_root, again.edition, again.is_new) == (first.map_root, 1, False)
    newsroom.publish()
    assert press(tmp_path, newsroom).edition == 2


def test_one_new_article_rewrites_no_old_list_page(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(130):
        newsroom.publish()
    press(tmp_path, newsroom)
    old = (tmp_path / "editions" / "current" / "en" / "latest" / "1.html").stat().st_ino
    newsroom.publish()
    report = press(tmp_path, newsroom)
    assert (tmp_path / "editions" / "current" / "en" / "latest" / "1.html").stat().st_ino == old
    assert report.written <= 30


def test_a_standing_page_that_leads_the_front_shows_the_new_name_of_its_byline(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    newsroom.publish()
    page = newsroom.articles[newsroom.publish("en")]
    page.update(kind="page", places={}, section=None, topics=[])
    newsroom.put(f"article:{page['id']}", page)
    newsroom.put("front:en", {"language": "en", "lead": page["id"], "picks": []})
    press(tmp_path / "step", newsroom)
    byline = f"byline:{page['bylines'][0]}"
    newsroom.put(byline, {**newsroom.value(byline), "name": "Somebody Else"})
    step = press(tmp_path / "step", newsroom)
    assert b"Somebody Else" in (tmp_path / "step" / "editions" / "current" / "en" / "index.html").read_bytes()
    assert step.map_root == press(tmp_path / "clean", newsroom).map_root


def test_the_public_tree_is_whole(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(20):
        newsroom.publish()
    press(tmp_path, newsroom)
    check = check_folder(tmp_path / "editions" / "current", (tmp_path / "keys" / "1.root.json").read_bytes(), NOW)
    assert check.failures == ()
    assert check.verdict == "current"


def test_a_word_that_only_an_account_has_stops_the_edition(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    home = Home(tmp_path)
    press(tmp_path, newsroom)
    public_id = newsroom.publish()
    newsroom.articles[public_id]["headline"] = "Ask mira.k@lamp.example"
    newsroom.put(f"article:{public_id}", newsroom.articles[public_id])
    room = Newsroom(newsroom.rows, ["mira.k@lamp.example"])
    from tamizdat.press.leaks import LeakError

    with pytest.raises(LeakError, match=r"article:.*mira\.k@lamp\.example"):
        Press(home, open_memory(home.press / "press.sqlite3")).press(room, NOW)
    with pytest.raises(LeakError):  # and again: the search does not forget
        Press(home, open_memory(home.press / "press.sqlite3")).press(room, NOW)


def test_a_rebuilt_newsroom_counts_on_from_the_edition_it_came_from(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    newsroom.publish()
    lost = press(tmp_path / "lost", newsroom)
    tree = tmp_path / "lost" / "editions" / "current"
    (manifest,) = [file for file in (tree / "o").iterdir() if file.read_bytes().startswith(b'{"edition"')]
    home = Home(tmp_path / "rebuilt")
    write_restored(home.restored, Restored(manifest.read_text(), targets=7, snapshot=8, timestamp=9))
    found = press(home.folder, newsroom)
    assert (found.map_root, found.edition, found.is_new) == (lost.map_root, lost.edition + 1, True)
    assert sorted(file.name for file in (home.editions / "current" / "tuf").iterdir()) == [
        "1.root.json", "8.targets.json", "9.snapshot.json", "timestamp.json",
    ]  # fmt: skip


def test_a_withdrawn_article_is_nowhere_on_the_disk_after_the_next_edition(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom()
    for _ in range(5):
        newsroom.publish()
    public_id = newsroom.publish()
    newsroom.articles[public_id].update(headline="The secretword leaks out", slug="secretword", topics=[])
    newsroom.put(f"article:{public_id}", newsroom.articles[public_id])
    press(tmp_path, newsroom)
    newsroom.publish()
    press(tmp_path, newsroom)
    assert files_with(tmp_path / "editions", b"secretword")
    newsroom.put(f"article:{public_id}", None)
    press(tmp_path, newsroom)
    assert files_with(tmp_path / "editions", b"secretword") == []


def files_with(folder: Path, word: bytes) -> list[str]:
    """Files whose bytes, unpacked, hold this word."""
    unpack = {".gz": gzip.decompress, ".br": brotli.decompress}
    found = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return [file.name for file in found if word in unpack.get(file.suffix, bytes)(file.read_bytes())]
