"""Languages: their words, directions, dates."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest

from tamizdat.pages import dates
from tamizdat.pages.languages import direction, own_name, style_of
from tamizdat.pages.words import plain_words, words_of

FOLDER = files("tamizdat.pages") / "words"
LANGUAGES = sorted(one.name.removesuffix(".toml") for one in FOLDER.iterdir() if one.name.endswith(".toml"))
ENGLISH = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_only_what_english_says_with_the_same_gaps(language: str) -> None:
    words = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(words) <= set(ENGLISH)
    for name, word in words.items():
        assert set(re.findall(r"\{\w+\}", word)) == set(re.findall(r"\{\w+\}", ENGLISH[name])), name


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_paper_is_complete_in_its_first_languages(language: str) -> None:
    words = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(words) == set(ENGLISH)


def test_a_language_without_words_speaks_english() -> None:
    assert words_of("ga")["read_more"] == "Read more"
    assert plain_words("zh-Hant-TW")["read_more"] == "延伸阅读"


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi", "ug", "sd", "az-Arab"])
def test_these_are_written_from_right_to_left(language: str) -> None:
    assert direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "ru", "uk", "zh", "ja", "my", "eo", "az", "ku", "uz-Latn", "ug-Latn"])
def test_and_these_from_left_to_right(language: str) -> None:
    assert direction(language) == "ltr"


def test_a_day_is_that_of_the_papers_own_time_zone() -> None:
    assert dates.day("2026-03-01T23:30:00Z", "en", "Europe/Riga") == "March 2, 2026"
    moment = dates.day_and_time("2026-07-01T09:30:00Z", "ru", "Europe/Riga")
    assert " ".join(moment.split()) == "1 июля 2026 г., 12:30 EEST"
    assert dates.day("2026-03-01T23:30:00Z", "en", "Nowhere/Atall") == "March 1, 2026"


def test_persian_has_its_own_digits() -> None:
    assert dates.day("2026-03-14T09:30:00Z", "fa", "UTC") == "۱۴ مارس ۲۰۲۶"
    assert dates.number(1404, "fa") == "۱۴۰۴"
    assert dates.number(12, "en") == "12"


def test_names_of_languages_are_their_own() -> None:
    assert [own_name(one) for one in ("en", "ru", "fa", "xx")] == ["English", "Русский", "فارسی", "xx"]
    assert [style_of(one) for one in ("en", "ru", "fa", "zh-Hant-TW")] == ["", "cyrl", "arab", "cjk"]


PROGRAM = """
import sys
from tamizdat.pages import dates
for language in sys.argv[1:]:
    dates.month_alone("2026-03", language), dates.month("2026-03", language)
print([dates.month_alone("2026-03", one) for one in ("he", "tr", "zh", "ru")])
"""


def test_what_a_language_says_does_not_depend_on_which_was_asked_before() -> None:
    orders = (["he", "tr", "zh", "ru"], ["ru", "zh", "tr", "he"], ["ckb", "en", "he"])
    said = {
        subprocess.run([sys.executable, "-c", PROGRAM, *order], capture_output=True, text=True, check=True).stdout
        for order in orders
    }
    assert len(said) == 1
    assert "Mart" in said.pop()
