"""The words of the interface, one file a language in ``words/``; what a language lacks is said in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tamizdat.pages.escape import Markup, text
from tamizdat.pages.languages import main_part

FALLBACK = "en"


@cache
def _read(language: str) -> dict[str, str]:
    file = files("tamizdat.pages") / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def words_of(language: str) -> Mapping[str, Markup]:
    """Every word by its name, escaped: ``words_of("fa")["read_more"]``."""
    found = {**_read(FALLBACK), **_read(main_part(language))}
    return {name: text(word) for name, word in found.items()}


@cache
def plain_words(language: str) -> Mapping[str, str]:
    """The same, not escaped: for feeds and for scripts."""
    return {**_read(FALLBACK), **_read(main_part(language))}


@cache
def has_words(language: str, name: str) -> bool:
    """Does the language say this itself?"""
    return name in _read(main_part(language))
