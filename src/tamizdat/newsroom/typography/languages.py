"""How each language sets its marks."""

from __future__ import annotations

from typing import NamedTuple

NO_BREAK, THIN = "\u00a0", "\u202f"


class Marks(NamedTuple):
    """Outer and inner quotation marks, the dash between words, and what else is done."""

    outer: tuple[str, str]
    inner: tuple[str, str]
    dash: str = "–"
    apostrophe: bool = True
    glue: bool = False
    """One-letter words and the dash hold on to their neighbours."""
    french: bool = False
    """Thin spaces before high punctuation."""
    arabic: bool = False
    """Comma, semicolon and question mark of the Arabic script."""
    wide: bool = False
    """Punctuation as wide as a letter."""


ANGLES, LOW_HIGH = ("«", "»"), ("„", "“")
DOUBLE, SINGLE = ("“", "”"), ("‘", "’")
SLAVIC = Marks(ANGLES, LOW_HIGH, "—", glue=True)
MARKS = {
    "en": Marks(DOUBLE, SINGLE),
    "eo": Marks(DOUBLE, SINGLE),
    "tr": Marks(DOUBLE, SINGLE),
    "ru": SLAVIC,
    "uk": SLAVIC,
    "be": SLAVIC,
    "de": Marks(LOW_HIGH, ("‚", "‘")),
    "es": Marks(ANGLES, DOUBLE, "—"),
    "fr": Marks((f"«{THIN}", f"{THIN}»"), DOUBLE, french=True),
    "fa": Marks(ANGLES, ("‹", "›"), apostrophe=False, arabic=True),
    "ar": Marks(ANGLES, DOUBLE, apostrophe=False, arabic=True),
    "zh": Marks(DOUBLE, SINGLE, "——", apostrophe=False, wide=True),
    "zh-hant": Marks(("「", "」"), ("『", "』"), "——", apostrophe=False, wide=True),
    "ja": Marks(("「", "」"), ("『", "』"), "——", apostrophe=False, wide=True),
}


def marks_of(language: str) -> Marks | None:
    """None for a language whose marks we do not know: its words stay as they are."""
    tag = language.lower()
    if tag.startswith(("zh-hant", "zh-tw", "zh-hk")):
        return MARKS["zh-hant"]
    return MARKS.get(tag.partition("-")[0])
