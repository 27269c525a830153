"""The words of a supporter's own pages, one file a language in ``words/``; what a language lacks is said in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tamizdat.pages.escape import Markup, fill, text
from tamizdat.pages.languages import main_part

FALLBACK = "en"
HERE = "tamizdat.contributions.site.own"


@cache
def _read(language: str) -> dict[str, str]:
    file = files(HERE) / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def languages_of_pages() -> tuple[str, ...]:
    """All that have words of their own."""
    folder = files(HERE) / "words"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


@cache
def spoken(language: str) -> str:
    """The language that a page is said in: this one, or English."""
    return language if main_part(language) in languages_of_pages() else FALLBACK


@cache
def own_words(language: str) -> Mapping[str, Markup]:
    """Every word by its name, escaped."""
    return {name: text(word) for name, word in {**_read(FALLBACK), **_read(main_part(language))}.items()}


def say(language: str, name: str, **values: object) -> Markup:
    """One word, its blanks filled in; what is filled in is escaped."""
    return fill(own_words(language)[name], **{key: text(value) for key, value in values.items()})
