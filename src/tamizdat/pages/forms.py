"""A template as a form: rendered once for every choice of what is there and what is not, then only filled in.

So a page costs what its own words cost. What a template does with a value that is filled in may only be two things:
print it as it is, and ask whether it is there. Everything else is a choice, and each choice has a form of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tamizdat.pages.escape import NOTHING, Markup, text
from tamizdat.pages.templates import render
from tamizdat.pages.words import words_of

MOST_FORMS = 200
"""So many are kept; beyond that all are made again."""
PRIVATE_LETTERS = range(0xF0000, 0xFFFFE)
"""Letters that Unicode gives to nobody; one that is in nothing shared marks where a form is filled in."""

Values = Mapping[str, Markup]


class Forms:
    """Forms that share what is printed on all of them."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self.shared = shared
        self._mark = next(letter for letter in map(chr, PRIVATE_LETTERS) if not _is_in(letter, shared))
        self._forms: dict[Any, tuple[list[Any], list[str]]] = {}

    def fill(self, template: str, values: Values, **choices: Any) -> Markup:
        """A piece of a page."""
        parts, names = self._form(template, values, choices, False)
        parts = parts.copy()
        parts[1::2] = [_safe(values[name]) for name in names]
        return Markup("".join(parts))

    def encode(self, template: str, values: Values, **choices: Any) -> bytes:
        """A whole page in UTF-8."""
        parts, names = self._form(template, values, choices, True)
        parts = parts.copy()
        parts[1::2] = [_safe(values[name]).encode() for name in names]
        return b"".join(parts)

    def _form(
        self, template: str, values: Values, choices: dict[str, Any], is_encoded: bool
    ) -> tuple[list[Any], list[str]]:
        key = (template, is_encoded, *choices.values(), *[name for name, value in values.items() if value])
        form = self._forms.get(key)
        if form is None:
            if len(self._forms) >= MOST_FORMS:
                self._forms.clear()
            form = self._forms[key] = self._make(template, values, choices, is_encoded)
        return form

    def _make(
        self, template: str, values: Values, choices: dict[str, Any], is_encoded: bool
    ) -> tuple[list[Any], list[str]]:
        """What is printed, and between it the names of what is filled in."""
        mark = self._mark
        blanks = {name: Markup(f"{mark}{name}{mark}") if value else NOTHING for name, value in values.items()}
        parts = render(template, {**self.shared, **choices, **blanks}).split(mark)
        return [one.encode() for one in parts] if is_encoded else parts, parts[1::2]


def _is_in(letter: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_is_in(letter, one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_is_in(letter, one) for one in value)
    return letter in str(value)


def _safe(value: Markup) -> Markup:
    """As in the templates themselves: what is not marked safe is escaped."""
    return value if type(value) is Markup else text(value)


@cache
def forms_in(language: str) -> Forms:
    """Forms that hold nothing but a language's own words."""
    return Forms({"words": words_of(language)})


WORDLESS = Forms({})
"""Forms on which nothing is shared, the same in every language."""
