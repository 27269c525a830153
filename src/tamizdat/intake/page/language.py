"""In what language a page is written: what it says of itself, else its script and its commonest words."""

from __future__ import annotations

import re

TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
WORDS = {
    "en": "the of and to in that is was for with on said are by from has have were this",
    "de": "der die und das den von ist mit sich des auf für nicht ein eine dem im auch als",
    "fr": "le les des et la une du que est dans qui pour pas sur par au plus avec ont",
    "es": "el los las del que y en una por con para se es su al como más fue",
    "it": "il di che la per una sono con non del della gli dei nel alla più anche",
    "pt": "de que não uma os do da em para com por dos mais foi das ao são",
    "nl": "de het een van en dat niet is voor met zijn op aan door ook werd",
    "pl": "w na z się nie jest do że to przez oraz od po jak dla",
    "tr": "bir ve bu için ile olarak de da olan daha çok gibi sonra kadar",
    "sv": "och att det som en på är av för med den till inte har var",
    "cs": "se na je že v to s z do by jako pro podle který",
    "eo": "la kaj de en estas al por ke kun ne sur ĝi",
    "id": "yang dan di dengan untuk dari pada ini itu tidak dalam akan",
    "vi": "và của là các được trong cho một với không người những",
    "ro": "și de la în a că pe cu pentru din este nu mai",
    "hu": "a az és hogy nem egy is meg ez volt mint csak",
    "fi": "ja on että ei se oli hän mutta myös ovat joka",
    "ru": "и в не на что с по как это из он но к за было для о от",
    "uk": "і в не на що з до та це як за у від про є був",
    "bg": "и на да се в за от че е с са не по ще",
    "sr": "и је да се у на за су од који са",
    "be": "і ў не на што з у да гэта як за",
    "fa": "و در به از که این را با است برای آن می یک",
    "ar": "في من على أن إلى عن التي هذا مع كان ما لا بعد",
    "ur": "کے میں کی ہے اور سے کا نے کو پر",
}
SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"), ("ko", r"[\uac00-\ud7af]"), ("zh", r"[\u4e00-\u9fff]"), ("he", r"[\u0590-\u05ff]"),
    ("el", r"[\u0370-\u03ff]"), ("th", r"[\u0e00-\u0e7f]"), ("hi", r"[\u0900-\u097f]"), ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"), ("my", r"[\u1000-\u109f]"), ("km", r"[\u1780-\u17ff]"), ("bn", r"[\u0980-\u09ff]"),
    ("am", r"[\u1200-\u137f]"), ("ta", r"[\u0b80-\u0bff]"), ("lo", r"[\u0e80-\u0eff]"), ("bo", r"[\u0f00-\u0fff]"),
)  # fmt: skip
GROUPS = {"cyrillic": ("ru", "uk", "bg", "sr", "be"), "arabic": ("fa", "ar", "ur")}
TRADITIONAL = re.compile("[這個們來為國說時會對發後體學還沒過與樣經開關]")
SIMPLIFIED = re.compile("[这个们来为国说时会对发后体学还没过与样经开关]")


def clean_tag(declared: str | None) -> str:
    """A language tag such as ``en`` or ``zh-Hant`` from what a page declares; empty when it is none."""
    match = TAG.fullmatch((declared or "").strip())
    if not match or match[0].lower() in ("und", "mul", "zxx", "xx", "none", "default"):
        return ""
    parts = re.split("[-_]", match[0])
    return "-".join(
        [parts[0].lower(), *(p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in parts[1:])]
    )


def find_language(declared: str | None, text: str, otherwise: str) -> str:
    """The declared language unless the letters of the text deny it; else the one that the words speak of."""
    tag, sample = clean_tag(declared), text[:20000]
    heard = hear_language(sample)
    if tag and (not heard or same_script(tag, heard)):
        return tag
    return heard or tag or otherwise


def same_script(tag: str, heard: str) -> bool:
    """True when the declared language could be written in the letters that were seen."""
    return script_of(tag.split("-")[0]) == script_of(heard.split("-")[0])


def script_of(language: str) -> str:
    """A name for the letters of a language."""
    for group, members in GROUPS.items():
        if (
            language in members
            or language in {"cyrillic": ("kk", "ky", "mk", "tg", "mn", "tt"), "arabic": ("ps", "ckb", "ug")}[group]
        ):
            return group
    return language if language in {name for name, _ in SCRIPTS} else "latin"


def hear_language(text: str) -> str:
    """The language that script and commonest words point to; empty when the text is too short to tell."""
    letters = sum(1 for c in text if c.isalpha())
    if letters < 20:
        return ""
    for name, pattern in SCRIPTS:
        share = len(re.findall(pattern, text)) / letters
        if share > (0.1 if name == "ja" else 0.4):
            return chinese(text) if name == "zh" else name
    if len(re.findall(r"[\u0400-\u04ff]", text)) > letters / 2:
        return most_words(text, GROUPS["cyrillic"]) or "ru"
    if len(re.findall(r"[\u0600-\u06ff]", text)) > letters / 2:
        return most_words(text, GROUPS["arabic"]) or "ar"
    return most_words(text, tuple(n for n in WORDS if script_of(n) == "latin"))


def chinese(text: str) -> str:
    """Chinese in the characters that it is written in."""
    return "zh-Hant" if len(TRADITIONAL.findall(text)) > len(SIMPLIFIED.findall(text)) else "zh"


def most_words(text: str, languages: tuple[str, ...]) -> str:
    """Of some languages the one whose commonest words are most of the text; empty when none is heard."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if not words:
        return ""
    shares = {name: sum(1 for w in words if w in COMMON[name]) / len(words) for name in languages}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.08 else ""


COMMON = {name: frozenset(words.split()) for name, words in WORDS.items()}
