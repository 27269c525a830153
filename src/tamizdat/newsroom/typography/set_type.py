"""Text and clean html, set as a language sets it. Code, addresses and words in other languages stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from tamizdat.newsroom.typography.languages import NO_BREAK, THIN, Marks, marks_of
from tamizdat.newsroom.typography.quotes import set_quotes

KEPT = re.compile(
    r"<code\b.*?</code>|<span\b[^>]*\blang=.*?</span>|<[^>]*>"
    r"|(?:\b(?:https?|ftp|tg|mailto):|\bwww\.)(?:[^\s<>\"«»']|'(?=\w))+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[\w-]+\.)+[a-z]{2,6}/[^\s<>\"«»]*|(?<!\w)[@#][\w]+|`[^`\n]*`",
    re.DOTALL | re.IGNORECASE,
)
BLOCKS = re.compile(r"(</?(?:p|li|ul|ol|br)\b[^>]*>)")
FIRST, LAST = 0xE000, 0xF8FF
WORD = re.compile(r"(?<![\w\ue000-\uf8ff’'-])([^\W\d_]) (?=[\w«„\ue000-\uf8ff])")
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
CJK = "\u3040-\u30ff\u3400-\u9fff\uff00-\uffef“”「」『』"
ARABIC = {",": "،", ";": "؛", "?": "؟"}
LETTER = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff»›"


def set_text(text: str, language: str) -> str:
    """Plain text, such as a headline."""
    marks = marks_of(language)
    return _settled(text, lambda whole: _around_kept(whole, lambda part: _set(part, marks))) if marks and text else text


def _settled(text: str, change: Callable[[str], str]) -> str:
    """What would be set otherwise the second time is a tangle of signs: it stays as it was typed."""
    once = change(text)
    return once if once == text or change(once) == once else text


def set_html(html: str, language: str) -> str:
    """Paragraphs, lists or a caption, one block after the other: a quotation never goes on in the next."""
    marks = marks_of(language)
    if not marks or not html:
        return html
    parts = BLOCKS.split(html)
    return "".join(part if number % 2 else _block(part, marks) for number, part in enumerate(parts))


def _block(html: str, marks: Marks) -> str:
    def words(part: str) -> str:
        set_ = _set(unescape(part), marks)
        return part if set_ == unescape(part) else escape(set_, quote=False)

    return _settled(html, lambda whole: _around_kept(whole, words))


def _around_kept(text: str, change: Callable[[str], str]) -> str:
    """What is kept is one sign of nobody's while the rest changes around it."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return chr(FIRST + len(kept) - 1)

    if any(FIRST <= ord(one) <= LAST for one in text):
        return text
    marked = KEPT.sub(keep, text)
    if len(kept) > LAST - FIRST:
        return text
    changed = change(marked)
    return re.sub("[\ue000-\uf8ff]", lambda found: kept[ord(found[0]) - FIRST], changed)


def _set(text: str, marks: Marks) -> str:
    text = set_quotes(text, marks)
    if marks.wide:
        return _wide_dashes(_wide(text), marks)
    text = _dashes(text, marks)
    if marks.glue:
        text = _glue(text)
    if marks.french:
        text = _french(text)
    if marks.arabic:
        text = _arabic(text)
    return _dots(text)


def _dots(text: str) -> str:
    return re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", text)


def _dashes(text: str, marks: Marks) -> str:
    """Between words only: a minus, a range and a compound keep what they have."""
    before = NO_BREAK if marks.glue else " "
    text = re.sub(r"(?<=\S)[ \u00a0]-{1,3} (?=\S)", f"{before}{marks.dash} ", text)
    text = re.sub(r"(?<=[^\W\d_])--(?=[^\W\d_])", "—", text)
    return re.sub(r"\A-{1,2} (?=\S)", f"{marks.dash} ", text) if marks.glue else text


def _glue(text: str) -> str:
    text = re.sub(r"(?<=\S) (?=[—–] )", NO_BREAK, text)
    text = re.sub(r"([№§]) ?(?=\d)", rf"\1{NO_BREAK}", text)
    text = re.sub(r"(?<=\d) (?=(?:тыс|млн|млрд|трлн|руб|грн|крб|кг|км|%|°))", NO_BREAK, text)
    return WORD.sub(rf"\1{NO_BREAK}", text)


def _french(text: str) -> str:
    text = re.sub(r"(?<=[\w»)”’])[ \u00a0]?([;!?]+)(?=\s|\Z|[»”\ue000-\uf8ff])", rf"{THIN}\1", text)
    text = re.sub(r"(?<=[\w»)”’])[ ]:(?=\s|\Z)", f"{NO_BREAK}:", text)
    text = re.sub(r"«[ \u00a0]?(?=[^\s\u202f])", f"«{THIN}", text)
    return re.sub(r"(?<=[^\s\u202f])[ \u00a0]?»", f"{THIN}»", text)


def _arabic(text: str) -> str:
    return re.sub(rf"(?<=[{LETTER}])([,;?])(?=\s|\Z|[»›\ue000-\uf8ff])", lambda found: ARABIC[found[1]], text)


def _wide_dashes(text: str, marks: Marks) -> str:
    return re.sub(rf"(?<=[{CJK}]) ?--+ ?(?=[{CJK}])", marks.dash, text)


def _wide(text: str) -> str:
    """A row of signs at once: what stands after a wide one would be wide the next time."""
    text = re.sub(rf"(?<=[{CJK}])([,;:?!](?: ?[,;:?!])*) ?", _widen, text)
    text = re.sub(rf"(?<=[{CJK}])\.(?=[{CJK}]|\Z)", "。", text)
    return re.sub(rf"(?<=[{CJK}])\.\.\.+(?=[{CJK}，。]|\Z)", "……", text)


def _widen(found: re.Match[str]) -> str:
    return "".join([WIDE[one] for one in found[1] if one != " "])
