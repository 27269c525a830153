"""What the press puts into an index, a reader's browser finds there: both cut words alike, to the letter."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tamizdat.pages.search.endings import endings_of
from tamizdat.pages.search.shards import LARGEST, shards
from tamizdat.pages.search.words import bucket, terms
from tests.vectors.search_cases import Case, all_cases
from tests.vectors.sides import ASSETS, HERE

FILE = HERE / "search.json"


def to_text(cases: list[Case]) -> str:
    """One case a line, so that a change of one is a change of one line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in cases)
    return f"[\n{lines}\n]\n"


def run_javascript(cases: list[Case], folder: Path) -> list[Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, so the script of the search page was not run.")
    folder.mkdir(exist_ok=True)
    for file in (*ASSETS.glob("search*.js"), HERE / "run_search.mjs"):
        shutil.copy(file, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    lines = "".join(json.dumps(one) + "\n" for one in cases)
    command = [node, str(folder / "run_search.mjs"), str(folder)]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_python_gives_every_answer_as_it_is_written_down() -> None:
    """Format 1 never changes: a change of this file is a change of the format, and of every reader's page."""
    assert FILE.read_text(encoding="utf-8") == to_text(all_cases())


def test_javascript_gives_every_answer(tmp_path: Path) -> None:
    cases = json.loads(FILE.read_text(encoding="utf-8"))
    for case, result in zip(cases, run_javascript(cases, tmp_path), strict=True):
        assert result == case["expect"], {**case, "files": "…"}


def random_text(chance: random.Random) -> str:
    """Letters, signs and marks of many scripts, in no order that a person would write."""
    blocks = [(0x20, 0x17F), (0x300, 0x52F), (0x5D0, 0x6FF), (0xE01, 0xE4E), (0x1000, 0x109F), (0x2000, 0x206F),
              (0x3040, 0x30FF), (0x4E00, 0x4E40), (0xAC00, 0xAC40), (0x1780, 0x17DD), (0x1F600, 0x1F620)]  # fmt: skip
    letters = [chr(chance.randint(*chance.choice(blocks))) for _ in range(chance.randrange(60))]
    return "".join(one + (" " if chance.random() < 0.2 else "") for one in letters)


def test_both_cut_whatever_may_be_written_alike(tmp_path: Path) -> None:
    chance = random.Random(5)
    languages = ("en", "ru", "fa", "ar", "tr", "my", "zh")
    cases: list[Case] = [
        {"kind": "terms", "text": random_text(chance), "language": languages[number % len(languages)]}
        for number in range(3_000)
    ]
    for one in cases:
        one["endings"] = endings_of(one["language"]).value()
    for case, result in zip(cases, run_javascript(cases, tmp_path), strict=True):
        found = terms(case["text"], endings_of(case["language"]))
        assert result["terms"] == found, ascii(case["text"])
        assert result["buckets"] == [bucket(one, 7) for one in found]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "министр министра министром министры министров"),
        ("ru", "ещё еще"),
        ("ru", "правительство правительства правительством"),
        ("uk", "міністр міністра міністрами"),
        ("fa", "کتاب کتابها کتاب‌ها كتابهاي کِتاب"),
        ("ar", "مدرسة المدرسة والمدرسة"),
        ("en", "vote votes voted voting"),
        ("en", "story stories"),
        ("de", "Häuser hausern"),
        ("tr", "İSTANBUL istanbul"),
        ("fr", "État etats"),
        ("eo", "leĝo leĝojn"),
    ],
)
def test_one_form_of_a_word_finds_the_others(language: str, forms: str) -> None:
    assert len({tuple(terms(one, endings_of(language))) for one in forms.split()}) == 1


def test_chinese_is_found_by_any_two_signs_that_stand_together() -> None:
    endings = endings_of("zh")
    assert set(terms("民主社會", endings, asked=True)) <= set(terms("我們的民主社會。", endings))
    assert not set(terms("主民", endings, asked=True)) & set(terms("我們的民主社會。", endings))


def test_all_words_that_begin_alike_lie_in_one_shard_and_coarser_shards_tell_no_more() -> None:
    words = [one for text in ("предатель предать предел предлог", "水泵 水 水井") for one in text.split()]
    for bits in range(8):
        assert len({bucket(one, bits) for one in words[:4]}) == len({bucket(one, bits) for one in words[4:]}) == 1
        assert bucket(words[0], bits) == bucket(words[0], 7) & ((1 << bits) - 1)


def test_no_file_of_an_index_is_larger_than_arrives_whole() -> None:
    full = {f"{first}{second}": list(range(0, 25_600, 2)) for first in "abcde" for second in range(4)}
    for parts in shards(full, 0, 1):
        assert len(parts) > 1
        assert all(len(one) <= LARGEST + 10 and one[0] == len(parts) for one in parts)


if __name__ == "__main__":
    FILE.write_text(to_text(all_cases()), encoding="utf-8")
