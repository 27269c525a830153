"""Text becomes terms: what the index knows of an article, and what is looked for.

``assets/search-words.js`` does the same in readers' browsers; ``tests/vectors/search.json`` holds both to it.
Format: docs/formats/search-v1.md, section 2.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from unicodedata import normalize

from tamizdat.pages.search.endings import Endings

SEPARATORS = (
    "\\u0000-/:-@[-`{-\\u00bf\\u00d7\\u00f7\\u02b0-\\u02ff\\u0375\\u037e\\u0387\\u0482\\u0488\\u0489\\u055a-\\u055f"
    "\\u0589-\\u058f\\u05be\\u05c0\\u05c3\\u05c6\\u05f3\\u05f4\\u0600-\\u060f\\u061b-\\u061f\\u066a-\\u066d\\u06d4"
    "\\u06dd\\u06de\\u06e9\\u06fd\\u06fe\\u0700-\\u070f\\u0964\\u0965\\u0970\\u0df4\\u0e2f\\u0e3f\\u0e4f\\u0e5a\\u0e5b"
    "\\u0f01-\\u0f14\\u0f3a-\\u0f3d\\u0f85\\u104a-\\u104f\\u10fb\\u1360-\\u1368\\u166d\\u166e\\u1680\\u17d4-\\u17d6"
    "\\u17d8-\\u17db\\u1800-\\u180e\\u2000-\\u2bff\\u2e00-\\u3004\\u3008-\\u3020\\u3030\\u303d-\\u303f\\u30a0\\u30fb"
    "\\ue000-\\uf8ff\\ufd3e\\ufd3f\\ufe00-\\ufe6f\\ufff0-\\uffff\\U0001f000-\\U0001faff\\U000e0000-\\U000e0fff"
)
SPACELESS = (
    "\\u0e01-\\u0e2e\\u0e30-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0edf\\u0f40-\\u0f84\\u0f90-\\u0fbc\\u1000-\\u103f"
    "\\u1050-\\u109f\\u1100-\\u11ff\\u1780-\\u17d3\\u17d7\\u17dc\\u17dd\\u3005-\\u3007\\u3031-\\u3035\\u3041-\\u309f"
    "\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f"
    "\\uac00-\\ud7a3\\uf900-\\ufaff\\U00020000-\\U0003ffff"
)
"""Scripts that put no space between words: Chinese, Japanese, Korean, Burmese, Thai, Lao, Khmer, Tibetan."""
SYLLABLE = (
    "[\\u1000-\\u109f\\ua9e0-\\uaa7f](?:[\\u102b-\\u103e\\u1056-\\u1059\\u105e-\\u1060\\u1062-\\u1064\\u1067-\\u106d"
    "\\u1071-\\u1074\\u1082-\\u108d\\u108f\\u109a-\\u109d]|[\\u1000-\\u1021](?=\\u1037?[\\u1039\\u103a]))*"
)
SIGN = (
    "[^\\u1000-\\u109f][\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u0eb1\\u0eb4-\\u0ebc\\u0ec8-\\u0ecd\\u0f71-\\u0f84"
    "\\u0f90-\\u0fbc\\u17b4-\\u17d3\\u3099\\u309a]*"
)
_words = re.compile(f"[^{SEPARATORS}]+")
_runs = re.compile(f"[{SPACELESS}]+|[^{SPACELESS}]+")
_units = re.compile(f"{SYLLABLE}|{SIGN}|.", re.DOTALL)
_spaceless = re.compile(f"[{SPACELESS}]")
_invisible = re.compile("[\\u00ad\\u0640\\u200c-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]")
_apostrophe = re.compile("([\\u0400-\\u04ff])['’ʼ](?=[\\u0400-\\u04ff])")
_marks = re.compile(
    "([\\u0418\\u0438\\u0443]\\u0306|\\u0456\\u0308)|[\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5"
    "\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed]"
)
SAME = {
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ٱ": "ا",
    "ς": "σ", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d",
    **{digit: str(at) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "၀၁၂၃၄၅၆၇၈၉", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙")
       for at, digit in enumerate(digits)},
}  # fmt: skip
"""Letters that readers type one for the other, and digits."""
_alike = re.compile(f"[{''.join(SAME)}]")
_signs = re.compile("[\u00a0\u00ab\u00bb\u2013\u2014\u2018\u2019\u201c\u201d\u2026]+")
"""Separators that also stand in text whose letters are all ASCII."""
_known: dict[Endings, dict[str, str]] = {}
MOST_KNOWN = 300_000
"""Words of a language whose term is remembered."""
LONGEST = 30
"""Characters of a term."""
OPENING = 3
"""So many first characters decide in which shard a term lies: whoever types them finds all that begins so."""


def normalise(text: str) -> str:
    """Lower case, without marks and invisible signs, one letter for those that are written in several ways."""
    plain = _signs.sub(" ", text)
    if plain.isascii():
        return plain.lower()
    text = _apostrophe.sub(r"\1", _invisible.sub("", normalize("NFKC", text).lower()))
    text = normalize("NFC", _marks.sub(r"\1", normalize("NFD", text)))
    return _alike.sub(lambda one: SAME[one[0]], text)


def terms(text: str, endings: Endings, *, asked: bool = False) -> list[str]:
    """The terms of a text, in order. ``asked``: of what a reader looks for."""
    return [term for word in _words.findall(normalise(text)) for term in _terms_of(word, endings, asked)]


def count_terms(text: str, endings: Endings) -> dict[str, int]:
    """How often each term stands in a text; each word is looked at once."""
    found: dict[str, int] = {}
    known = _known.setdefault(endings, {})
    for word, times in Counter(_words.findall(normalise(text))).items():
        term = known.get(word)
        for one in (term,) if term else _learn(word, endings, known):
            found[one] = found.get(one, 0) + times
    return found


def _learn(word: str, endings: Endings, known: dict[str, str]) -> list[str]:
    """The terms of a word; when it is a single one, that is remembered."""
    found = _terms_of(word, endings, False)
    if len(found) == 1:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[word] = found[0]
    return found


def _terms_of(word: str, endings: Endings, asked: bool) -> list[str]:
    if word.isascii() or not _spaceless.search(word):
        return [shorten(word, endings)] if len(word) > 1 else []
    found: list[str] = []
    for run in _runs.findall(word):
        if _spaceless.match(run):
            found += _pairs(run, asked)
        elif len(run) > 1:
            found.append(shorten(run, endings))
    return found


def _pairs(run: str, asked: bool) -> list[str]:
    """Each two neighbours; the last one alone, too, so that it is found by itself."""
    units = [one[:LONGEST] for one in _units.findall(run)]
    pairs = [(first + second)[:LONGEST] for first, second in pairwise(units)]
    return pairs if asked and pairs else [*pairs, units[-1]]


def shorten(word: str, endings: Endings) -> str:
    """A word without the endings that its language gives it: one at most of each step."""
    word = word[:LONGEST]
    for beginning in endings.beginnings:
        if word.startswith(beginning) and len(word) >= len(beginning) + endings.least:
            word = word[len(beginning) :]
            break
    if word.endswith(endings.keep):
        return word
    for step in endings.steps:
        for ending in step:
            if word.endswith(ending) and len(word) >= len(ending) + endings.least:
                word = word[: -len(ending)]
                break
    return word


def bucket(term: str, bits: int) -> int:
    """In which of 2^bits shards a term lies: FNV-1a of how it begins."""
    value = 2166136261
    for byte in term[: 1 if _spaceless.match(term) else OPENING].encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value & ((1 << bits) - 1)
