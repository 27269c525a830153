"""Which lines of a page's text are the article's paragraphs."""

from __future__ import annotations

import itertools
import re

from tamizdat.intake.page import furniture
from tamizdat.intake.page.credit import squash
from tamizdat.intake.page.lines import Line

WORTH = {
    "short": -1.2,
    "button": -2.5,
    "widget": -1.5,
    "pointer": -5.0,
    "appeal": -4.0,
    "date": -1.0,
    "credit": -0.5,
    "letter": -4.0,
}
"""What a line of each kind says about standing inside the article."""
BETWEEN = ("button", "widget", "pointer", "appeal")
WIDEST_GAP = 12
LETTER_REACH = 40
"""A letter and its donation form are looked for over this many lines."""


def find_body(lines: list[Line]) -> list[int]:
    """Places of the article's lines, in order; empty when there is no article."""
    letters = find_letters(lines)
    values = soften(lines, [worth(line, place in letters) for place, line in enumerate(lines)])
    start, end = extend(lines, values, *best_run(values))
    end = cut_tail(lines, start, end)
    chosen = [place for place in range(start, end) if place not in letters and belongs(lines, place, start, end)]
    mark_subheads(lines, chosen)
    return drop_repeats(lines, trim(lines, chosen))


def worth(line: Line, in_letter: bool) -> float:
    """How much a line speaks for the article's running here."""
    if in_letter:
        return -0.05
    if line.kind == "prose":
        return min(line.width, 500) / 100 + 0.3
    if line.width <= 8 and not line.is_item:
        # The labels of a chart: any number of them may stand in an article.
        return -0.05 if re.search(r"\d", line.text) else -0.2
    if line.kind == "pointer" and furniture.leads_on(line.text):
        return -1.5
    if line.is_item:
        return -1.4 if line.width < 60 else -0.7
    return WORTH.get(line.kind, -1.0)


def soften(lines: list[Line], values: list[float]) -> list[float]:
    """One or two lines of furniture between two paragraphs do not part them."""
    values = list(values)
    prose = [place for place, line in enumerate(lines) if line.kind == "prose"]
    for before, after in itertools.pairwise(prose):
        gap = range(before + 1, after)
        if 1 <= len(gap) <= 2 and all(lines[p].kind in BETWEEN and not lines[p].is_item for p in gap):
            share = -0.8 / len(gap)
            for p in gap:
                values[p] = max(values[p], share)
    return values


def best_run(values: list[float]) -> tuple[int, int]:
    """Start and end of the stretch that is worth most."""
    best, best_at, total, start = 0.0, (0, 0), 0.0, 0
    for place, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, place
        total += value
        if total > best:
            best, best_at = total, (start, place + 1)
    return best_at


def extend(lines: list[Line], values: list[float], start: int, end: int) -> tuple[int, int]:
    """The best stretch, and those after it that a chart, a list or a box parts from it."""
    while True:
        gap, run = next_run(lines, range(end, len(lines)))
        if not joins(lines, values, gap, run):
            break
        end = run[-1] + 1
    return start, end


def next_run(lines: list[Line], places: range) -> tuple[list[int], list[int]]:
    """The lines up to the next paragraph, and the paragraphs there with what stands singly between them."""
    gap: list[int] = []
    run: list[int] = []
    for place in places:
        if lines[place].kind == "prose":
            run.append(place)
        elif not run:
            gap.append(place)
        elif place - run[-1] > 1 or len(gap) > WIDEST_GAP:
            break
    return gap, run


def joins(lines: list[Line], values: list[float], gap: list[int], run: list[int]) -> bool:
    """True when a stretch of paragraphs is the same article's as the one across the gap."""
    if len(run) < 2 or len(gap) > WIDEST_GAP or sum(values[place] for place in run) < 3.0:
        return False
    return not any(
        furniture.ends_article(lines[p].text) or lines[p].kind in ("pointer", "appeal", "letter") for p in gap
    )


def cut_tail(lines: list[Line], start: int, end: int) -> int:
    """Where the article ends: at "Related stories" or "Comments", if most of the text stands before that."""
    sizes = [line.width if line.kind == "prose" else 0 for line in lines[start:end]]
    total, before = sum(sizes), 0
    for offset, size in enumerate(sizes):
        if before > total * 0.4 and furniture.ends_article(lines[start + offset].text):
            return start + offset
        before += size
    return end


def find_letters(lines: list[Line]) -> set[int]:
    """Places of letters from the newsroom, with the donation forms after them."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if line.kind == "letter" and place not in found:
            found.update(range(place, end_of_letter(lines, place)))
    return found


def end_of_letter(lines: list[Line], start: int) -> int:
    """The first line after the letter and its form: what begins there is the article again, or the page's end."""
    stop = min(len(lines), start + LETTER_REACH)
    form = [place for place in range(start + 1, stop) if lines[place].kind == "widget"]
    if form:
        return end_of_form(lines, form[0], stop)
    place = start + 1
    while place < stop and (lines[place].kind in ("appeal", "letter", "button") or is_letterlike(lines[place])):
        place += 1
    return place


def end_of_form(lines: list[Line], place: int, stop: int) -> int:
    """The form ends with its last line that can be nothing else; plain lines between such lines are its too."""
    last = place
    for at in range(place, min(stop, place + 30)):
        if lines[at].kind in ("widget", "button", "appeal"):
            last = at
        elif at - last > 2 or lines[at].kind == "prose":
            break
    return last + 1


def is_letterlike(line: Line) -> bool:
    """A paragraph in which the newsroom speaks of itself."""
    return furniture.says_we(line.text) and (furniture.says_you(line.text) or furniture.appeal_words(line.text) > 0)


def belongs(lines: list[Line], place: int, start: int, end: int) -> bool:
    """True for a line inside the article's stretch that is part of it."""
    line = lines[place]
    if line.kind == "prose":
        return True
    if line.kind == "credit":
        return False
    if line.kind in ("button", "pointer", "appeal", "letter", "date"):
        return False
    if line.kind == "widget":
        return False
    if line.is_item:
        return is_article_list(lines, place, start, end)
    return line.width >= 12 or line.ends_sentence


def is_article_list(lines: list[Line], place: int, start: int, end: int) -> bool:
    """A list stands in the article when it follows a paragraph and is no menu under a pointer."""
    first = place
    while first > start and lines[first - 1].is_item:
        first -= 1
    above = lines[first - 1] if first > 0 else None
    led_in = above is not None and above.kind in ("prose", "short")
    return led_in and (lines[place].width >= 25 or (above is not None and above.text.endswith(":")))


def mark_subheads(lines: list[Line], chosen: list[int]) -> None:
    """A short line without a full stop between paragraphs is a subhead."""
    for index, place in enumerate(chosen):
        line = lines[place]
        followed = index + 1 < len(chosen) and lines[chosen[index + 1]].kind == "prose"
        if line.kind == "short" and not line.is_item and not line.ends_sentence and followed and line.width <= 110:
            line.is_subhead = index > 0


def trim(lines: list[Line], chosen: list[int]) -> list[int]:
    """The article begins and ends with a paragraph (or an item of a list)."""
    while chosen and lines[chosen[0]].kind != "prose":
        chosen = chosen[1:]
    while chosen and lines[chosen[-1]].kind != "prose" and not lines[chosen[-1]].is_item:
        chosen = chosen[:-1]
    return chosen


def drop_repeats(lines: list[Line], chosen: list[int]) -> list[int]:
    """A long line that stands twice is taken once."""
    seen: set[str] = set()
    kept: list[int] = []
    for place in chosen:
        key = squash(lines[place].text).casefold()
        if key in seen and len(key) > 40:
            continue
        seen.add(key)
        kept.append(place)
    return kept
