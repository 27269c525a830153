"""How a language writes numbers, as babel (CLDR) knows it."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict, load

DIGITS = {
    "arabext": "۰۱۲۳۴۵۶۷۸۹", "arab": "٠١٢٣٤٥٦٧٨٩", "beng": "০১২৩৪৫৬৭৮৯", "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉", "tibt": "༠༡༢༣༤༥༦༧༨༩",
}  # fmt: skip


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale: of the language, of its main part, else English."""
    tag = language.replace("_", "-")
    for name in (tag, tag.partition("-")[0]):
        try:
            return _own_copy(Locale.parse(name, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return _own_copy(Locale("en"))


def is_known(language: str) -> bool:
    """Did babel hear of it?"""
    return locale_of(language).language == language.replace("_", "-").partition("-")[0].lower()


@cache
def digits_of(language: str) -> dict[int, str]:
    """The digits of a language, as a translation table."""
    system = DIGITS.get(locale_of(language).default_numbering_system or "")
    return {ord("0") + value: digit for value, digit in enumerate(system)} if system else {}


def _own_copy(locale: Locale) -> Locale:
    """Babel resolves what a language shares with others inside the shared data; a copy keeps each to itself."""
    own = Locale(locale.language, locale.territory, locale.script, locale.variant)
    own._Locale__data = LocaleDataDict(_copy(load(str(locale))))  # type: ignore[attr-defined]
    return own


def _copy(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return tuple(map(_copy, data)) if isinstance(data, tuple) else data
