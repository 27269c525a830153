"""Which appeal a reader sees, and why: named filters in order, each a pure function of the appeal and the page.

The first four decide what becomes the fact ``campaign:<language>``; the others, which the pages themselves apply,
decide for one page. The desk shows all of them. What a reader closed is known to the reader's browser alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tamizdat.pages.appeals import FILTERS as PAGE_FILTERS
from tamizdat.pages.appeals import Where

ARTICLE = Where(is_article=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An appeal as its editor set it up."""

    id: str
    name: str
    place: str
    priority: int
    """The lowest number comes first."""
    is_on: bool = True
    starts: datetime | None = None
    ends: datetime | None = None
    languages: frozenset[str] = frozenset()
    """In which it has words."""
    sections: tuple[str, ...] = ()
    """Empty: all."""
    not_sections: tuple[str, ...] = ()

    def facts(self) -> Mapping[str, object]:
        """What the filters of pages look at."""
        return {"place": self.place, "sections": self.sections, "not_sections": self.not_sections}


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, a language, a moment."""

    language: str
    at: datetime
    where: Where = ARTICLE


def _is_off(one: Candidate, reading: Reading) -> str:
    return "" if one.is_on else "it is switched off"


def _has_no_words(one: Candidate, reading: Reading) -> str:
    return "" if reading.language in one.languages else "it has no words in this language"


def _has_not_begun(one: Candidate, reading: Reading) -> str:
    return "it has not begun yet" if one.starts and reading.at < one.starts else ""


def _is_over(one: Candidate, reading: Reading) -> str:
    return "it is over" if one.ends and reading.at >= one.ends else ""


Filter = Callable[[Candidate, Reading], str]


def _of_pages(why_not: Callable[..., str]) -> Filter:
    return lambda one, reading: why_not(dict(one.facts()), reading.where)


IN_FORCE: tuple[tuple[str, Filter], ...] = (
    ("switched on", _is_off),
    ("words", _has_no_words),
    ("begun", _has_not_begun),
    ("not over", _is_over),
)
FILTERS: tuple[tuple[str, Filter], ...] = (*IN_FORCE, *((name, _of_pages(one)) for name, one in PAGE_FILTERS))


@dataclass(frozen=True, slots=True)
class Step:
    """What one filter said of one appeal."""

    filter: str
    why_not: str
    """Empty: it passes."""


@dataclass(frozen=True, slots=True)
class Line:
    """An appeal, and how far it came."""

    candidate: Candidate
    steps: tuple[Step, ...]
    is_chosen: bool

    @property
    def result(self) -> str:
        """In words."""
        stopped = self.steps[-1].why_not
        return stopped or ("shown" if self.is_chosen else "it passes, but another one comes first")


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """By priority; the id decides between equals, so that every machine decides alike."""
    return sorted(candidates, key=lambda one: (one.priority, one.id))


def is_in_force(one: Candidate, reading: Reading) -> bool:
    """Does it belong to the current campaign of this language?"""
    return not any(why_not(one, reading) for _, why_not in IN_FORCE)


def explain_choice(candidates: Iterable[Candidate], reading: Reading) -> tuple[Line, ...]:
    """Every appeal with its trace. At most one is chosen: one appeal on a page."""
    lines: list[Line] = []
    for one in in_order(candidates):
        steps = _walk(one, reading)
        passes = not steps[-1].why_not
        lines.append(Line(one, steps, passes and not any(line.is_chosen for line in lines)))
    return tuple(lines)


def _walk(one: Candidate, reading: Reading) -> tuple[Step, ...]:
    steps: list[Step] = []
    for name, why_not in FILTERS:
        steps.append(Step(name, why_not(one, reading)))
        if steps[-1].why_not:
            break
    return tuple(steps)
