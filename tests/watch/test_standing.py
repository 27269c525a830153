"""A bad quarter of an hour changes nothing; a block is believed after a while, and its end after a longer while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.mirrors.watch.observation import CUT_OFF, FAULTY, KINDS, NO_DATA, Kind, Observation
from tamizdat.mirrors.watch.policy import Policy
from tamizdat.mirrors.watch.standing import Standing, standing_from_json, step

START = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = Policy(probes=6, failed=4, minutes=45, back_probes=6, back_minutes=180)


def replay(mirror: str, vantage: str, found: Sequence[Observation], policy: Policy) -> Standing:
    """The state that a history leads to."""
    return reduce(lambda before, one: step(before, one, policy), found, Standing(mirror, vantage))


def after(kinds: Sequence[Kind], every: int = 15, policy: Policy = POLICY) -> Standing:
    rows = [Observation(START + timedelta(minutes=every * n), "riga", "xx", kind) for n, kind in enumerate(kinds)]
    return replay("riga", "xx", rows, policy)


def test_every_kind_is_of_exactly_one_group() -> None:
    groups = [{"ok"}, CUT_OFF, FAULTY, NO_DATA]
    assert sorted(kind for group in groups for kind in group) == sorted(KINDS)


def test_what_was_never_seen_is_unknown_and_the_first_ok_is_readable() -> None:
    assert after([]).state == "unknown"
    assert after(["tls", "tls"]).state == "unknown"
    assert after(["ok"]).state == "readable"
    assert after(["ok"]).since == START


def test_three_failures_are_doubt_and_the_fourth_is_a_block_since_the_first() -> None:
    before = after(["ok"] * 5 + ["tls"] * 3)
    assert (before.state, before.is_doubtful) == ("readable", True)
    blocked = after(["ok"] * 5 + ["tls"] * 4)
    assert (blocked.state, blocked.since) == ("cut-off", START + timedelta(minutes=75))
    assert blocked.main_kind() == "tls"


def test_four_failures_within_a_few_minutes_are_not_long_enough() -> None:
    assert after(["ok"] * 5 + ["tls"] * 40, every=1).state == "readable"
    assert after(["ok"] * 5 + ["tls"] * 46, every=1).state == "cut-off"


def test_one_probe_in_two_that_fails_is_a_bad_line_and_no_block() -> None:
    assert after(["ok", "tls"] * 50).state == "readable"


def test_once_blocked_it_is_readable_again_only_after_a_longer_while() -> None:
    blocked: list[Kind] = ["tls"] * 5
    assert after([*blocked, *["ok"] * 12]).state == "cut-off"
    again = after([*blocked, *["ok"] * 13])
    assert (again.state, again.since) == ("readable", START + timedelta(minutes=75))


def test_a_censor_who_flickers_does_not_move_the_state() -> None:
    flicker: list[Kind] = (["tls"] * 2 + ["ok"] * 10) * 20
    states = {after([*["tls"] * 5, *flicker[:n]]).state for n in range(len(flicker))}
    assert states == {"cut-off"}


def test_a_vantage_point_that_is_down_moves_nothing_and_is_no_ok() -> None:
    before = after(["ok"] * 3)
    down = after([*["ok"] * 3, *["vantage"] * 30])
    assert (down.state, down.recent, down.last_ok) == (before.state, before.recent, before.last_ok)
    assert not down.is_fresh(START + timedelta(minutes=15 * 33), POLICY)


def test_what_was_seen_before_a_long_silence_proves_nothing() -> None:
    rows = [Observation(START + timedelta(minutes=15 * n), "riga", "xx", "tls") for n in range(3)]
    rows.append(Observation(START + timedelta(days=2), "riga", "xx", "tls"))
    assert replay("riga", "xx", rows, POLICY).state == "unknown"


def test_from_cut_off_to_faulty_the_trouble_began_when_it_began() -> None:
    found = after([*["tls"] * 5, *["old"] * 8])
    assert (found.state, found.since) == ("faulty", START)


def test_a_lower_edition_is_remembered_only_as_what_it_is() -> None:
    rows = [Observation(START + timedelta(minutes=n), "riga", "xx", "ok", {}, 9 - n) for n in range(3)]
    assert replay("riga", "xx", rows, POLICY).edition == 9


@given(st.lists(st.sampled_from(KINDS), max_size=60), st.integers(1, 40))
def test_a_state_that_was_written_down_is_the_state(kinds: list[Kind], every: int) -> None:
    standing = after(kinds, every)
    assert standing_from_json("riga", "xx", standing.to_json()) == standing


@given(st.lists(st.sampled_from(KINDS), max_size=60), st.integers(1, 40))
def test_nothing_is_cut_off_without_as_many_failures_over_as_long(kinds: list[Kind], every: int) -> None:
    standing = after(kinds, every)
    failed = [one for one in kinds if one in CUT_OFF or one in FAULTY]
    if standing.state in ("cut-off", "faulty"):
        assert len(failed) >= POLICY.failed
        assert every * (len(kinds) - 1) >= POLICY.minutes


@pytest.mark.parametrize("every", [1, 5, 15, 60])
def test_a_steady_block_is_always_found_and_its_end_too(every: int) -> None:
    long = 8 * 60 // every + 6
    assert after([*["ok"] * 3, *["dns"] * long], every).state == "cut-off"
    assert after([*["dns"] * long, *["ok"] * long], every).state == "readable"
