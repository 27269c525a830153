"""Cases of search: what Python makes of texts, segments and shards, and JavaScript must make or find too."""

from __future__ import annotations

from typing import Any

from tamizdat.pages.search.endings import endings_of
from tamizdat.pages.search.segments import BITS, segments
from tamizdat.pages.search.shards import shards
from tamizdat.pages.search.words import bucket, terms

Case = dict[str, Any]

TEXTS = [
    ("en", "Houses, a HOUSE; the press's presses voted — it’s 7 or 12 votes."),
    ("en", "Café naïve ﬁnd Ⅻ co­operate ÆON"),
    ("ru", "Ещё министры: о войнах, войне и войной; Йод, её подъезд, Министром"),
    ("ru", "Всё́ уда́рение, всё; «кавычки»—тире-дефис № 5, COVID-19"),
    ("uk", "П'ять їжаків, п’ять міністрів; ґанок її"),
    ("be", "Ўлада сям'і, беларускай мовы"),
    ("fa", "کتاب‌ها و كتابهاي ایرانی‌ترین، می‌روم؛ کِتاب مسؤول آزادی ۱۴۰۳"),
    ("fa", "خبرگزاری هاي ايران (٢٠٢٤)؟"),
    ("ar", "المُدَرِّسَةُ والمدرسات إلى مدرسةٍ؛ أنــباء ١٢٣"),
    ("he", "הַמֶּמְשָׁלָה ממשלות צה״ל — ת״א"),
    ("zh", "北京的天氣，abc123和水。ＡＢＣ"),
    ("zh", "台灣總統說：「民主」"),
    ("ja", "東京でがんばる人々。カタカナ・ｶﾞｷﾞ"),
    ("ko", "한국어 검색은 두 글자"),
    ("my", "မြန်မာနိုင်ငံ၏ ပစ္စည်းများ၊ ၂၀၂၄ ခင့်"),
    ("th", "ภาษาไทยไม่มีเว้นวรรค ๑๒"),
    ("th", "ก" + "\u0e34" * 300 + "ข"),
    ("my", "က" + "\u1037" * 300 + "ခ"),
    ("km", "ភាសាខ្មែរ"),
    ("tr", "İstanbul'da ISPARTA evlerinden kızı"),
    ("de", "Größte Häuser der Straße"),
    ("fr", "L’État, l'œuvre des députés"),
    ("es", "Mañana el niño votó: elecciones"),
    ("eo", "La ĉefministroj ŝanĝis la leĝojn"),
    ("el", "Ο ΟΔΥΣΣΕΥΣ οδυσσεύς"),
    ("hi", "हिन्दी में समाचार १२३।"),
    ("en", "emoji 🙂 word👍🏽word 𝒽ello 𠀀𠀁𠀂 a̐é"),
    ("en", "x" * 50 + " " + "й" * 40),
    ("en", ""),
]
POSTINGS: list[dict[str, list[int]]] = [
    {},
    {"abc": [0, 3, 400], "abcd": [9], "abd": [5], "水": [2], "水泵": [4, 7]},
    {"every": [place * 2 + (place % 3 == 0) for place in range(200)], "even": [place * 4 for place in range(300)]},
    {f"word{number}": list(range(number % 7, 6_000, 18 * number + 3)) for number in range(60)},
]


def all_cases() -> list[Case]:
    """Each with what is expected of both sides."""
    return [*_terms(), *_segments(), *_shards()]


def _terms() -> list[Case]:
    return [
        {
            "kind": "terms", "language": language, "endings": endings_of(language).value(), "text": text,
            "expect": {
                "terms": (found := terms(text, endings_of(language))),
                "asked": terms(text, endings_of(language), asked=True),
                "buckets": [bucket(one, 7) for one in found],
            },
        }
        for language, text in TEXTS
    ]  # fmt: skip


def _segments() -> list[Case]:
    return [
        {"kind": "segments", "field": field, "pages": pages, "expect": [one.name for one in segments(field, pages)]}
        for field in sorted(BITS)
        for pages in (0, 1, 2, 4, 5, 6, 17, 70, 333, 2_000)
    ]


def _shards() -> list[Case]:
    """All files of a small index, and what is found of each term in them."""
    return [
        {
            "kind": "shards", "first": 51,
            "files": [[one.hex() for one in parts] for parts in shards(postings, bits, 2)],
            "expect": {
                term: [[51 + (one >> 1), 4 if one & 1 else 2] for one in places]
                for term, places in sorted(postings.items())
            },
        }
        for bits, postings in zip((0, 1, 3, 4), POSTINGS, strict=True)
    ]  # fmt: skip
