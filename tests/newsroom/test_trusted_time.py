"""The clock that lifts embargoes: it believes what was counted, and no leap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.newsroom.trusted_time import Believed, Reading, believe, judge, read_clocks

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def reading(wall_minutes: float, boot_minutes: float | None = None, boot: str = "one", synchronised=False) -> Reading:
    counted = wall_minutes if boot_minutes is None else boot_minutes
    return Reading(NOON + timedelta(minutes=wall_minutes), 1000 + 60 * counted, boot, synchronised)


def after(*readings: Reading) -> Believed:
    """What is believed when these were read one after the other."""
    believed = None
    for one in readings:
        believed = believe(believed, one, judge(believed, one)) or believed
    assert believed
    return believed


def minutes(at: datetime) -> float:
    return (at - NOON).total_seconds() / 60


def test_time_that_passed_is_believed_also_while_the_machine_slept():
    judged = judge(after(reading(0)), reading(600))
    assert (minutes(judged.now), minutes(judged.due), judged.doubt) == (600, 600, "")


def test_a_leap_forward_is_held_at_the_last_believed_time_until_the_clock_is_right_again():
    believed = after(reading(0), reading(5))
    leapt = judge(believed, reading(24 * 60, 6))
    assert leapt.is_held and minutes(leapt.now) == minutes(leapt.due) == 5
    assert believe(believed, reading(24 * 60, 6), leapt) is None
    assert minutes(judge(believed, reading(7)).due) == 7


def test_a_clock_set_right_by_seconds_is_no_leap():
    judged = judge(after(reading(0)), reading(10 + 5 / 60, 10))
    assert not judged.is_held and minutes(judged.due) == 10


def test_many_small_leaps_are_one_leap():
    believed = after(*(reading(0.1 * step, 0) for step in range(1)))
    for step in range(1, 12):
        one = reading(0.1 * step, 0)
        believed = believe(believed, one, judge(believed, one)) or believed
    assert minutes(believed.last) <= 0.2


def test_a_clock_set_back_begins_nothing_and_takes_nothing_back():
    judged = judge(after(reading(0), reading(60)), reading(-600, 61))
    assert judged.doubt == "behind" and not judged.is_held
    assert minutes(judged.now) == 60 and minutes(judged.due) == -600


def test_after_a_restart_the_clock_is_believed_when_little_time_passed_or_the_kernel_calls_it_synchronised():
    believed = after(reading(60))
    assert minutes(judge(believed, reading(65, 0, "two")).due) == 65
    assert judge(believed, reading(600, 0, "two")).doubt == "restart"
    assert minutes(judge(believed, reading(600, 0, "two", synchronised=True)).due) == 600
    assert minutes(judge(believed, reading(-9000, 0, "two")).now) == 60


def test_a_count_that_went_back_is_another_start_whatever_its_name():
    believed = after(reading(60))
    assert judge(believed, reading(600, -1000 / 60, "one")).doubt == "restart"


def test_the_machine_can_be_asked():
    one, other = read_clocks(), read_clocks()
    assert other.boot >= one.boot and one.boot_id == other.boot_id != ""
    assert not judge(Believed(one.wall, one.boot, one.boot_id, one.wall), other).is_held


steps = st.lists(st.tuples(st.floats(0, 600), st.floats(-9000, 9000)), max_size=12)


@given(steps)
def test_nothing_begins_before_as_much_time_was_counted(leaps):
    """Whatever is done to the clock of a machine that runs: what is due has been counted, and now never goes back."""
    believed, counted, last = after(reading(0)), 0.0, NOON
    for passes, leap in leaps:
        counted += passes
        one = reading(counted + leap, counted)
        judged = judge(believed, one)
        assert judged.due <= NOON + timedelta(minutes=counted, seconds=1)
        assert judged.now >= last
        believed, last = believe(believed, one, judged) or believed, judged.now


@pytest.mark.parametrize("synchronised", [True, False])
def test_the_first_time_of_all_is_believed(synchronised):
    assert judge(None, reading(0, synchronised=synchronised)).due == NOON
