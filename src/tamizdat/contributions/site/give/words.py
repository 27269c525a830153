"""The words of the giving pages, one file a language in ``words/``; what a language lacks is said in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tamizdat.pages.escape import Markup, fill, text
from tamizdat.pages.languages import main_part

FALLBACK = "en"
HERE = "tamizdat.contributions.site.give"


@cache
def _read(language: str) -> dict[str, str]:
    file = files(HERE) / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def spoken(language: str) -> str:
    """The language that a page can be said in: this one, or English."""
    return language if _read(main_part(language)) else FALLBACK


@cache
def give_words(language: str) -> Mapping[str, Markup]:
    """Every word by its name, escaped."""
    return {name: text(word) for name, word in {**_read(FALLBACK), **_read(main_part(language))}.items()}


def say(language: str, word: str, /, **values: object) -> Markup:
    """One word, its blanks filled in; what is filled in is escaped."""
    return fill(give_words(language)[word], **{key: text(value) for key, value in values.items()})
