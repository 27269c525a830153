"""``tamizdat edition``: what a person and a machine are told, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tamizdat.press.editions import command as edition_command
from tamizdat.press.editions.command import edition
from tamizdat.shell.errors import RefusedError
from tests.press.history import Archive, withdraw, write_secret
from tests.press.paper import MemoryNewsroom


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, MemoryNewsroom]:
    """Six editions, three of them kept; in the fifth something is withdrawn."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "tamizdat.toml").write_text(
        '[newsroom]\nname = "The Lamp"\nlanguages = ["en", "fa"]\n[history]\nkeep = 4\n', encoding="utf-8"
    )
    archive, newsroom = Archive(folder, keep=4), MemoryNewsroom(5)
    for _ in range(5):
        newsroom.publish()
    secret = write_secret(newsroom)
    for step in range(6):
        newsroom.publish()
        if step == 4:
            withdraw(newsroom, secret)
        archive.press(newsroom)
    return archive, newsroom


@pytest.fixture(autouse=True)
def no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_command, "refuse_unpressed_withdrawals", lambda _home: None)


def run(archive: Archive, *arguments: str, answer: str = "") -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(
        edition, [*arguments, "--home", str(archive.home.folder)], input=answer
    )


def test_the_list_says_what_is_kept(told: tuple[Archive, MemoryNewsroom]) -> None:
    found = json.loads(run(told[0], "list", "--json").output)["editions"]
    assert [one["edition"] for one in found] == [6, 5, 4, 3, 2, 1]
    assert [one["kept"] for one in found] == [True, True, True, True, False, False]
    assert all(one["written"] > 0 and one["bytes"] > 0 for one in found)
    text = run(told[0], "list").output
    assert max(map(len, text.splitlines())) <= 80
    assert "current" in text and "whole" in text and "manifest" in text


def test_the_list_is_there_when_the_press_has_lost_its_memory(told: tuple[Archive, MemoryNewsroom]) -> None:
    memory = told[0].home.press
    memory.rename(memory.with_name("lost"))
    try:
        found = json.loads(run(told[0], "list", "--json").output)["editions"]
    finally:
        for file in memory.glob("*"):
            file.unlink()
        memory.rmdir()
        memory.with_name("lost").rename(memory)
    assert [(one["edition"], one["kept"], one["written"]) for one in found][1:3] == [(5, True, None), (4, True, None)]


def test_an_edition_is_shown_with_what_it_lost(told: tuple[Archive, MemoryNewsroom]) -> None:
    old = json.loads(run(told[0], "show", "4", "--json").output)
    assert old["withdrawn_since"] > 0 and "/en/index.html" in old["missing"]
    assert not any("secretword" in path for path in old["missing"])
    new = json.loads(run(told[0], "show", "5", "--json").output)
    assert (new["withdrawn_since"], new["missing"]) == (0, []) and new["total_bytes"] > new["bytes"]
    assert "only its manifest is kept" in run(told[0], "show", "1").output.lower()
    assert "Kept, but for what was withdrawn since" in run(told[0], "show", "4").output
    assert isinstance(run(told[0], "show", "7").exception, RefusedError)
    assert run(told[0], "show", "0").exit_code == 2


def test_two_editions_are_compared(told: tuple[Archive, MemoryNewsroom]) -> None:
    lines = [json.loads(line) for line in run(told[0], "diff", "5", "6", "--json").output.splitlines()]
    assert {"added", "changed"} <= {one["change"] for one in lines}
    assert all((one["was"] is None) == (one["change"] == "added") for one in lines)
    text = run(told[0], "diff", "5", "6").output
    assert max(map(len, text.splitlines())) <= 80
    assert f"{sum(one['change'] == 'added' for one in lines)} added" in text
    assert "Nothing differs" in run(told[0], "diff", "6", "6").output
    refused = run(told[0], "diff", "1", "6").exception
    assert isinstance(refused, RefusedError) and "Whole are 3 to 6" in str(refused)


def test_a_rollback_says_what_it_would_do_and_asks(told: tuple[Archive, MemoryNewsroom]) -> None:
    said = run(told[0], "rollback", "5", answer="n\n")
    assert said.exit_code == 1 and "would have the pages of 5" in said.output and "Bring it back?" in said.output
    assert told[0].open().last_manifest()[1].edition == 6  # type: ignore[index]
    assert run(told[0], "rollback", "5", "--json").exit_code == 2
    assert isinstance(run(told[0], "rollback", "2", "--yes").exception, RefusedError)


def test_nothing_comes_back_when_somebody_was_hidden_while_it_asked(
    told: tuple[Archive, MemoryNewsroom], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(home: object) -> None:
        asked.append(home)
        if len(asked) > 1:
            raise RefusedError("no edition shows it yet")

    monkeypatch.setattr(edition_command, "refuse_unpressed_withdrawals", refuse)
    assert "no edition shows it yet" in str(run(told[0], "rollback", "5", answer="y\n").exception)
    assert told[0].open().last_manifest()[1].edition == 6  # type: ignore[index]


def test_a_rollback_is_done_and_says_what_comes_next(told: tuple[Archive, MemoryNewsroom]) -> None:
    said = run(told[0], "rollback", "5", answer="y\n")
    assert said.exit_code == 0, said.exception
    assert "Edition 7 is out" in said.output and "The newsroom was not rolled back." in said.output
    assert told[0].open().last_manifest()[1].map_root == told[0].first[5]  # type: ignore[index]
    found = json.loads(run(told[0], "list", "--json").output)["editions"]
    assert (found[0]["rolled_back_to"], found[1]["rolled_back_to"]) == (5, None)
    again = json.loads(run(told[0], "rollback", "6", "--yes", "--json").output)
    assert (again["edition"], again["rolled_back_to"], again["left_out"]) == (8, 6, 0)


def test_gc_counts_before_it_removes(told: tuple[Archive, MemoryNewsroom]) -> None:
    archive = told[0]
    run(archive, "gc")  # branches of maps that were cut live on until their edition is not kept any more
    archive.open().store.write("ab" * 32, b"nobody knows me")
    (archive.home.editions / "objects" / "ab" / f"{'ab' * 32}.123.part").write_bytes(b"half")
    before = archive.store_names()
    counted = json.loads(run(archive, "gc", "--dry-run", "--json").output)
    assert (counted["removed"], counted["dry_run"]) == (2, True) and archive.store_names() == before
    assert "2 files would be removed" in run(archive, "gc", "--dry-run").output
    assert "2 files removed" in run(archive, "gc").output
    assert archive.store_names() == {name for name in before if not name.startswith("ab" * 32)}
    assert archive.check()[0] in ("current", "stale")


def test_a_home_without_an_edition_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "x"\nlanguages = ["en"]\n', encoding="utf-8")
    for arguments in (("list",), ("show", "1"), ("diff", "1", "2"), ("gc",), ("rollback", "1", "--yes")):
        assert isinstance(run(Archive(tmp_path), *arguments).exception, RefusedError), arguments
