"""The paper's own words (``paper/<language>.toml``): notice, letter, support, ways, sections, bylines."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.project.demo.body_syntax import SyntaxMistake, read_blocks
from tamizdat.project.demo.errors import DemoFileError
from tamizdat.project.demo.inline_syntax import FindArticle
from tamizdat.project.demo.read_articles import HERE, name_of, public_id

MARKED = ("notice_text", "letter_text", "support_text", "ways_text")
"""Texts with marks; they become html."""
PLAIN = ("tagline", "notice_title", "notice_link", "letter_title", "letter_signed", "support_title", "ways_title")


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What one paper says of itself. ``lead`` and ``picks`` are identities of articles."""

    language: str
    texts: Mapping[str, str]
    section_order: tuple[str, ...]
    lead: str
    picks: tuple[str, ...]
    descriptions: Mapping[str, Mapping[str, str]]
    """``section``, ``topic`` and ``byline`` → name → description."""
    pseudonyms: tuple[str, ...]


def read_papers(articles: Sequence[IncomingArticle], folder: Path = HERE / "paper") -> list[PaperWords]:
    """The words of every paper; raises DemoFileError when a file is wrong."""
    return [_read(file, articles) for file in sorted(folder.glob("*.toml"))]


def _read(file: Path, articles: Sequence[IncomingArticle]) -> PaperWords:
    language = file.stem
    by_name = {name_of(one): one for one in articles if one.language == language}

    def find(name: str) -> tuple[str, str]:
        return public_id(by_name[name].identity), by_name[name].headline

    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        return PaperWords(
            language=language,
            texts={key: values[key] for key in PLAIN} | {key: _html(values[key], find) for key in MARKED},
            section_order=tuple(values["section_order"]),
            lead=by_name[values["lead"]].identity,
            picks=tuple(by_name[name].identity for name in values["picks"]),
            descriptions=_descriptions(values),
            pseudonyms=tuple(values["pseudonyms"]["names"]),
        )
    except tomllib.TOMLDecodeError as error:
        raise DemoFileError(file, 1, f"{error}.") from None
    except KeyError as error:
        raise DemoFileError(file, 1, f"{error.args[0]!r} is missing, or there is no article of this name.") from None
    except SyntaxMistake as mistake:
        raise DemoFileError(file, mistake.line, mistake.what) from None


def _descriptions(values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {"section": values["sections"], "topic": values["topics"], "byline": values["bylines"]}


def _html(text: str, find: FindArticle) -> str:
    blocks = read_blocks(text.strip().split("\n"), 1, find)
    strange = [block["type"] for block in blocks if block["type"] != "text"]
    if strange:
        raise SyntaxMistake(1, f"the paper's own words are paragraphs and lists; here is a {strange[0]}.")
    return "".join(block["html"] for block in blocks)
