"""What a page must know of its language: direction, script, name, and how babel calls it."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict, load

RIGHT_TO_LEFT = frozenset(
    [
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "khw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"])
SCRIPTS = {
    "Arab": frozenset(
        ["ar", "arc", "ckb", "fa", "glk", "khw", "ks", "lrc", "mzn", "pnb", "prs", "ps", "sd", "ug", "ur"]
    ),
    "Hebr": frozenset(("he", "yi")),
    "Cyrl": frozenset(
        [
            "ab",
            "av",
            "az-Cyrl",
            "ba",
            "be",
            "bg",
            "ce",
            "cv",
            "kk",
            "ky",
            "mk",
            "mn",
            "os",
            "ru",
            "sah",
            "sr",
            "tg",
            "tk-Cyrl",
            "tt",
            "tyv",
            "udm",
            "uk",
        ]
    ),
    "Hans": frozenset(("zh",)),
    "Jpan": frozenset(("ja",)),
    "Kore": frozenset(("ko",)),
}
STYLES = {"Arab": "arab", "Hebr": "hebr", "Cyrl": "cyrl", "Hans": "cjk", "Hant": "cjk", "Jpan": "cjk", "Kore": "cjk"}


def main_part(language: str) -> str:
    """``zh-Hant-TW`` → ``zh``."""
    return language.replace("_", "-").partition("-")[0].lower()


@cache
def script_of(language: str) -> str:
    """``Arab``, ``Cyrl``, … or an empty word for scripts that need nothing of their own."""
    for part in language.replace("_", "-").split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title()
    return next((script for script, languages in SCRIPTS.items() if main_part(language) in languages), "")


@cache
def direction(language: str) -> str:
    """``rtl`` for languages written from right to left."""
    script = script_of(language)
    if script and script not in SCRIPTS:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS or main_part(language) in RIGHT_TO_LEFT else "ltr"


@cache
def style_of(language: str) -> str:
    """The class on <html> that picks fonts and line height for the script."""
    return STYLES.get(script_of(language), "")


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale: of the language, of its main part, else English."""
    for name in (language.replace("_", "-"), main_part(language)):
        try:
            return _own_copy(Locale.parse(name, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return _own_copy(Locale("en"))


def _own_copy(locale: Locale) -> Locale:
    """Babel resolves words that a language shares with others inside the data that they share, so what one language
    says would depend on which was asked before. A copy keeps each to itself, and the same bytes everywhere."""
    own = Locale(locale.language, locale.territory, locale.script, locale.variant)
    own._Locale__data = LocaleDataDict(_copy(load(str(locale))))  # type: ignore[attr-defined]
    return own


def _copy(data: Any) -> Any:
    """Only dictionaries are ever changed, so only they are copied, wherever they stand."""
    if isinstance(data, dict):
        return {key: _copy(value) for key, value in data.items()}
    return tuple(map(_copy, data)) if isinstance(data, tuple) else data


@cache
def own_name(language: str) -> str:
    """What a language calls itself, such as ``فارسی``; its tag where nobody told babel."""
    locale = locale_of(language)
    if main_part(language) != locale.language:
        return language
    name = locale.get_display_name(locale) or language
    return name[:1].upper() + name[1:]
