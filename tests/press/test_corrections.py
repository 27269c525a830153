"""Corrections in editions: lines that stay, words that go, and pages that kept editions must forget."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from tamizdat.mirrors.answer import Answer, Request, answer
from tamizdat.mirrors.tree import PublicTree
from tamizdat.press.editions.mentions import is_unfinished
from tamizdat.press.press_edition import Newsroom, PressReport
from tamizdat.project.command_line import rooms
from tamizdat.shell.errors import RefusedError
from tests.press.history import Archive
from tests.press.paper import MemoryNewsroom
from tests.press.test_history import retractions_of

SECRET = "Marguerite"
APPEAL = {
    "id": "appealaaaaaaa", "place": "notice", "priority": 20, "title": "A word", "html": "<p>Write to us.</p>",
    "link": "", "signed": "", "sections": [], "not_sections": [], "most": 0, "days": 0, "meter": "", "until": None,
}  # fmt: skip


@pytest.fixture
def newsroom() -> MemoryNewsroom:
    made = MemoryNewsroom(5)
    for _ in range(3):
        made.publish()
    return made


@pytest.fixture
def corrected(newsroom: MemoryNewsroom) -> str:
    """The id of an article with a correction that names somebody, between two others."""
    first, second, third = sorted(newsroom.articles)
    newsroom.correct(first, "The tide was high.")
    newsroom.correct(second, f"It was {SECRET}.")
    newsroom.correct(third, "The rope was green.")
    return second


def page(archive: Archive, path: str) -> str:
    return (archive.home.public_tree / path).read_text(encoding="utf-8")


def check(*args: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(rooms, ["corrections", *map(str, args)], catch_exceptions=True)
    return result.exit_code, result.output + str(result.exception or "")


def test_corrections_stand_on_their_page_in_feeds_and_on_the_article(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str
) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    listed = page(archive, "en/corrections/index.html")
    assert SECRET in listed and listed.index("rope was green") < listed.index(SECRET)
    path = newsroom.articles[corrected]["path"]
    for where in (path[1:], "en/feed.xml", "facts/corrections/en/1.jsonl"):
        assert SECRET in page(archive, where), where
    assert '"correction":["It was Marguerite."]' in page(archive, path[1:])
    assert 'href="../../en/corrections/index.html"' in page(archive, "en/ways/index.html")
    code, said = check(archive.home.public_tree)
    assert code == 0 and "Corrections (en): 3 lines; the last is " in said


def test_a_new_correction_leaves_old_pages_of_corrections_alone(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive, one = Archive(tmp_path), sorted(newsroom.articles)[0]
    for number in range(25):
        newsroom.correct(one, f"Thing {number}.")
    archive.press(newsroom)
    old = [page(archive, path) for path in ("en/corrections/1.html", "facts/corrections/en/1.jsonl")]
    newsroom.correct(sorted(newsroom.articles)[1], "Another thing.")
    archive.press(newsroom)
    assert [page(archive, path) for path in ("en/corrections/1.html", "facts/corrections/en/1.jsonl")] == old
    assert "Another thing." in page(archive, "en/corrections/2.html")


def test_words_are_forgotten_everywhere_and_the_chain_still_holds(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str
) -> None:
    archive = Archive(tmp_path / "home")
    archive.press(newsroom)
    shutil.copytree(archive.home.public_tree, tmp_path / "older")
    assert archive.files_with(SECRET.encode())
    newsroom.put("correction:en/2", {**newsroom.value("correction:en/2"), "opening": None})
    del newsroom.articles[corrected]
    newsroom._write(corrected)
    archive.press(newsroom)
    assert archive.files_with(SECRET.encode()) == []
    code, said = check(archive.home.public_tree, "--against", tmp_path / "older")
    assert code == 0 and "the words of 1 withdrawn" in said and "3 lines of the older edition" in said
    assert "were withdrawn" in page(archive, "en/corrections/index.html")


def test_what_was_withdrawn_is_answered_with_a_notice_and_never_a_reason(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str
) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    path = newsroom.articles[corrected]["path"]
    kept = newsroom.articles[corrected]
    assert ask(archive, path).status == 200 and ask(archive, "/en/never.html").status == 404
    del newsroom.articles[corrected]
    newsroom._write(corrected)
    archive.press(newsroom)
    given = ask(archive, path)
    assert given.status == 410 and given.found and given.found.data
    assert b"withdrawn by the newsroom" in given.found.data
    assert ask(archive, "/en/never.html").status == 404
    newsroom.articles[corrected] = kept
    newsroom._write(corrected)
    archive.press(newsroom)
    assert ask(archive, path).status == 200


def ask(archive: Archive, path: str) -> Answer:
    return answer(PublicTree(archive.home.public_tree), Request("GET", path))


def test_a_line_that_was_published_cannot_be_changed_or_taken_away(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str
) -> None:
    archive = Archive(tmp_path)
    archive.press(newsroom)
    line = newsroom.value("correction:en/2")
    for other in (
        None,
        {**line, "opening": {**line["opening"], "html": "It was nobody."}},
        {**line, "day": "2026-08-03"},
    ):
        newsroom.put("correction:en/2", other)
        with pytest.raises(RefusedError, match=r"correction:en/2.*No edition was made"):
            archive.press(newsroom)
        newsroom.put("correction:en/2", line)
    newsroom.publish()
    assert archive.press(newsroom).is_new


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("It was Marguerite.", "It was nobody.", "not those that it was made with"),
        ('"day":"2026-08-02","language":"en","number":2', '"day":"2026-08-01","language":"en","number":2', "3 of the"),
        ('{"name":"correction:en/2"', None, "Line 2 of the corrections is missing"),
    ],
)
def test_an_old_line_that_somebody_edited_or_removed_is_found(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str, old: str, new: str | None, said: str
) -> None:
    archive = Archive(tmp_path / "home")
    archive.press(newsroom)
    shutil.copytree(archive.home.public_tree, tmp_path / "copy")
    file = tmp_path / "copy" / "facts" / "corrections" / "en" / "1.jsonl"
    lines = [one.replace(old, new) if new else one for one in file.read_text().splitlines() if new or old not in one]
    file.unlink()
    file.write_text("\n".join(lines) + "\n")
    code, output = check(tmp_path / "copy")
    assert code == 1 and said in output
    assert check(archive.home.public_tree)[0] == 0


def test_a_chain_that_ends_earlier_than_it_did_is_found_by_whoever_kept_an_edition(
    tmp_path: Path, newsroom: MemoryNewsroom, corrected: str
) -> None:
    archive = Archive(tmp_path / "home")
    archive.press(newsroom)
    shutil.copytree(archive.home.public_tree, tmp_path / "copy")
    file = tmp_path / "copy" / "facts" / "corrections" / "en" / "1.jsonl"
    lines = file.read_text().splitlines()[:2]
    file.unlink()
    file.write_text("\n".join(lines) + "\n")
    assert check(tmp_path / "copy")[0] == 0
    code, output = check(tmp_path / "copy", "--against", archive.home.public_tree)
    assert code == 1 and "correction:en/3 was published before and is gone" in output


def reword(archive: Archive, newsroom: MemoryNewsroom, *ids: str, ends_rollback: bool = True) -> PressReport:
    """Press with the newsroom's word that what was printed of these must be forgotten."""
    press = archive.open()
    with closing(press.memory):
        told = [(number, one) for number, one in enumerate(ids, 1)]
        room = Newsroom(newsroom.rows, (), reworded_after=lambda seen: [one for one in told if one[0] > seen])
        return press.press(room, archive.now, ends_rollback=ends_rollback)


def test_a_name_that_was_hidden_leaves_every_kept_edition_while_its_article_stays(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive, one = Archive(tmp_path), sorted(newsroom.articles)[1]
    article = newsroom.articles[one]
    article["headline"], article["body"] = f"{SECRET} spoke", [{"type": "text", "html": f"<p>{SECRET} spoke.</p>"}]
    byline = newsroom.value(f"byline:{article['bylines'][0]}")
    newsroom.put(f"byline:{byline['id']}", {**byline, "name": SECRET})
    newsroom._write(one)
    archive.press(newsroom)
    newsroom.publish()
    archive.press(newsroom)
    assert archive.files_with(SECRET.encode())
    article["headline"], article["body"] = "K. Tar spoke", [{"type": "text", "html": "<p>K. Tar spoke.</p>"}]
    newsroom.put(f"byline:{byline['id']}", {**byline, "name": "K. Tar"})
    newsroom._write(one)
    signed = [key for key, value in newsroom.articles.items() if byline["id"] in value["bylines"]]
    reword(archive, newsroom, one, byline["id"], *signed)
    assert archive.files_with(SECRET.encode()) == []
    assert ask(archive, article["path"]).status == 200
    assert "K. Tar spoke" in page(archive, article["path"][1:])
    assert_nothing_older(archive, 3)


def assert_nothing_older(archive: Archive, number: int) -> None:
    """This edition is whole, and of those before nothing but manifests can be had."""
    assert archive.files_with(SECRET.encode()) == []
    assert list(archive.kept()) == [number] and archive.walk(number)[1] == []
    assert archive.check() == ("current", ())
    with pytest.raises(RefusedError, match="since a person was hidden"):
        archive.roll_back(1)


def named_once(archive: Archive, newsroom: MemoryNewsroom) -> None:
    """Edition 1 names somebody; the editor took that out by hand for edition 2."""
    article = newsroom.articles[sorted(newsroom.articles)[1]]
    article["body"] = [{"type": "text", "html": f"<p>{SECRET} spoke.</p>"}]
    newsroom._write(article["id"])
    archive.press(newsroom)
    article["body"] = [{"type": "text", "html": "<p>A witness spoke.</p>"}]
    newsroom._write(article["id"])
    archive.press(newsroom)
    assert archive.files_with(SECRET.encode())


def test_a_name_that_was_taken_out_by_hand_before_somebody_hid_it_is_forgotten_too(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive = Archive(tmp_path)
    named_once(archive, newsroom)
    assert reword(archive, newsroom, "").is_new  # nothing that the newsroom holds now had the name
    assert_nothing_older(archive, 3)
    listed = retractions_of(archive)
    assert listed.hidden_since(2) and not listed.hidden_since(3)
    assert not archive.press(newsroom).is_new


def test_a_rollback_that_shows_the_name_ends_when_somebody_hides_it(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    archive = Archive(tmp_path)
    named_once(archive, newsroom)
    archive.roll_back(1)
    assert reword(archive, newsroom, "", ends_rollback=False).is_new
    assert_nothing_older(archive, 4)


def test_a_name_leaves_the_masthead_sections_and_appeals_of_kept_editions(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive, paper = Archive(tmp_path), newsroom.value("paper:en")
    section = newsroom.value(f"section:{paper['sections'][0]}")
    newsroom.put("campaign:en", {"language": "en", "appeals": [{**APPEAL, "html": f"<p>Write to {SECRET}.</p>"}]})
    newsroom.put("paper:en", {**paper, "tagline": f"{SECRET}, editor", "support": {"title": SECRET, "html": SECRET}})
    newsroom.put(f"section:{section['id']}", {**section, "description": f"By {SECRET}."})
    archive.press(newsroom)
    assert len(archive.files_with(SECRET.encode())) > 4
    newsroom.put("campaign:en", {"language": "en", "appeals": [APPEAL]})
    newsroom.put("paper:en", paper)
    newsroom.put(f"section:{section['id']}", section)
    archive.press(newsroom)
    assert archive.files_with(SECRET.encode())
    reword(archive, newsroom, "")
    assert_nothing_older(archive, 3)


def test_a_page_that_is_held_back_does_not_go_on_showing_who_was_hidden(
    tmp_path: Path, newsroom: MemoryNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tamizdat.pages import units

    archive, paper = Archive(tmp_path), newsroom.value("paper:en")
    newsroom.put("paper:en", {**paper, "support": {"title": SECRET, "html": SECRET}})
    archive.press(newsroom)

    def broken(_rest: str, ask: object) -> None:
        ask("paper:en")  # type: ignore[operator]
        raise ValueError("broken")

    monkeypatch.setitem(units.PRINTERS, "support", broken)
    newsroom.put("paper:en", paper)
    assert any(unit == "support:en" for unit, _ in archive.press(newsroom).held)
    assert archive.files_with(SECRET.encode())
    reword(archive, newsroom, "")
    assert archive.files_with(SECRET.encode()) == []


def test_killed_before_it_forgot_the_next_press_forgets(
    tmp_path: Path, newsroom: MemoryNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    named_once(archive, newsroom)
    with monkeypatch.context() as patch:
        patch.setattr("tamizdat.press.press_edition.forget", killed)
        with pytest.raises(KeyboardInterrupt):
            reword(archive, newsroom, "")
    assert archive.files_with(SECRET.encode()) and owes(archive)
    assert not archive.press(newsroom).is_new
    assert_nothing_older(archive, 3)
    assert not owes(archive)


def owes(archive: Archive) -> bool:
    """Does the press know that it has something to do?"""
    press = archive.open()
    with closing(press.memory):
        return is_unfinished(press.memory)


def test_killed_before_there_was_an_edition_the_next_press_ends_the_rollback(
    tmp_path: Path, newsroom: MemoryNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    named_once(archive, newsroom)
    archive.roll_back(1)
    with monkeypatch.context() as patch:
        patch.setattr("tamizdat.press.press_edition.take_snapshot", killed)
        with pytest.raises(KeyboardInterrupt):
            reword(archive, newsroom, "", ends_rollback=False)
    assert owes(archive)
    assert archive.press(newsroom, ends_rollback=False).is_new
    assert_nothing_older(archive, 4)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_without_the_word_of_the_newsroom_an_edit_changes_the_next_edition_alone(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive, one = Archive(tmp_path), sorted(newsroom.articles)[1]
    newsroom.articles[one]["headline"] = SECRET
    newsroom._write(one)
    archive.press(newsroom)
    newsroom.articles[one]["headline"] = "K. Tar"
    newsroom._write(one)
    archive.press(newsroom)
    assert archive.files_with(SECRET.encode())


def test_a_copy_from_before_a_name_was_hidden_says_so_to_whoever_restores_it(
    tmp_path: Path, newsroom: MemoryNewsroom
) -> None:
    archive, one = Archive(tmp_path), sorted(newsroom.articles)[1]
    archive.press(newsroom)
    newsroom.articles[one]["headline"] = "K. Tar"
    newsroom._write(one)
    reword(archive, newsroom, one)
    listed = retractions_of(archive)
    assert listed.reworded_since(one, 1) and not listed.reworded_since(one, 2)
    assert not listed.reworded_since(sorted(newsroom.articles)[0], 1)
