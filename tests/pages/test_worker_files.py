"""What readers' browsers get besides pages: scripts that are small and whole, and words in the paper's languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from tamizdat.pages.output import Output
from tamizdat.pages.reader_words import LINES, MENU
from tamizdat.pages.scripts import JOINED, join_scripts
from tamizdat.pages.units import make_unit
from tests.pages.facts import Answers, make_paper, wire_size
from tests.pages.test_words import LANGUAGES

LONGEST = 14_000
READ_ON_EVERY_PAGE = 4_000
REFUSAL = (
    "refusal", "away_title", "away_text", "false_title", "false_text", "try_again", "other_addresses", "old_text",
    "old_try", "forget_text",
)  # fmt: skip


def printed(**settings: object) -> dict[str, Output]:
    facts = make_paper()
    facts["settings"] |= settings
    return {one.path: one for one in make_unit("static", Answers(facts))}


@pytest.mark.parametrize("name", ["worker.js", "check.js", "copy.js", "controls.js", "reader.js", "worker.json"])
def test_each_arrives_before_the_connection_is_cut(name: str) -> None:
    assert wire_size(printed()[f"/{name}"]) <= LONGEST


def test_the_script_of_every_page_is_a_third_of_a_page() -> None:
    assert wire_size(printed()["/reader.js"]) <= READ_ON_EVERY_PAGE


@pytest.mark.parametrize("name", sorted(JOINED))
def test_a_joined_script_is_one_classic_script_and_the_same_each_time(name: str, tmp_path: Path) -> None:
    script = printed()[f"/{name}"].data.decode()
    assert not re.search(r"^(import |export )", script, re.MULTILINE) and "import.meta" not in script
    assert script == join_scripts.__wrapped__(*JOINED[name])
    if node := shutil.which("node"):
        (tmp_path / "joined.cjs").write_text(script)
        subprocess.run([node, "--check", tmp_path / "joined.cjs"], check=True, capture_output=True)


def test_a_joined_script_has_everything_that_its_parts_import() -> None:
    for parts in JOINED.values():
        for part in parts:
            text = (files("tamizdat.pages") / "assets" / part).read_text(encoding="utf-8")
            assert set(re.findall(r'^import .* from "\./(.+?)";', text, re.MULTILINE)) <= set(parts), part


@pytest.mark.parametrize("name", ["reader.js", "controls.js", "refusal.js"])
def test_scripts_of_pages_run_in_browsers_that_know_nothing_new(name: str) -> None:
    text = (files("tamizdat.pages") / "assets" / name).read_text(encoding="utf-8")
    code = re.sub(r"//.*|/\*.*?\*/", "", text)
    assert not re.search(r"=>|\b(?:const|let|class|async|await)\b|`|\?\.|\?\?", code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_itself_what_was_checked_and_why_nothing_is_shown(language: str) -> None:
    own = tomllib.loads((files("tamizdat.pages") / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    assert {*LINES, *MENU, *REFUSAL, "line_unchecked", "banner", "check_copy"} <= set(own)


def test_the_worker_holds_the_words_of_all_languages_so_that_none_tells_which_is_read() -> None:
    value = json.loads(printed(languages=["en", "fa"])["/worker.json"].data)
    assert set(value["languages"]) == {"en", "fa"} and value["primary"] == "en"
    assert 'dir="rtl"' in value["languages"]["fa"]["page"]
    for one in value["languages"].values():
        assert set(re.findall(r"\{(\w+)\}", one["page"])) == {"said", "ways", "kept", "old"}


def test_a_paper_in_fifteen_languages_still_has_words_that_arrive() -> None:
    output = printed(languages=["en", *(one for one in LANGUAGES if one != "en")])["/worker.json"]
    assert wire_size(output) <= LONGEST and len(json.loads(output.data)["languages"]) >= 10


@pytest.mark.parametrize("choice", ["ask", "off"])
def test_the_newsroom_decides_whether_browsers_take_the_worker(choice: str) -> None:
    assert b'WORKER = "auto"' in printed()["/reader.js"].data
    assert f'WORKER = "{choice}"'.encode() in printed(reader_worker=choice)["/reader.js"].data


def test_the_banner_of_copies_keeps_its_format() -> None:
    banner, words = make_unit("copy:fa", Answers(make_paper("fa")))
    value = json.loads(banner.data)
    assert banner.path == "/copy/fa.json" and words.path == "/words/fa.json"
    assert set(value) == {"banner", "banner_without_address", "format", "language"}
    assert value["format"] == "tamizdat-copy-v1" and "<script" not in banner.data.decode()
    assert set(re.findall(r"\{(\w+)\}", value["banner"])) == {"edition", "date", "time", "address", "page"}
    assert set(re.findall(r"\{(\w+)\}", value["banner_without_address"])) == {"edition", "date", "time"}
