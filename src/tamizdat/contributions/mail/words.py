"""What mails say, one file a language in ``words/``; a language that has no file is written to in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tamizdat.pages.languages import main_part

FALLBACK = "en"


@cache
def languages_of_mails() -> tuple[str, ...]:
    """All that have words of their own."""
    folder = files("tamizdat.contributions.mail") / "words"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


def language_for(language: str) -> str:
    """The language in which a mail is written: all of it in one."""
    return main_part(language) if main_part(language) in languages_of_mails() else FALLBACK


@cache
def mail_words(language: str) -> Mapping[str, Mapping[str, str]]:
    """``mail_words("fa")["receipt"]["subject"]``."""
    file = files("tamizdat.contributions.mail") / "words" / f"{language_for(language)}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
