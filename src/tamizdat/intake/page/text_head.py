"""What stands above the article in a page's text: headline, standfirst, names, time, and whose picture it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tamizdat.intake.page.credit import is_bare_credit, split_credit, squash
from tamizdat.intake.page.dates import find_day, read_moment
from tamizdat.intake.page.lines import Line
from tamizdat.intake.page.names import BEFORE, clean_bylines

REACH = 60
"""The headline is looked for among this many lines above the article."""
SITE = re.compile(r"\s+[|–—-]\s+|\s*[|_｜]\s*|\s+::?\s+|\s+»\s+")


LABELLED = re.compile(
    r"(?:gallery|video|image|photo|listen|watch|podcast|галерея|видео|фото|ویدیو|galerie|vídeo)\s*:", re.I
)
BY_ALONE = re.compile(r"(?:written |text |words )?(?:by|por|von|par|di|автор|текст|نویسنده)\s*:?", re.I)


@dataclass(slots=True)
class Head:
    """The parts above an article."""

    headline: str = ""
    standfirst: str = ""
    bylines: tuple[str, ...] = ()
    published: datetime | None = None
    credit: str = ""
    caption: str = ""
    taken: set[int] = field(default_factory=set)
    """Places of lines of the body that are part of the head."""


def find_head(lines: list[Line], body: list[int]) -> Head:
    """The head of the article whose body's places are given."""
    head = Head()
    place = find_headline(lines, body)
    head.headline = headline_text(lines, place) if place is not None else ""
    first = place + 1 if place is not None else max(0, body[0] - 12)
    after = body[0]
    for at in range(first, after):
        read_head_line(head, lines, at, body)
    if not head.bylines and place is not None:
        read_names(head, lines, range(max(0, place - 4), place))
    if head.published is None:
        read_date(
            head,
            lines,
            [*range(first, after), *range(max(0, first - 6), first), *range(after, min(len(lines), after + 1))],
        )
    return head


def find_headline(lines: list[Line], body: list[int]) -> int | None:
    """The place of the headline: near the article, perhaps printed twice, and no sentence."""
    start = body[0]
    window = range(max(0, start - REACH), start)
    counts = Counter(key(line.text) for line in lines)
    title = key(lines[0].text) if lines else ""
    scores = {at: headline_score(lines, at, start, counts, title) for at in window}
    best = max(scores, key=lambda at: (scores[at], at), default=None)
    return best if best is not None and scores[best] > 0 else None


def headline_score(lines: list[Line], at: int, start: int, counts: Counter[str], title: str) -> float:
    """How much a line above the article looks like its headline."""
    line = lines[at]
    words = len(line.text.split())
    if line.kind in ("button", "pointer", "widget", "appeal", "letter", "date", "credit") or not 8 <= line.width <= 260:
        return -1.0
    if BEFORE.match(line.text) and (words <= 6 or find_day(line.text)):
        return -1.0
    score = 2.0 + min(words, 10) / 5 if not line.text.isascii() or words >= 3 else 0.6
    score -= 2.0 if line.is_item else 0.0
    score -= 1.0 if line.ends_sentence and not line.text.endswith(("?", "!")) else 0.0
    score += 1.0 if line.after_gap else 0.0
    score += (
        (2.5 if words >= 5 or (not line.text.isascii() and words >= 3) else 0.8)
        if 1 < counts[key(line.text)] < 5
        else 0.0
    )
    score -= 2.5 if LABELLED.match(line.text) or split_credit(line.text)[1] else 0.0
    score -= 1.4 if at > 0 and is_headlike(lines[at - 1]) else 0.0
    score -= 0.8 if words > 16 else 0.0
    own = key(line.text)
    score += 3.5 if len(own) > 14 and own in title and at > 0 else 0.0
    return score - 0.12 * (start - at)


def is_headlike(line: Line) -> bool:
    """A line that could be a headline: what follows it is a standfirst rather than another."""
    return (
        line.kind == "short"
        and not line.is_item
        and len(line.text.split()) >= 4
        and not BEFORE.match(line.text)
        and 20 <= line.width <= 160
    )


def key(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", text).casefold()


def headline_text(lines: list[Line], place: int) -> str:
    """The headline without the name of the site."""
    text = lines[place].text
    if place == 0:
        parts = SITE.split(text)
        return max(parts, key=len).strip() if len(parts) > 1 else text
    return text


def read_head_line(head: Head, lines: list[Line], at: int, body: list[int]) -> None:
    """What one line between headline and article adds."""
    line = lines[at]
    if key(line.text) == key(head.headline):
        return
    if at > 0 and BY_ALONE.fullmatch(lines[at - 1].text) and line.width < 80:
        head.bylines = head.bylines or clean_bylines([line.text])
        return
    if (line.is_item and line.kind != "date") or BY_ALONE.fullmatch(line.text):
        return
    if line.kind == "date":
        head.published = head.published or read_moment(line.text)
        return
    if BEFORE.match(line.text) and len(line.text) < 140:
        head.bylines = head.bylines or clean_bylines([line.text])
        head.published = head.published or read_moment(line.text)
    elif line.kind == "credit":
        read_credit(head, line.text)
    elif line.kind in ("short", "prose"):
        read_loose_line(head, lines, at)


def read_credit(head: Head, text: str) -> None:
    """A line that is a credit; the first one counts."""
    if not head.credit:
        _, head.credit = split_credit(text)


def read_loose_line(head: Head, lines: list[Line], at: int) -> None:
    """A caption with its credit, a name alone, or a standfirst."""
    text = lines[at].text
    caption, credit = split_credit(text)
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if credit and not head.credit and len(text) < 500:
        head.caption, head.credit = caption, credit
    elif not head.credit and not head.caption and is_bare_credit(below) and len(text) < 400 and head.standfirst:
        head.caption = text
    elif (not head.standfirst and lines[at].width >= 40 and len(text.split()) >= 6) or (
        is_wide(lines[at]) and not head.standfirst
    ):
        head.standfirst = text
    elif not head.bylines and is_name_line(lines, at):
        head.bylines = clean_bylines([text])


def is_wide(line: Line) -> bool:
    """A summary in a language without spaces."""
    return line.width >= 60 and len(line.text) < line.width


def is_name_line(lines: list[Line], at: int) -> bool:
    """A line that holds a name and nothing else, next to a date."""
    text = lines[at].text
    words = text.split()
    near = any(lines[i].kind == "date" for i in (at - 1, at + 1, at + 2) if 0 <= i < len(lines))
    return near and 2 <= len(words) <= 4 and all(w[0].isupper() for w in words)


def read_names(head: Head, lines: list[Line], places: range) -> None:
    """A byline above the headline."""
    for at in places:
        if BEFORE.match(lines[at].text) and len(lines[at].text) < 100:
            head.bylines = clean_bylines([lines[at].text])


def read_date(head: Head, lines: list[Line], places: list[int]) -> None:
    """The first date near the headline."""
    for at in places:
        if (
            lines[at].width < 110
            and lines[at].kind in ("date", "short", "credit")
            and (found := read_moment(squash(lines[at].text)))
        ):
            head.published = found
            return
