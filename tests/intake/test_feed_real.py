"""Real feeds and the test cases of feed readers and validators, where they are at hand; none of them is kept here."""

from __future__ import annotations

import ast
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tamizdat.intake.archive import ReadOptions
from tamizdat.intake.feed import read as feed
from tamizdat.intake.feed.entry import plain_text
from tamizdat.intake.page.read import block_texts
from tamizdat.newsroom.incoming import IncomingArticle
from tamizdat.shell.errors import RefusedError

FEEDS = Path(os.environ.get("TAMIZDAT_INPUT") or Path(__file__).parents[3] / "shared/input") / "feeds"
OPTIONS = ReadOptions(language="en", find_media=lambda key: None)
VALUE = r"(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")"
OTHERWISE = {
    "entry_title_text_plain_brackets.xml": "brackets in plain text stay",
    "atommathml.xml": "formulas are no text",
    "atomsvgdesc.xml": "drawings are no text",
    "atomsvgtitle.xml": "drawings are no text",
    "bozo_linenoise.xml": "it expects the wrong encoding to be guessed",
}
EXPECTED = re.compile(rf"entries\[0\](?:\['|\.)(title|description|summary)'?\]? == {VALUE}")
EXPECTED_CONTENT = re.compile(rf"entries\[0\](?:\['|\.)content'?\]?\[0\](?:\['|\.)value'?\]? == {VALUE}")


def files(*folders: str) -> list[Path]:
    """The files of some folders."""
    if not FEEDS.is_dir():
        pytest.skip(f"no feeds at {FEEDS} (set TAMIZDAT_INPUT)")
    return [p for f in folders for p in sorted((FEEDS / f).rglob("*")) if p.is_file() and p.suffix != ".txt"]


def read(path: Path) -> list[Any]:
    """Everything in a feed; none when it is refused with a reason."""
    try:
        return list(feed.read(path, OPTIONS))
    except RefusedError as error:
        assert path.name in str(error) and len(str(error)) < 600
        return []


def test_no_feed_crashes_or_takes_long_and_every_real_one_comes_in() -> None:
    for path in files("."):
        started = time.perf_counter()
        found = [i for i in read(path) if isinstance(i, IncomingArticle)]
        assert time.perf_counter() - started < 15, path
        assert all(a.headline and a.identity and "<script" not in repr(a.body).lower() for a in found), path
        if path.parent.name in ("rss-parser-real", "node-feedparser-real", "made-here"):
            assert found, path


def expectations() -> Iterator[tuple[Path, str, str]]:
    """File, field and value, as the test cases of a feed reader state them."""
    for path in files("feedparser/wellformed", "feedparser/illformed", "feedparser/encoding"):
        head = re.search(rb"Expect:\s*(.*?)\s*(?:-->|\n)", path.read_bytes(), re.S)
        told = head[1].decode("utf-8", "replace") if head else ""
        for name, value in [*EXPECTED.findall(told), *(("content", v) for v in EXPECTED_CONTENT.findall(told))]:
            yield path, name, plain_text(ast.literal_eval(value.removeprefix("u")))


def test_titles_and_texts_are_what_the_test_cases_expect() -> None:
    wrong, asked = [], 0
    for path, name, value in expectations():
        if path.name in OTHERWISE:
            continue
        article = next((i for i in read(path) if isinstance(i, IncomingArticle)), None)
        asked += 1
        text = (
            ""
            if article is None
            else article.headline
            if name == "title"
            else " ".join([article.standfirst, article.headline, *block_texts(article)])
        )
        if re.sub(r"\W", "", value) not in re.sub(r"\W", "", text):
            wrong.append((path.name, name, value[:60], text[:60]))
    assert asked > 60
    assert wrong == []
