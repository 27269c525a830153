"""Every language that an article may be written in, with its name."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

DESK = [("en", "English"), ("ru", "Русский"), ("fa", "فارسی")]
"""The languages that the desk itself speaks."""

UNKNOWN = ("und", "Language not known")


def content_languages(named: Iterable[str]) -> list[tuple[str, str]]:
    """The newsroom's own languages under their own names, then all others that babel knows, by their English names.

    An import may bring any of them while the desk is running, so the list does not wait for the database.
    """
    names = {code: own_name(code) for code in named}
    names.setdefault(*UNKNOWN)
    english = Locale("en")
    for identifier in sorted({*english.languages, *locale_identifiers()}):
        names.setdefault(identifier.replace("_", "-"), _english_name(identifier, english))
    return list(names.items())


def own_name(code: str) -> str:
    """What the speakers of a language call it, such as "русский"; the code itself when nobody knows."""
    try:
        return Locale.parse(code, sep="-").get_display_name(code.replace("-", "_")) or code
    except (UnknownLocaleError, ValueError):
        return code


def _english_name(identifier: str, english: Locale) -> str:
    """``pt_BR`` is "Portuguese (Brazil)"."""
    if identifier in english.languages:
        return str(english.languages[identifier])
    language, *parts = identifier.split("_")
    inside = ", ".join(str(english.scripts.get(part) or english.territories.get(part) or part) for part in parts)
    return f"{english.languages.get(language, language)} ({inside})" if inside else language
