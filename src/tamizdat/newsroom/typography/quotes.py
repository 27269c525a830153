"""Straight quotation marks become those of the language, where there is no doubt which is which."""

from __future__ import annotations

import re

from tamizdat.newsroom.typography.languages import Marks

TAG = re.compile("[\ue000-\uf8ff]")
"""What stands for a tag: not seen by whoever reads."""
BEFORE_OPENING = " \u00a0\u202f\t\n([{—–-/«“„‘‚‹「『"
OPENERS, CLOSERS = "«„‹「『", "»›」』"
SINGLES = re.compile(r"(?<!\w)'(?=[^\s'])((?:[^'\n]|(?<=\w)'(?=\w))*)(?<=[^\s'])'(?!\w)")
BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
AFTER_LETTER = re.compile(r"(?<=[^\W\d_])'(?!\w)")
YEARS = re.compile(r"(?<!\w)'(?=\d\ds?\b)")


def set_quotes(text: str, marks: Marks) -> str:
    """A paragraph whose marks do not pair is left as it is."""
    if '"' in text:
        text = _doubles(text, marks)
    if "'" in text and marks.apostrophe:
        text = SINGLES.sub(lambda found: f"{marks.inner[0]}{found[1]}{marks.inner[1]}", text)
        text = YEARS.sub("’", AFTER_LETTER.sub("’", BETWEEN_LETTERS.sub("’", text)))
    return text


def _doubles(text: str, marks: Marks) -> str:
    out: list[str] = []
    open_marks: list[str] = []
    for at, sign in enumerate(text):
        if sign != '"':
            _follow(sign, open_marks)
            out.append(sign)
            continue
        opening = '"' not in open_marks if marks.wide else _opens(text, at)
        if not opening and not (open_marks and open_marks[-1] == '"'):
            return text
        level = len(open_marks) if opening else len(open_marks) - 1
        pair = marks.outer if level % 2 == 0 else marks.inner
        if opening:
            open_marks.append('"')
        else:
            open_marks.pop()
        out.append(pair[0] if opening else pair[1])
    return text if '"' in open_marks else "".join(out)


def _follow(sign: str, open_marks: list[str]) -> None:
    """Marks that are right already count as a level."""
    if sign in OPENERS:
        open_marks.append(sign)
    elif sign in CLOSERS and open_marks and open_marks[-1] != '"':
        open_marks.pop()


def _opens(text: str, at: int) -> bool:
    before = TAG.sub("", text[max(0, at - 12) : at])
    after = TAG.sub("", text[at + 1 : at + 13])
    if after[:1].isspace() or not after:
        return False
    return not before or before[-1] in BEFORE_OPENING or (before[-1] == '"' and _opens(text, text.rindex('"', 0, at)))
