"""The lines of a page's plain text, each with what can be seen of it alone."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from tamizdat.intake.page import furniture
from tamizdat.intake.page.credit import WIDE, is_bare_credit, squash
from tamizdat.intake.page.dates import is_date_line

ITEM = re.compile(r"^(\s*)(?:[•◦▪‣●○■*·–-]|\d{1,2}[.)])\s+(?=\S)")
SENTENCE_END = re.compile(r"[.!?…。！？؟۔:]+[\"'”’»)\]]*\s*(?:\[\d+\])*$")
MOST = 40_000
"""Lines beyond this many are no article."""


@dataclass(slots=True)
class Line:
    """One line (a paragraph, an item, a button) of a page's text."""

    text: str
    is_item: bool = False
    indent: int = 0
    is_subhead: bool = False
    after_gap: bool = True
    """An empty line stands above it."""
    width: int = field(init=False)
    """Its length in characters; wide ones count for two and a half."""
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        self.width = len(self.text) + len(WIDE.findall(self.text)) * 3 // 2
        self.kind = find_kind(self)

    @property
    def ends_sentence(self) -> bool:
        """It ends as a sentence ends."""
        return bool(SENTENCE_END.search(self.text))


def find_kind(line: Line) -> str:
    """letter, widget, button, pointer, appeal, date, credit, prose or short."""
    text = line.text
    # A letter's opening comes first: "A message from …" could also be a short line of anything else.
    tests = (
        ("letter", furniture.opens_letter), ("button", furniture.is_button), ("widget", furniture.is_widget),
        ("pointer", furniture.is_pointer), ("appeal", furniture.is_appeal), ("date", is_date_line),
        ("credit", is_bare_credit),
    )  # fmt: skip
    for kind, test in tests:
        if test(text):
            return kind
    return "prose" if is_prose(line) else "short"


def is_prose(line: Line) -> bool:
    """A line that reads like a sentence or more."""
    if line.is_item:
        return line.width >= 120 and line.ends_sentence
    return line.width >= 180 or (line.width >= 40 and line.ends_sentence) or (line.width >= 20 and is_speech(line))


def is_speech(line: Line) -> bool:
    """A short sentence, such as somebody's words."""
    return (line.ends_sentence and not line.text.endswith(":") and len(line.text.split()) >= 3) or (
        line.ends_sentence and bool(WIDE.search(line.text))
    )


def read_lines(text: str) -> list[Line]:
    """The lines of the text; hard-wrapped paragraphs become one line each."""
    raw = [one.replace("\t", "    ").rstrip() for one in text.replace("\ufffc", " ").splitlines()[:MOST]]
    if is_wrapped(raw):
        raw = unwrap(raw)
    lines: list[Line] = []
    gap = True
    for one in raw:
        bare = squash(one)
        if not bare:
            gap = True
            continue
        lines.append(make_line(one, gap))
        gap = False
    return lines


def make_line(raw: str, gap: bool) -> Line:
    """One line, with its bullet taken off."""
    match = ITEM.match(raw)
    if match and not re.match(r"\s*[–-]\s", raw):
        return Line(squash(raw[match.end() :]), is_item=True, indent=len(match[1]), after_gap=gap)
    return Line(squash(raw), indent=len(raw) - len(raw.lstrip()), after_gap=gap)


def is_wrapped(raw: list[str]) -> bool:
    """True when most long lines stop at one column in the middle of a sentence."""
    long = [one for one in raw if len(one) >= 50]
    if len(long) < 8 or max(len(one) for one in long) > 100:
        return False
    followed = [a for a, b in itertools.pairwise(raw) if len(a) >= 50 and b.strip()]
    return (
        len(followed) > len(long) // 2 and sum(1 for a in followed if not SENTENCE_END.search(a)) > len(followed) // 2
    )


def unwrap(raw: list[str]) -> list[str]:
    """Lines between empty lines become one, unless they are short on purpose."""
    joined: list[str] = []
    width = max(len(one) for one in raw)
    for before, one in zip(["", *raw], raw, strict=False):
        runs_on = bool(before.strip()) and len(before) > width * 0.6 and not ITEM.match(one)
        if joined and one.strip() and runs_on:
            joined[-1] += " " + one.strip()
        else:
            joined.append(one)
    return joined
