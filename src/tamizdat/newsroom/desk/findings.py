"""What checks are made of: an article as it would be published, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from html import unescape
from typing import Any

TAGS = re.compile(r"<[^>]*>")


class Weight(IntEnum):
    """How much a finding matters to whoever publishes."""

    REFUSE = 0
    """It is not published like this."""
    ASK = 1
    """It is published when the editor says so once more."""
    TELL = 2
    """It is said, and nothing waits for it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found, and what to do, in words for the editor."""

    weight: Weight
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A page of the desk, and the facts that it would become."""

    page: Any
    facts: Mapping[str, Any]
    names: Sequence[str] = field(default=())
    """Bylines that stand in the form and are not saved yet."""

    @property
    def body(self) -> list[dict[str, Any]]:
        """The blocks of an article."""
        found: list[dict[str, Any]] = next((one["body"] for one in self.facts.values() if one and "body" in one), [])
        return found

    def texts(self) -> Iterator[str]:
        """Every text that readers would get, without its tags."""
        for value in (*self.facts.values(), *self.names):
            yield from (unescape(TAGS.sub(" ", one)) for one in strings_in(value))

    def htmls(self) -> Iterator[str]:
        """Every text as it is."""
        for value in self.facts.values():
            yield from strings_in(value)


def strings_in(value: Any) -> Iterator[str]:
    """Every text of a value, however deep, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_in(one)
