"""The words of one part of the support site, one file a language in its ``words/``; what is missing is English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tamizdat.pages.escape import Markup, fill, text
from tamizdat.pages.languages import main_part

FALLBACK = "en"


@cache
def languages_of(part: str) -> tuple[str, ...]:
    """All that have words of their own; ``part`` is a package, such as ``tamizdat.contributions.site.give``."""
    names = (one.name for one in (files(part) / "words").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def spoken_in(part: str, language: str) -> str:
    """The language that a page can be said in: this one, or English."""
    return language if main_part(language) in languages_of(part) else FALLBACK


@cache
def words_in(part: str, language: str) -> Mapping[str, Markup]:
    """Every word by its name, escaped."""
    found = {**_read(part, FALLBACK), **_read(part, main_part(language))}
    return {name: text(word) for name, word in found.items()}


def say_in(part: str, language: str, word: str, /, **values: object) -> Markup:
    """One word, its blanks filled in; what is filled in is escaped."""
    return fill(words_in(part, language)[word], **{key: text(value) for key, value in values.items()})


@cache
def _read(part: str, language: str) -> dict[str, str]:
    file = files(part) / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
