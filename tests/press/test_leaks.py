"""The name of an account is found however it is written, and an innocent word is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tamizdat.core.canonical import canonical_json, digest
from tamizdat.press.leaks import LeakError, check_leaks
from tamizdat.press.memory import open_memory, put_facts

PRIVATE = {"mira.k@lamp.example", "Straße77", "Алиса Волкова", "kowal"}


def search(folder: Path, **facts: Any) -> None:
    """Search these facts for the private words."""
    memory = open_memory(folder / "press.sqlite3")
    for name, value in facts.items():
        text = canonical_json(value).decode()
        put_facts(memory, [(name.replace("_", ":", 1), digest(text.encode()), text)])
    check_leaks(memory, PRIVATE)


HIDDEN = {
    "plain": "by kowal today",
    "split by markup": "by <b>ko</b>wal today",
    "an entity": "by k&#111;wal today",
    "an entity twice": "by k&amp;#111;wal today",
    "upper case": "BY KOWAL",
    "wide letters": "ｋｏｗａｌ",
    "a soft hyphen": "ko\u00adwal",
    "a zero-width space": "ko\u200bwal",
    "a written soft hyphen": "ko&shy;wal",
    "a mark of direction": "ko\u202ewal",
    "a tag character": "ko\U000e0041wal",
    "an address": '<a href="mailto:mira.k%40lamp.example">x</a>',
    "an attribute": '<span lang="kowal">x</span>',
    "sharp s": "STRASSE77",
    "two words over a line": "<p>Алиса<br>Волкова</p>",
    "two words with a hard space": "алиса\u00a0волкова",
    "mathematical letters": "\U0001d424\U0001d428\U0001d430\U0001d41a\U0001d425",
    "beside a quotation mark": 'called "kowal".',
    "at the start of a line": "first\nkowal",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_a_private_word_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    with pytest.raises(LeakError, match=r"article:x holds"):
        search(tmp_path, article_x={"body": [{"type": "text", "html": f"<p>{text}</p>"}]})


@pytest.mark.parametrize("text", ["kowalski", "akowal", "ko wal", "lamp.example", "Алиса", "<p>Алиса</p><p>в</p>"])
def test_another_word_is_no_leak(tmp_path: Path, text: str) -> None:
    search(tmp_path, article_x={"body": [{"type": "text", "html": text}]})


def test_a_byline_that_only_holds_the_word_within_another_allows_nothing(tmp_path: Path) -> None:
    with pytest.raises(LeakError):
        search(tmp_path, byline_b={"name": "Jan Kowalski"}, article_x={"headline": "kowal was here"})


def test_a_published_byline_and_a_listed_contact_are_allowed(tmp_path: Path) -> None:
    search(
        tmp_path,
        byline_b={"name": "Kowal"},
        paper_en={"support": {"html": "<p>mira.k@<b>lamp</b>.example</p>"}},
        article_x={"headline": "kowal was here", "standfirst": "write to mira.k@lamp.example"},
    )


def test_a_large_fact_full_of_brackets_is_searched_in_a_moment(tmp_path: Path) -> None:
    search(tmp_path, article_x={"body": "<" * 500_000 + "&" * 500_000 + " " * 500_000})
