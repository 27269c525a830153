"""Earlier editions: kept whole as long as the policy says, brought back byte for byte, never against a withdrawal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamizdat.core.edition.paths import canonical_path
from tamizdat.core.trust.retractions import Retractions
from tamizdat.press.editions.retractions import read_retractions
from tamizdat.shell.errors import RefusedError
from tests.press.history import Archive, withdraw, write_secret
from tests.press.paper import MemoryNewsroom


@pytest.fixture
def newsroom() -> MemoryNewsroom:
    made = MemoryNewsroom(3)
    for _ in range(4):
        made.publish()
    return made


def retractions_of(archive: Archive) -> Retractions:
    press = archive.open()
    last = press.last_manifest()
    assert last
    return read_retractions(archive.home, press.memory, press.slots, last[1].edition)


def test_the_last_editions_are_kept_whole_and_of_older_ones_only_the_manifests(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path, keep=3)
    manifests = []
    for _ in range(6):
        newsroom.publish()
        archive.press(newsroom)
        manifests.append(archive.open().slots.current_manifest())
    assert list(archive.kept()) == [4, 5, 6]
    assert all(archive.walk(number)[1] == [] for number in (4, 5, 6))
    assert {name for name in manifests if name} <= archive.store_names()
    before = archive.store_names()
    assert archive.collect().removed == 0  # the press itself left nothing over
    assert archive.store_names() == before


def test_what_only_older_editions_have_leaves_the_store(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path, keep=2)
    newsroom.put("paper:en", {**newsroom.value("paper:en"), "tagline": "firstword"})
    archive.press(newsroom)
    newsroom.put("paper:en", {**newsroom.value("paper:en"), "tagline": "secondword"})
    archive.press(newsroom)
    assert archive.files_with(b"firstword")
    newsroom.publish()
    archive.press(newsroom)
    assert archive.files_with(b"firstword") == []
    assert archive.files_with(b"secondword")


def test_an_edition_comes_back_byte_for_byte_and_readers_take_it_as_newer(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    first = archive.press(newsroom)
    encodings = archive.kept()[1][1]
    for _ in range(3):
        newsroom.publish()
        newsroom._edit_headline()
        archive.press(newsroom)
    plan, report = archive.roll_back(1)
    assert (report.edition, report.map_root, report.pages) == (5, first.map_root, first.pages)
    assert archive.kept()[5] == (first.map_root, encodings)
    assert plan.gone and plan.changed and not (plan.stay or plan.left_out)
    assert archive.check() == ("current", ())
    assert (tmp_path / "editions" / "current" / "tuf" / "5.targets.json").exists()


def test_after_a_rollback_the_press_waits_for_a_change_or_for_a_person(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    first = archive.press(newsroom)
    newsroom.publish()
    second = archive.press(newsroom)
    archive.roll_back(1)
    loop = archive.press(newsroom, ends_rollback=False)
    assert (loop.is_new, loop.edition, loop.map_root) == (False, 3, first.map_root)
    person = archive.press(newsroom)
    assert (person.is_new, person.edition, person.map_root) == (True, 4, second.map_root)
    archive.roll_back(1)
    newsroom.publish()
    assert archive.press(newsroom, ends_rollback=False).is_new
    assert archive.check() == ("current", ())


def test_what_the_newsroom_holds_is_kept_through_any_number_of_rollbacks(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path, keep=1)
    archive.press(newsroom)
    archive.keep = 2
    newsroom.publish()
    second = archive.press(newsroom)
    archive.keep = 1
    archive.roll_back(1)
    for _ in range(3):
        archive.roll_back(archive.open().last_manifest()[1].edition)  # type: ignore[index]
    archive.collect()
    assert archive.press(newsroom).map_root == second.map_root
    assert archive.check() == ("current", ())


def test_a_withdrawn_article_leaves_every_kept_edition_and_does_not_come_back(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    public_id = write_secret(newsroom)
    path = canonical_path(newsroom.articles[public_id]["path"])
    archive.press(newsroom)
    for _ in range(3):
        newsroom.publish()
        archive.press(newsroom)
    assert archive.files_with(b"secretword")
    withdraw(newsroom, public_id)
    archive.press(newsroom)
    assert archive.files_with(b"secretword") == []
    assert list(archive.kept()) == [1, 2, 3, 4, 5, 6]
    entries, missing = archive.walk(3)
    assert path not in {entry.path for entry in entries}
    assert "/en/index.html" in missing
    assert retractions_of(archive).hold(path)
    plan, report = archive.roll_back(3)
    assert plan.left_out == 0 and "/en/index.html" in plan.stay
    assert archive.files_with(b"secretword") == []
    assert archive.check() == ("current", ())
    assert archive.walk(report.edition)[1] == []
    # The first was pressed before the article was: of it only lists are forgotten that machines read, in doubt.
    assert [one for one in archive.walk(1)[1] if not one.startswith(("/search/", "/sitemap/news-"))] == []


def test_a_rollback_waits_until_a_withdrawal_is_out(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    public_id = write_secret(newsroom)
    archive.press(newsroom)
    newsroom.publish()
    archive.press(newsroom)
    press = archive.open()
    withdraw(newsroom, public_id)
    from tamizdat.press.press_edition import Newsroom

    press._bring_in(Newsroom(newsroom.rows, ()), 3)  # killed here: the withdrawal is known, no edition shows it
    press.memory.close()
    with pytest.raises(RefusedError, match="withdrawn that no edition shows"):
        archive.roll_back(1)
    archive.press(newsroom)
    archive.roll_back(1)
    assert archive.files_with(b"secretword") == []


def test_published_again_a_path_is_no_longer_retracted(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    public_id = write_secret(newsroom)
    article = newsroom.articles[public_id]
    path = canonical_path(article["path"])
    archive.press(newsroom)
    withdraw(newsroom, public_id)
    archive.press(newsroom)
    assert retractions_of(archive).hold(path)
    newsroom.articles[public_id] = article
    newsroom.put(f"article:{public_id}", article)
    archive.press(newsroom)
    found = retractions_of(archive)
    assert not found.hold(path)
    assert [one.state for one in found.entries if one.edition == 3 and one.state == "published"]
    assert archive.check() == ("current", ())


def test_an_article_that_is_in_no_edition_now_is_forgotten_as_well(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    counters = newsroom.value("counters")
    public_id = write_secret(newsroom)
    archive.press(newsroom)
    archive.roll_back(1)
    withdraw(newsroom, public_id)
    newsroom.put("counters", counters)
    report = archive.press(newsroom)
    assert report.is_new and report.map_root == archive.first[1]  # not a page differs, but what is kept does
    assert archive.files_with(b"secretword") == []


def test_a_picture_with_the_bytes_of_another_is_forgotten_when_both_are_withdrawn(tmp_path: Path) -> None:
    from tamizdat.press.editions.mentions import keep_mentions
    from tamizdat.press.memory import open_memory
    from tamizdat.press.printed import Printed

    memory = open_memory(tmp_path / "press.sqlite3")
    file = ("/pictures/d.jpg", "d", 1, "image/jpeg", None, None)
    for name in ("one", "two", "one"):
        keep_mentions(memory, [Printed(f"picture:{name}", (), (file,), mentions=name)])
    assert memory.execute("SELECT ids FROM mentioned").fetchall() == [("one two",)]


def test_an_old_address_that_another_article_has_too_is_forgotten_with_its_own(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    first = newsroom.publish()
    hidden = write_secret(newsroom)
    for one in (first, hidden):
        newsroom.articles[one]["legacy"] = ["https://old.example/9/"]
        newsroom.put(f"article:{one}", newsroom.articles[one])
    archive.press(newsroom)
    assert archive.check() == ("current", ())
    withdraw(newsroom, hidden)
    archive.press(newsroom)
    assert archive.files_with(b"secretword") == []
    assert (tmp_path / "editions" / "current" / "9" / "index.html").exists()
    newsroom.articles[first]["legacy"] = []
    newsroom.put(f"article:{first}", newsroom.articles[first])
    archive.press(newsroom)
    assert archive.check() == ("current", ())


def test_a_path_that_changes_from_one_article_to_another_leaves_nothing_in_the_public_tree(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    one, other = sorted([newsroom.publish(), newsroom.publish()])
    for public_id in (other, one):  # the second one's page hides the first one's, which is printed still
        newsroom.articles[public_id]["legacy"] = ["https://old.example/9/"]
        newsroom.put(f"article:{public_id}", newsroom.articles[public_id])
        archive.press(newsroom)
    newsroom.publish()
    archive.press(newsroom)
    assert archive.check() == ("current", ())


def test_a_page_that_is_held_back_does_not_go_on_showing_what_is_withdrawn(
    tmp_path: Path, newsroom: MemoryNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    public_id = write_secret(newsroom)
    archive.press(newsroom)
    withdraw(newsroom, public_id)
    from tamizdat.pages import units

    def break_front(_rest: str, ask: object) -> None:
        ask("newest:latest:en")  # type: ignore[operator]
        raise ValueError("broken")

    monkeypatch.setitem(units.PRINTERS, "front", break_front)
    report = archive.press(newsroom)
    assert any(unit == "front:en" for unit, _ in report.held)
    assert archive.files_with(b"secretword") == []
    assert archive.check() == ("current", ())


def test_without_its_memory_the_press_keeps_what_is_whole(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    for _ in range(3):
        newsroom.publish()
        archive.press(newsroom)
    for file in (tmp_path / "press").glob("press.sqlite3*"):
        file.unlink()
    newsroom.publish()
    archive.press(newsroom)
    assert list(archive.kept()) == [1, 2, 3, 4]
    assert all(archive.walk(number)[1] == [] for number in range(1, 5))
    _, report = archive.roll_back(2)
    assert report.map_root == archive.first[2]


def test_without_its_memory_the_press_forgets_all_when_something_may_have_been_withdrawn(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    public_id = write_secret(newsroom)
    archive.press(newsroom)
    newsroom.publish()
    archive.press(newsroom)
    for file in (tmp_path / "press").glob("press.sqlite3*"):
        file.unlink()
    withdraw(newsroom, public_id)
    archive.press(newsroom)
    assert list(archive.kept()) == [3]
    assert archive.files_with(b"secretword") == []


def test_collecting_between_a_killed_press_and_the_next_takes_nothing_that_was_printed(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    newsroom.publish()
    press = archive.open()
    from tamizdat.press.press_edition import Newsroom

    press.history.begin()
    press._bring_in(Newsroom(newsroom.rows, ()), 2)  # killed here: printed, but in no edition
    press.memory.close()
    archive.collect()
    archive.press(newsroom)
    assert archive.check() == ("current", ())


def test_a_withdrawal_finds_what_a_killed_press_left_behind(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    public_id = write_secret(newsroom)
    press = archive.open()
    from tamizdat.press.press_edition import Newsroom

    press.history.begin()
    press._bring_in(Newsroom(newsroom.rows, ()), 2)  # killed here: printed, but in no edition
    press.memory.close()
    assert archive.files_with(b"secretword")
    withdraw(newsroom, public_id)
    archive.press(newsroom)
    assert archive.files_with(b"secretword") == []
