"""Every language that an article may be written in, with its name."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

DESK = [("en", "English"), ("ru", "Русский"), ("fa", "فارسی")]
"""The languages that the desk itself speaks."""


def content_languages(named: Iterable[str]) -> list[tuple[str, str]]:
    """The newsroom's own languages under their own names, then all others that babel knows, by their English names.

    An import may bring any of them at any time, so the list does not wait for the database.
    """
    names = {code: own_name(code) for code in named}
    english = Locale("en")
    for code, name in sorted((code.lower().replace("_", "-"), name) for code, name in english.languages.items()):
        names.setdefault(code, name)
    for identifier in sorted(locale_identifiers()):
        names.setdefault(identifier.lower().replace("_", "-"), _with_parts(identifier, english))
        names.setdefault(identifier.replace("_", "-"), _with_parts(identifier, english))
    return list(names.items())


def own_name(code: str) -> str:
    """What the speakers of a language call it, such as "русский"; the code itself when nobody knows."""
    try:
        return Locale.parse(code, sep="-").get_display_name(code.replace("-", "_")) or code
    except (UnknownLocaleError, ValueError):
        return code


def _with_parts(identifier: str, english: Locale) -> str:
    """``pt_BR`` is "Portuguese (Brazil)"."""
    language, *parts = identifier.split("_")
    known = {**english.scripts, **english.territories}
    inside = ", ".join(known.get(part, part) for part in parts)
    name = english.languages.get(language, language)
    return f"{name} ({inside})" if inside else name
