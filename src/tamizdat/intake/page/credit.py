"""Whose picture it is: the credit out of a caption, and lines that are nothing but a credit."""

from __future__ import annotations

import re

WORD = (
    r"(?:photo credit should read|photos?|photograph(?:s|ed|er)?|photo ?credits?|images?|image ?credits?|pictures?|"
    r"picture ?credits?|credits?|pic|courtesy(?: of)?|"
    r"illustrations?|graphics?|video|source|copyright|fotos?|fotografía|fotografía de|foto/video|bild(?:quelle)?|"
    r"bilder|quelle|crédits?|"
    r"crédit photo|photographe|imagen|imagem|crédito|reprodução|fotografie|fotoğraf|kaynak|zdjęcie|fot|foto:?|"
    r"снимок|фото(?:графия)?|иллюстрация|"
    r"источник|автор фото|світлина|عکس|منبع|تصویر|عکاس|صورة|المصدر|写真|图片来源|图片|图|圖片來源|圖|"
    r"摄影|攝影|摄|來源|来源|제공|사진)"
)
LABEL = re.compile(
    rf"^\W{{0,3}}{WORD}(?:\s*(?:by|von|par|por|di|de|av|:|：|/|\||©|—|-|via))+\s*(?P<who>\S.{{1,100}})$", re.I
)
TAIL = re.compile(
    rf"(?P<before>.*?)(?:[\s.…!?»”\"]\s*|^)[(\[|–—-]?\s*(?:{WORD}\s*(?:by\b|von\b|par\b|:|：|/|©|—|-)|©|\(c\))\s*(?P<who>[^.()\[\]]{{2,90}}?)\s*[)\].]?\s*$",
    re.I | re.S,
)
BRACKET = re.compile(r"(?P<before>.*\S)\s*[(\[](?P<who>[^()\[\]]{2,80})[)\]]\s*\.?\s*$", re.S)
AGENCY = re.compile(
    r"\b(?:reuters|afp|ap|ap photo|associated press|getty(?: images)?|epa(?:-efe)?|tass|тасс|риа новости|"
    r"ria novosti|sputnik|interfax|интерфакс|dpa|keystone|"
    r"shutterstock|alamy|istock|unsplash|pixabay|pexels|wikimedia(?: commons)?|wikipedia|flickr|telegram|телеграм|"
    r"instagram|facebook|twitter|vk|вконтакте|"
    r"youtube|zuma(?: press)?|xinhua|新华社|新華社|中新社|imago|"
    r"pa(?: media| wire| images)?|ansa|efe|anadolu|aa|isna|ایسنا|"
    r"irna|ایرنا|mehr|مهر|fars|فارس|"
    r"bloomberg|nurphoto|sipa|maxppp|afp-jiji|kyodo|共同|時事|yonhap|cc by(?:-sa|-nc|-nd)*|handout|courtesy|"
    r"creative commons|press service|пресс-служба|"
    r"moskva news agency|агентство|magnum|scanpix|tt|ntb|ritzau|lehtikuva|pap|ctk|čtk|unian|уніан|ukrinform|"
    r"screenshot|скриншот|kremlin\.ru|mil\.ru|archive|"
    r"архив|file photo|stock photo|nasa|esa|depositphotos|adobe stock|picture alliance|picture-alliance|"
    r"action press|belga|anp|gov\.[a-z]{2}|\w+\.(?:com|ru|org|net))\b|عکس",
    re.I,
)
WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ]")


def split_credit(caption: str) -> tuple[str, str]:
    """A caption without its credit, and the credit (empty when there is none in it)."""
    caption = squash(caption)
    label = LABEL.match(caption)
    if label and len(label["who"]) <= 90 and not re.search(r"[.!?。]\s+\S+\s+\S+", label["who"]):
        return "", clean_credit(label["who"])
    tail = TAIL.match(caption)
    if tail and not re.search(r"[a-zа-яё]{3,}\.\s+[A-ZА-Я]", tail["who"]):
        before = squash(tail["before"]).rstrip(" |–—-(")
        return "" if len(before) < 6 else before, clean_credit(tail["who"])
    bracket = BRACKET.match(caption)
    if bracket and (
        AGENCY.search(bracket["who"])
        or ("/" in bracket["who"] and is_namelike(bracket["who"]))
        or re.match(r"(?:dok|doc|foto|photo)\b", bracket["who"], re.I)
    ):
        return squash(bracket["before"]), clean_credit(bracket["who"])
    if is_bare_credit(caption):
        return "", clean_credit(caption)
    return split_last_sentence(caption)


def split_last_sentence(caption: str) -> tuple[str, str]:
    """ "The port at dawn. Jane Doe / Reuters": what follows the last full stop is a credit when it looks like one."""
    match = re.match(r"(?P<before>.*[.!?…。»”\"])\s+(?P<who>[^.!?]{3,70})\.?$", caption, re.S)
    if match and is_bare_credit(match["who"]):
        return squash(match["before"]), clean_credit(match["who"])
    return caption, ""


def is_bare_credit(line: str) -> bool:
    """True for "Jane Doe / Reuters", "AFP", "© Agency", "Фото: …": a line that is a credit and nothing else."""
    line = squash(line)
    # Scripts without capitals: a sentence would pass for names.
    if (len(line) > 30 and WIDE.search(line)) or (len(line.split()) > 6 and not CAPITAL.search(line)):
        return False
    if not 2 <= len(line) <= 90 or re.search(r"[?!;]|[.:]\s+\S+\s+\S+\s+\S", line):
        return False
    if LABEL.match(line) or re.match(r"^(?:©|\(c\))\s*\S", line, re.I):
        return True
    who = re.split(r"\s*[/|]\s*|,\s*(?:via\s+)?|\s+via\s+", line)
    named = all(is_namelike(part) for part in who)
    if len(who) > 1 and named and re.search(r"\s[/|]\s|/", line):
        return True
    return named and bool(AGENCY.search(line)) and len(line.split()) <= 8


def is_namelike(text: str) -> bool:
    """True for a name, an agency or a site: few words, nearly all of them with a capital."""
    words = re.findall(r"[^\s,]+", text)
    if not words or len(words) > 6:
        return False
    small = {
        "of",
        "the",
        "and",
        "for",
        "via",
        "de",
        "von",
        "van",
        "der",
        "di",
        "da",
        "del",
        "bin",
        "al",
        "by",
        "photo",
        "news",
        "и",
        "для",
    }
    good = sum(
        1
        for w in words
        if CAPITAL.match(w.lstrip("(@\"'«“"))
        or w.lower() in small
        or not w[0].isalpha()
        or (not w[0].isascii() and w[0].lower() == w[0].upper())
        or AGENCY.search(w)
    )
    return good == len(words) and any(c.isalpha() for c in text)


def clean_credit(text: str) -> str:
    """The credit without "Photo:", brackets and full stops around it."""
    text = squash(text)
    for _ in range(3):
        match = LABEL.match(text)
        text = (match["who"] if match else re.sub(r"^(?:©|\(c\)|copyright)\s*", "", text, flags=re.I)).strip()
    text = text.strip(" .,;:|/–—-")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if text.count("(") > text.count(")"):
        text += ")"
    return text if text.count("(") == text.count(")") else text.strip("()")


def squash(text: str) -> str:
    """The text on one line with single spaces."""
    return re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", text or "").strip()
