"""Chains of corrections, one a language: words can be forgotten, lines cannot. docs/formats/corrections-v1.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.core.edition.errors import EditionError

FORMAT = "tamizdat-corrections-v1"
FIRST = "0" * 64
"""What the first line names as the one before it."""
LINE = ("commitment", "day", "language", "number", "previous")
OPENING = ("article", "at", "html", "salt")
IN_A_FILE = 20

_hex = re.compile(r"[0-9a-f]{64}\Z")
_salt = re.compile(r"[0-9a-f]{32}\Z")
_day = re.compile(r"\d{4}-\d\d-\d\d\Z")

Line = Mapping[str, Any]


class ChainError(EditionError):
    """A line of the chain was changed, removed or put in."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found: how many lines, how many of them have their words, and the hash of the last."""

    lines: int
    opened: int
    head: str


def fact_name(language: str, number: int) -> str:
    """``correction:en/12``."""
    return f"correction:{language}/{number}"


def lines_of_page(page: int) -> range:
    """The numbers of the lines that stand together on a page and in a file: cut from the oldest, never cut anew."""
    return range(IN_A_FILE * (page - 1) + 1, IN_A_FILE * page + 1)


def page_of_line(number: int) -> int:
    """The page that has this line."""
    return (number - 1) // IN_A_FILE + 1


def commit(opening: Mapping[str, Any]) -> str:
    """What a line keeps of its words: nobody can find them from it, and nobody can put others in their place."""
    return digest(canonical_json({name: opening[name] for name in OPENING}))


def line_hash(line: Line) -> str:
    """What the next line names: all of this one but its words."""
    return digest(canonical_json({"format": FORMAT, **{name: line[name] for name in LINE}}))


def next_line(before: Line | None, opening: Mapping[str, Any], *, day: str, language: str) -> dict[str, Any]:
    """The line that follows."""
    return {
        "commitment": commit(opening),
        "day": day,
        "language": language,
        "number": before["number"] + 1 if before else 1,
        "opening": dict(opening),
        "previous": line_hash(before) if before else FIRST,
    }


def check_chain(lines: Iterable[Any]) -> Chain:
    """One language's lines, from the first to the last; raises ChainError for the first that does not fit."""
    head, count, opened, language = FIRST, 0, 0, ""
    for line in lines:
        check_line(line)
        language = language or line["language"]
        if line["language"] != language:
            raise ChainError(f"Line {line['number']} of the corrections stands in another language's chain.")
        if line["number"] != count + 1:
            raise ChainError(f"Line {count + 1} of the corrections is missing: {line['number']} stands in its place.")
        if line["previous"] != head:
            raise ChainError(f"Line {line['number']} of the corrections does not follow the one before it.")
        head, count = line_hash(line), count + 1
        opened += line["opening"] is not None
    return Chain(count, opened, head)


def check_line(line: Any) -> None:
    """Is this a line, and are its words those that it promised?"""
    if not isinstance(line, Mapping) or line.keys() != {*LINE, "opening"}:
        raise ChainError("A line of the corrections has other keys.")
    number, opening = line["number"], line["opening"]
    if type(number) is not int or number < 1:
        raise ChainError("A line of the corrections has no number.")
    if not all(isinstance(line[name], str) for name in LINE if name != "number") or not _fits(line):
        raise ChainError(f"Line {number} of the corrections is not written as a line is.")
    if opening is not None and not _opens(line["commitment"], opening):
        raise ChainError(f"The words of line {number} of the corrections are not those that it was made with.")


def _fits(line: Line) -> bool:
    return bool(_hex.match(line["commitment"]) and _hex.match(line["previous"]) and _day.match(line["day"]))


def _opens(commitment: str, opening: Any) -> bool:
    if not isinstance(opening, Mapping) or opening.keys() != set(OPENING):
        return False
    if not all(isinstance(one, str) for one in opening.values()) or not _salt.match(opening["salt"]):
        return False
    return commit(opening) == commitment


def check_follows(old: Line, new: Any) -> None:
    """A line that was published stays as it is; it may lose its words, and an article that returns brings them back."""
    check_line(new)
    if line_hash(old) != line_hash(new):
        raise ChainError(f"Line {old['number']} of the corrections was published already and cannot be changed.")
