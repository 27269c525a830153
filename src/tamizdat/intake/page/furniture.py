"""What stands round an article and is none of it: buttons, boxes, appeals, notices, letters from the newsroom."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tamizdat.intake.page.credit import squash

WORDS = Path(__file__).with_name("furniture_words.txt")


@cache
def words() -> dict[str, re.Pattern[str]]:
    """The expressions of the list beside this file, one for each of its sections."""
    sections: dict[str, list[str]] = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            sections[line[1:-1]] = []
        elif line and not line.startswith("#"):
            sections[next(reversed(sections))].append(line)
    return {name: compile_section(name, lines) for name, lines in sections.items()}


def compile_section(name: str, lines: list[str]) -> re.Pattern[str]:
    """One expression out of many; most have to match a whole line."""
    joined = "|".join(lines)
    shapes = {"label": r"\W*(?:{})\s*[:：].*", "leader": r"\W*(?:{})\s*[:：»>→–-].*"}
    if name in ("appeal", "notice", "we", "you"):
        return re.compile(joined, re.I)
    return re.compile(shapes.get(name, r"\W*(?:{})\W*").replace("{}", joined), re.I)


def matches(section: str, line: str) -> bool:
    """True when a short line is one of a section's."""
    return len(line) <= LONG and bool(words()[section].fullmatch(line))


LONG = 110
"""A line longer than this is no button."""


def is_button(line: str) -> bool:
    """A line of the page's machinery: share, print, advertisement, a number of comments."""
    return matches("button", line)


def is_pointer(line: str) -> bool:
    """A line that leads to other articles: "Read more", "Related stories"."""
    return matches("pointer", line) or matches("label", line) or leads_on(line)


def leads_on(line: str) -> bool:
    """A line that names another article: "Read more: …"."""
    return matches("leader", line)


def says_we(line: str) -> bool:
    """The newsroom speaks of itself."""
    return bool(words()["we"].search(line))


def says_you(line: str) -> bool:
    """The newsroom speaks to its readers."""
    return bool(words()["you"].search(line))


def ends_article(line: str) -> bool:
    """A line after which nothing of the article follows."""
    return matches("end", line)


def is_widget(line: str) -> bool:
    """A line of a donation form: "Monthly", "$5", "Remind me later"."""
    return matches("widget", line)


def opens_letter(line: str) -> bool:
    """The first line of a letter from the newsroom to its readers."""
    return len(line) <= 100 and not re.search(r"[\w)][.!?]\s+\w", line) and matches("letter", line)


def appeal_words(line: str) -> int:
    """How many different words of appeals and offers stand in a line."""
    return len({m[0].lower() for m in words()["appeal"].finditer(line)})


def is_appeal(line: str) -> bool:
    """A paragraph that asks for money, for an address, or for consent; never what somebody in the article says."""
    line = squash(line)
    if len(line) > 1200:
        return False
    if words()["notice"].search(line) and len(line) < 500:
        return True
    found = appeal_words(line)
    if not found or line.startswith(('"', "“", "«", "„")):
        return False
    speaks = says_we(line) and says_you(line)
    return (speaks and (found >= 2 or len(line) < 260)) or (found >= 2 and len(line) < 120)


def is_furniture(line: str) -> bool:
    """A line that is none of the article, wherever it stands."""
    line = squash(line)
    return not line or is_button(line) or is_pointer(line) or is_appeal(line)
