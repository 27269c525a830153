"""The demo comes in through the newsroom's doors, once; interrupted, it goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.newsroom.incoming import Accepted, IncomingArticle
from tamizdat.project.demo.make import fill_newsroom
from tamizdat.project.demo.read_articles import read_articles

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Killed(Exception):
    """The machine went off."""


class MemoryDoors:
    """The newsroom's doors, in memory: what is known by identity does not come in again."""

    def __init__(self, dies_after: int = 10**9) -> None:
        self.accepted: dict[str, IncomingArticle] = {}
        self.published: list[str] = []
        self.papers: dict[str, dict[str, Any]] = {}
        self.names: dict[tuple[str, str, str], str] = {}
        self.changes = 0
        self.left = dies_after

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    def accept_articles(self, kind: str, articles: Sequence[IncomingArticle], *, now: datetime) -> list[Accepted]:
        self._step()
        assert kind == "demo" and len(articles) <= 200
        assert all(one.published is not None and one.published <= now for one in articles)
        known = [one.identity in self.accepted for one in articles]
        self.accepted.update({one.identity: one for one in articles})
        self.changes += known.count(False)
        return [Accepted(one.identity, "unchanged" if k else "created") for one, k in zip(articles, known, strict=True)]

    def publish_accepted(self, *, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
        self._step()
        new = [one for one in self.accepted if one not in self.published]
        self.published += new
        self.changes += len(new)
        return len(new)

    def describe_names(
        self, language: str, kind: str, descriptions: Mapping[str, str], *, pseudonyms: Collection[str] = ()
    ) -> int:
        self._step()
        wanted = {(language, kind, name): text for name, text in descriptions.items()}
        new = {key: text for key, text in wanted.items() if self.names.get(key) != text}
        self.names.update(new)
        self.changes += len(new)
        return len(new)

    def set_paper(self, language: str, **texts: Any) -> None:
        self._step()
        assert {texts["lead"], *texts["picks"]} <= set(self.published)
        if self.papers.get(language) != texts:
            self.papers[language] = texts
            self.changes += 1


def test_everything_comes_in_oldest_first() -> None:
    doors = MemoryDoors()
    fill_newsroom(doors, ["en", "ru", "fa"], now=NOW)
    assert doors.published == [one.identity for one in read_articles()]
    assert set(doors.papers) == {"en", "ru", "fa"}


def test_a_second_call_changes_nothing() -> None:
    doors = MemoryDoors()
    fill_newsroom(doors, ["en", "ru", "fa"], now=NOW)
    changes = doors.changes
    fill_newsroom(doors, ["en", "ru", "fa"], now=NOW)
    assert doors.changes == changes > 0


@pytest.mark.parametrize("dies_after", range(0, 16, 3))
def test_killed_half_way_the_next_call_completes(dies_after: int) -> None:
    whole, doors = MemoryDoors(), MemoryDoors(dies_after)
    fill_newsroom(whole, ["en", "ru", "fa"], now=NOW)
    with pytest.raises(Killed):
        fill_newsroom(doors, ["en", "ru", "fa"], now=NOW)
    doors.left = 10**9
    fill_newsroom(doors, ["en", "ru", "fa"], now=NOW)
    assert (doors.accepted, doors.published, doors.papers) == (whole.accepted, whole.published, whole.papers)


def test_a_newsroom_of_one_language_gets_that_language() -> None:
    doors = MemoryDoors()
    fill_newsroom(doors, ["fa"], now=NOW)
    assert {one.language for one in doors.accepted.values()} == {"fa"} == set(doors.papers)


def test_a_clock_that_is_behind_does_not_hold_the_news_back() -> None:
    doors = MemoryDoors()
    fill_newsroom(doors, ["en", "ru", "fa"], now=datetime(2020, 1, 1, tzinfo=UTC))
    assert len(doors.published) == len(read_articles())
