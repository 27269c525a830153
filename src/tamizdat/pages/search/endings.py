"""What words of a language end with, so that one form finds the others. Light: it only ever takes letters away.

The tables go to readers' browsers with the index, so that both sides always have the same. Longest first in each step.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tamizdat.pages.languages import main_part


@dataclass(frozen=True, slots=True, eq=False)
class Endings:
    """Letters that are taken from a word: ``least`` of them always stay. There is one of each language."""

    steps: tuple[tuple[str, ...], ...] = ()
    beginnings: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    """What ends so stays as it is."""
    least: int = 3

    def value(self) -> dict[str, Any]:
        """As readers' browsers get it."""
        return {
            "beginnings": list(self.beginnings),
            "keep": list(self.keep),
            "least": self.least,
            "steps": [list(one) for one in self.steps],
        }


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("tamizdat.pages") / "search" / "endings.toml").read_text(encoding="utf-8"))


@cache
def endings_of(language: str) -> Endings:
    """The table of a language; an empty one where there is none: then words are found as they are written."""
    table = _tables().get(main_part(language), {})
    return Endings(
        steps=tuple(_longest_first(one) for one in table.get("steps", ())),
        beginnings=_longest_first(table.get("beginnings", "")),
        keep=tuple(table.get("keep", "").split()),
        least=table.get("least", 3),
    )


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(set(words.split()), key=lambda one: (-len(one), one)))
