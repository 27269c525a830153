"""The countries of the world, named and sorted in the reader's language. Names: Unicode CLDR, by babel."""

from __future__ import annotations

import unicodedata
from functools import cache

from tamizdat.pages.languages import locale_of

NO_COUNTRIES = frozenset(("BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TF", "UN", "XA", "XB", "ZZ"))
"""Codes in CLDR that are unions, tests, or where nobody lives."""
ALPHABETS = {
    "be": "абвгґдеёжзійклмнопрстуўфхцчшыьэюя",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""Orders that differ from the order of Unicode; Latin letters with accents stand with their plain ones."""


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """``(code, name)``, in the order of the language's alphabet."""
    locale = locale_of(language)
    named = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return tuple(sorted(named, key=lambda one: _sort_key(one[1], locale.language)))


@cache
def codes() -> frozenset[str]:
    """Every code that the form may send."""
    return frozenset(code for code, _ in countries("en"))


def _sort_key(name: str, language: str) -> tuple[tuple[int, ...], str]:
    """By letters first, by their accents only where the letters are the same."""
    order = ALPHABETS.get(language, "")
    lower = name.replace("İ", "i").replace("I", "ı").lower() if language == "tr" else name.casefold()
    return tuple(_place(letter, order) for letter in lower), lower


def _place(letter: str, order: str) -> int:
    plain = letter if letter in order else unicodedata.normalize("NFD", letter)[:1]
    return order.index(plain) + 200 if plain in order else ord(plain)
