"""Why a page was made again, and why it was not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tamizdat.project.press_command import press as press_command
from tamizdat.shell.home import Home
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import press


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(press_command, ["--home", str(folder), *arguments])


def told(folder: Path, *arguments: str) -> dict[str, object]:
    return json.loads(ask(folder, *arguments, "--json").stdout)


def article(newsroom: MemoryNewsroom, number: int) -> dict:
    return newsroom.articles[f"a{number}".ljust(13, "z")]


@pytest.fixture
def newsroom(tmp_path: Path) -> MemoryNewsroom:
    made = MemoryNewsroom()
    for _ in range(3):
        made.publish()
    press(tmp_path, made)
    return made


def test_a_new_page_is_new(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    path = article(newsroom, 1)["path"]
    assert told(tmp_path, "--explain", path)["because"] == []
    assert "made for edition 1: it was new" in ask(tmp_path, "--explain", path).stdout


def test_a_renamed_topic_is_the_reason_and_the_only_one(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    topic = article(newsroom, 1)["topics"][0]
    newsroom.put(f"topic:{topic}", {**newsroom.value(f"topic:{topic}"), "name": "Night ferries"})
    press(tmp_path, newsroom)
    why = told(tmp_path, "--explain", article(newsroom, 1)["path"])
    assert why["because"] == [{"fact": f"topic:{topic}", "changed_for_edition": 2}]
    assert (why["made_for_edition"], why["changed_in_edition"]) == (2, 2)
    said = ask(tmp_path, "--explain", article(newsroom, 1)["path"]).stdout
    assert "made again for edition 2" in said and "the topic “Night ferries”" in said


def test_a_page_that_read_nothing_new_was_left_alone(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    one, other = article(newsroom, 1), article(newsroom, 2)
    one["headline"] = "The crane came down"
    one["related"] = other["related"] = []
    newsroom.put(f"article:{one['id']}", one)
    press(tmp_path, newsroom)
    support = told(tmp_path, "--why-not", "/en/support/")
    assert (support["made_for_edition"], support["latest_edition"]) == (1, 2)
    assert {read["changed_for_edition"] for read in support["reads"]} <= {0, 1}
    said = ask(tmp_path, "--why-not", "/en/support/index.html").stdout
    assert "last made for edition 1; the latest is 2" in said
    assert "was made for the latest edition, 2" in ask(tmp_path, "--why-not", one["path"]).stdout


def test_a_place_that_was_left_is_the_reason_of_the_articles_after_it(tmp_path: Path) -> None:
    newsroom = MemoryNewsroom(languages=("en",))
    for _ in range(30):
        newsroom.publish()
    first = article(newsroom, 1)
    topic = f"topic:{first['topics'][0]}"
    later = [one for one in newsroom.articles.values() if topic in one["places"] and one is not first]
    press(tmp_path, newsroom)
    newsroom.put(f"article:{first['id']}", None)
    press(tmp_path, newsroom)
    why = told(tmp_path, "--explain", later[0]["path"])
    assert f"before:{topic}/1" in {one["fact"] for one in why["because"]}


def test_a_path_that_no_page_has_is_refused_and_a_near_one_named(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    asked = ask(tmp_path, "--explain", "/en/2026/03/story.html")
    assert asked.exit_code == 1 and "has no page /en/2026/03/story.html" in str(asked.exception)
    assert "Near it is /en/" in str(asked.exception)


def test_before_the_first_press_there_is_nothing_to_explain(tmp_path: Path) -> None:
    asked = ask(tmp_path, "--explain", "/index.html")
    assert asked.exit_code == 1 and "Nothing was pressed" in str(asked.exception)


def test_two_questions_at_once_are_wrong_usage(tmp_path: Path) -> None:
    assert ask(tmp_path, "--explain", "/a", "--why-not", "/b").exit_code == 2


def test_a_page_of_a_home_is_found_by_its_address_too(tmp_path: Path, newsroom: MemoryNewsroom) -> None:
    path = article(newsroom, 1)["path"]
    assert told(tmp_path, "--explain", f"https://lamp.example{path}")["path"] == path
    assert Home(tmp_path).press.exists()
