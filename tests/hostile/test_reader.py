"""The Python reader: the same cases as the service worker, the same outcomes; and what a clock in hand can show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tamizdat.reading.answers import Read
from tamizdat.reading.memory import Memory
from tamizdat.reading.places import Limits
from tamizdat.reading.reader import Reader
from tests.hostile.cases import CASES, Case, Site
from tests.hostile.mirror import dead
from tests.hostile.scenes import Stage, staged, tellings

QUICK = Limits(head_start=1.0, request=3.0, total=30.0)


def visit_honestly(stage: Stage) -> Memory:
    """What the reader remembers of a first visit."""
    first = Reader(Memory(stage.root), [stage.origin.address], clock=lambda: stage.now, limits=QUICK)
    assert first.read("/en/index.html").data
    return first.memory


def read_later(stage: Stage, memory: Memory, ahead: timedelta = timedelta()) -> Read:
    """Everything has turned bad; the reader comes back, with a clock that may be wrong."""
    stage.turn_bad()
    reader = Reader(memory, [stage.origin.address], clock=lambda: stage.now + ahead, limits=QUICK)
    return reader.read(stage.path)


def telling_of(read: Read) -> set[int]:
    return tellings(read.data.decode()) if read.data else set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reader_gets_our_words_or_none(case: Case) -> None:
    with staged(case) as stage:
        read = read_later(stage, visit_honestly(stage))
        assert telling_of(read) == ({case.shown} if case.shown else set()), read.reasons
        assert read.verdict == case.verdict, read.reasons
        assert read.source == case.source, read.reasons
        assert stage.evil.asked == [], "a redirect was followed"
        for place in [stage.origin, *stage.mirrors]:
            for _, path, headers in place.asked:
                assert {"cookie", "referer"}.isdisjoint(name.lower() for name in headers), path


WELL = Case("the site is well", Site(2), (), 2, "current", "origin")


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [
        (timedelta(minutes=-3), "current"),
        (timedelta(hours=36), "current"),
        (timedelta(hours=48), "stale"),
        (timedelta(days=60), "stale"),
    ],
)
def test_a_clock_that_is_wrong_by_little_changes_nothing_and_by_much_makes_news_old(
    ahead: timedelta, verdict: str
) -> None:
    with staged(WELL) as stage:
        read = read_later(stage, visit_honestly(stage), ahead)
        assert (read.verdict, telling_of(read)) == (verdict, {2})


def test_a_clock_that_is_years_ahead_finds_the_root_expired_and_shows_nothing() -> None:
    with staged(WELL) as stage:
        read = read_later(stage, visit_honestly(stage), timedelta(days=800))
        assert read.verdict == "refused"
        assert {reason.rule for reason in read.reasons} == {"root-expired"}


def test_a_clock_that_is_days_behind_is_told_of_itself() -> None:
    with staged(WELL) as stage:
        read = read_later(stage, visit_honestly(stage), timedelta(days=-3))
        assert "clock" in {reason.rule for reason in read.reasons}
        assert read.age_seconds == 0


def test_two_editions_of_one_number_leave_evidence() -> None:
    case = Case("two publishers at once", Site(2, age=timedelta(minutes=20)), (), 2, "current", "origin")
    with staged(case) as stage:
        memory = visit_honestly(stage)
        stage.turn_bad()
        reader = Reader(memory, [stage.origin.address], clock=lambda: stage.now, limits=QUICK)
        reader.read(stage.path)
        assert [one.edition for one in reader.equivocations] == [2]
        one = reader.equivocations[0]
        assert one.one.manifest != one.other.manifest
        assert all("/tuf/timestamp.json" in seen.files for seen in (one.one, one.other))


def test_an_older_list_steers_nobody() -> None:
    """The newest edition, and among its targets a list that the newsroom signed before the one that the reader has."""
    case = Case("an older list", Site(3), (Site(3),), 3, "current")
    with staged(case) as stage:
        memory = visit_honestly(stage)
        stage.turn_bad()
        stage.steer(stage.evil.address, version=1)
        reader = Reader(memory, [stage.origin.address], clock=lambda: stage.now, limits=QUICK)
        assert telling_of(reader.read(stage.path)) == {3}
        stage.origin.trick = dead
        read = reader.read(stage.path)
        assert (telling_of(read), read.source) == ({3}, "mirror")
        assert stage.evil.asked == []


def test_every_reader_sends_the_same_requests() -> None:
    asked = []
    for _ in range(2):
        with staged(WELL) as stage:
            read_later(stage, visit_honestly(stage))
            asked.append(
                [(method, path.split("/")[1], {k: v for k, v in headers.items() if k.lower() != "host"})
                 for method, path, headers in stage.origin.asked]
            )  # fmt: skip
    assert asked[0] == asked[1]
