"""Who wrote it: names out of bylines, without "By", roles, dates and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

BEFORE = re.compile(
    r"^\W*(?:(?:story|words|text|texte|texto|testo|written|posted|reported|reporting|published|analysis|opinion|"
    r"review|report|interview|"
    r"exclusive|translated|photos?|pictures?|images?|video)\s+by|by|von|par|por|di|door|av|af|od|"
    r"autor(?:in)?(?:en)?|auteur|auteure|author(?:s)?|автор(?:ы|а)?|текст|"
    r"источник|автори|нویسنده|نویسنده|گزارش(?:گر)?|نوشته|بقلم|کتبه|written|作者|文|記者|记者|撰文|yazan|haber|tekst|"
    r"przez|skrevet av|redaktion)\s*[:：/|]?\s+(?=\S)|^\s*(?:by|von|par|автор|текст|作者|記者|记者|文)\s*[:：/]\s*",
    re.I,
)
ROLE = re.compile(
    r"^(?:(?:senior|chief|deputy|associate|assistant|contributing|staff|special|foreign|political|business|science|"
    r"technology|sports?|"
    r"health|national|international|investigative|data|features?|news|world|editorial|managing|executive|freelance|"
    r"diplomatic|defen[cs]e|"
    r"environment|economics|education|culture|arts|our|the|in|at|for)\s+)*"
    r"(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|producer|photographer|critic|staff|"
    r"bureau chief|analyst|"
    r"editor-in-chief|newsroom|news desk|desk|web desk|guest|author|редактор|корреспондент|журналист|обозреватель|"
    r"redakteur(?:in)?|"
    r"korrespondent(?:in)?|journaliste|rédacteur|rédactrice|redactor|periodista|giornalista|muhabiri?|خبرنگار)"
    r"(?:\s+(?:at|for|in|of|on)\s+.{2,40}|\s+(?:large|chief))?$",
    re.I,
)
DATE = re.compile(
    r"\b\d{1,2}[./:]\d{1,2}\b.*|\b(?:19|20)\d\d\b.*|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*|"
    r"\b(?:published|updated|posted|last updated|zuletzt|veröffentlicht|publié|mis à jour|publicado|actualizado|"
    r"опубликовано|обновлено)\b.*|"
    r"\b\d+\s+(?:min(?:ute)?s?|hours?|days?)\s+(?:ago|read).*|"
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)\.?\s+\d.*",
    re.I | re.S,
)
SPLIT = re.compile(
    r"\s*(?:;|\||•|·|\n|/|\s[–—-]\s|,|、|，|،|\s&\s|\s+(?:and|und|et|y|e|og|och|en|и|та|و|ve|with|mit|avec)\s+)\s*"
)
REST = re.compile(r"https?://\S+|\S+@\S+|@\w+|\((?:[^()]*)\)|\[[^\]]*\]|[<>{}*#|]+")
FOLLOW = re.compile(
    r"\b(?:follow|twitter|facebook|instagram|email|e-mail|contact|bio|view all|see all|more from|get email alerts?|"
    r"profile)\b.*",
    re.I | re.S,
)
NOBODY = {
    "admin", "administrator", "editor", "editors", "staff", "user", "author", "authors", "unknown", "none", "null",
    "anonymous",
    "guest",
    "by", "webmaster",
    "redaktion", "newsroom", "undefined", "web desk", "news desk", "staff writer", "staff reporter",
    "false", "true", "n/a",
    "share", "comments",
}  # fmt: skip
LONGEST = 2_000
"""No byline is longer; what is longer would take the patterns above very long."""
NOT_A_NAME = re.compile(r"\b(?:inc|ltd|llc|gmbh|jr|sr|phd|md|ph\.d|m\.d)\.?$", re.I)


def clean_bylines(candidates: Iterable[str]) -> tuple[str, ...]:
    """Names, each once, in the order in which they were found."""
    names: dict[str, str] = {}
    for candidate in candidates:
        for name in split_names(candidate):
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def split_names(text: str) -> list[str]:
    """The names in a byline as it is printed."""
    text = re.sub(r"[ \t\u00a0\r\f\v]+", " ", REST.sub(" ", text[:LONGEST])).strip()
    previous = None
    while previous != text:
        previous, text = text, BEFORE.sub("", text, count=1).strip()
    text = FOLLOW.sub("", DATE.sub("", text))
    return [name for part in SPLIT.split(text) if (name := clean_name(part))]


def clean_name(text: str) -> str:
    """One name, or an empty string when it is a role, a number or an address."""
    text = re.sub(r"\s+", " ", text).strip(" \t,.;:–—-/|·•\"'“”«»()")
    text = BEFORE.sub("", text).strip()
    words = text.split()
    if not text or len(text) > 70 or len(words) > 6 or text.casefold() in NOBODY or NOT_A_NAME.fullmatch(text):
        return ""
    text = without_role(text)
    if (
        not text
        or ROLE.match(text)
        or "http" in text
        or not any(c.isalpha() for c in text)
        or re.search(r"\d{2}", text)
    ):
        return ""
    return fix_case(text)


PAPER = re.compile(r"[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,5}|News|Magazine|Online")


def without_role(text: str) -> str:
    """Jane Doe Staff Writer becomes Jane Doe."""
    words = text.split()
    for at in range(2, len(words)):
        rest = words[at:]
        while rest and PAPER.fullmatch(rest[0]) and len(rest) > 1:
            rest = rest[1:]
        if ROLE.match(" ".join(rest)):
            return " ".join(words[:at])
    return text


def fix_case(name: str) -> str:
    """JANE DOE becomes Jane Doe; short names in capitals (agencies) stay."""
    if name.isupper() and " " in name and len(name) > 7 and name.isascii():
        return re.sub(r"[A-Z]+(?:'[A-Z]+)?", lambda m: m[0].capitalize() if len(m[0]) > 2 or m.start() else m[0], name)
    return name
