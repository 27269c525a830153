"""The chains of corrections in a folder: is each whole, and does it go on from an older one?

Format: docs/formats/corrections-v1.md, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tamizdat.core.canonical import parse_strict
from tamizdat.core.edition.errors import CanonicalError
from tamizdat.core.trust.corrections import Chain, ChainError, check_chain, check_follows, fact_name
from tamizdat.reading.folder import Folder

LARGEST = 4_000_000
FOLDER = "facts/corrections"


def find_chains(top: Path) -> dict[str, Chain]:
    """Each language's chain; raises ChainError for the first line that does not fit."""
    return {language: check_chain(read_lines(top, language)) for language in languages_of(top)}


def languages_of(top: Path) -> list[str]:
    """Languages that have corrections."""
    folder = top / FOLDER
    return sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []


def read_lines(top: Path, language: str) -> Iterator[Any]:
    """One language's lines, as they stand in the files."""
    number = 0
    while True:
        number += 1
        try:
            data = Folder(top.resolve()).read(f"/{FOLDER}/{language}/{number}.jsonl", LARGEST)
        except KeyError:
            return
        for line in data.removesuffix(b"\n").split(b"\n"):
            yield _line(line, language)


def _line(data: bytes, language: str) -> Any:
    try:
        fact = parse_strict(data)
    except CanonicalError as error:
        raise ChainError(f"A line of the corrections cannot be read: {error}") from None
    value = fact.get("value") if isinstance(fact, dict) else None
    if not isinstance(value, dict) or fact.get("name") != fact_name(language, value.get("number", 0)):
        raise ChainError("A line of the corrections stands under another line's name.")
    return value


def check_against(older: Path, newer: Path) -> int:
    """Every line that the older edition has is in the newer one, unchanged; gives how many. Raises ChainError."""
    count = 0
    for language in languages_of(older):
        now = read_lines(newer, language)
        for line in read_lines(older, language):
            found = next(now, None)
            if found is None:
                raise ChainError(f"{fact_name(language, line['number'])} was published before and is gone.")
            check_follows(line, found)
            count += 1
    return count
