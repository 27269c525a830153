"""What is proposed, when, and what never is: hysteresis and caps, on histories that are made up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamizdat.mirrors.watch.decide import apply_by_policy, apply_proposal, dismiss_proposal
from tamizdat.mirrors.watch.observation import Kind
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.mirrors import Pool
from tests.watch.house import HERE, XX_ONE, XX_TWO, YY, House, mirror

BLOCKED: dict[str, Kind] = {"xx-1": "tls", "xx-2": "tls"}
LETTER = Pool("letter", "channel")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_blocked_mirror_is_exchanged_for_a_resting_one_when_a_person_says_so(house: House) -> None:
    house.keep(mirror("riga"), mirror("oslo"), mirror("bern", state="resting")).watch(5)
    assert house.proposals() == []
    house.watch(3, {"riga": BLOCKED})
    assert house.word("riga") == "doubtful"
    assert house.proposals() == []
    house.watch(1, {"riga": BLOCKED})
    (one,) = house.proposals()
    assert (one.deed, one.mirror, one.woken, one.countries, one.is_certain, one.held) == (
        "rotate", "riga", "bern", ("XX",), True, "",
    )  # fmt: skip
    assert one.since == house.now - timedelta(minutes=45)
    assert house.states()["riga"] == "active", "nothing is done unasked"
    change = apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "person")
    assert house.states() == {"riga": "burned", "oslo": "active", "bern": "active"}
    assert house.history.changes(house.now - timedelta(days=1)) == [change]
    assert house.proposals() == []


def test_a_proposal_keeps_its_name_while_the_trouble_lasts(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(4, {"riga": BLOCKED})
    ids = {house.watch(1, {"riga": BLOCKED}).proposals()[0].id for _ in range(6)}
    assert len(ids) == 1


def test_one_witness_is_not_enough_for_the_policy_but_a_person_may_decide(house: House) -> None:
    house.vantages = (HERE, XX_ONE)
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": {"xx-1": "reset"}})
    (one,) = house.proposals()
    assert (one.deed, one.is_certain, one.held) == ("rotate", False, "uncertain")
    assert apply_by_policy(house.folder, house.history, house.policy, house.now) == []
    with pytest.raises(RefusedError, match="a person has to decide"):
        apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "policy")
    apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "person")
    assert house.states() == {"riga": "burned", "bern": "active"}


def test_of_two_vantage_points_both_must_see_it(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": {"xx-1": "tls"}})
    assert house.proposals()[0].held == "uncertain"


def test_without_a_resting_mirror_the_pool_is_not_emptied(house: House) -> None:
    house.keep(mirror("riga")).watch(5).watch(8, {"riga": BLOCKED})
    (one,) = house.proposals()
    assert (one.deed, one.changes_something) == ("add", False)
    with pytest.raises(RefusedError, match="says what a person has to do"):
        apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "person")
    assert apply_by_policy(house.folder, house.history, house.policy, house.now) == []
    assert house.states() == {"riga": "active"}


def test_an_address_never_moves_to_another_pool(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", "letter", "resting"), pools=[LETTER])
    house.watch(5).watch(8, {"riga": BLOCKED})
    assert [one.deed for one in house.proposals()] == ["add"]


def test_only_a_resting_mirror_that_is_readable_is_woken(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting"), mirror("graz", state="resting"))
    house.watch(5).watch(8, {"riga": BLOCKED, "bern": {"*": "tcp-refused"}})
    assert [one.woken for one in house.proposals() if one.deed == "rotate"] == ["graz"]


def test_two_blocked_mirrors_are_not_promised_the_same_resting_one(house: House) -> None:
    house.with_policy(changes_in_pool=5)
    house.keep(mirror("riga"), mirror("oslo"), mirror("bern", state="resting"))
    house.watch(5).watch(8, {"riga": BLOCKED, "oslo": BLOCKED})
    assert [(one.deed, one.woken) for one in house.proposals()] == [("rotate", "bern"), ("add", "")]


def test_no_more_changes_a_day_than_the_policy_allows(house: House) -> None:
    names = ["riga", "oslo", "bern", "graz"]
    house.keep(*[mirror(one) for one in names], *[mirror(f"next-{one}", state="resting") for one in names])
    house.watch(5).watch(8, dict.fromkeys(names, BLOCKED))
    assert [one.held for one in house.proposals()] == ["", "pool", "pool", "pool"]
    assert len(apply_by_policy(house.folder, house.history, house.policy, house.now)) == 1
    assert len(apply_by_policy(house.folder, house.history, house.policy, house.now)) == 0
    waiting = house.proposals()[0]
    with pytest.raises(RefusedError, match="as often as the policy allows"):
        apply_proposal(house.folder, house.history, house.policy, waiting.id, house.now, "person")
    house.watch(97, dict.fromkeys(names, BLOCKED))
    assert len(apply_by_policy(house.folder, house.history, house.policy, house.now)) == 1


def test_the_cap_of_all_pools_together_holds_as_well(house: House) -> None:
    house.with_policy(changes_in_all=2)
    pools = [Pool(f"p{n}", "channel") for n in range(4)]
    house.keep(
        *[mirror(f"a{n}", f"p{n}") for n in range(4)], *[mirror(f"b{n}", f"p{n}") for n in range(4)],
        *[mirror(f"c{n}", f"p{n}", "resting") for n in range(4)], pools=pools,
    )  # fmt: skip
    house.watch(5).watch(8, {f"a{n}": BLOCKED for n in range(4)})
    assert [one.held for one in house.proposals()] == ["", "", "all", "all"]
    assert len(apply_by_policy(house.folder, house.history, house.policy, house.now)) == 2


def test_when_many_fail_at_once_the_policy_does_nothing_by_itself_and_a_person_may(house: House) -> None:
    house.with_policy(storm_share=25)
    names = [f"m{n}" for n in range(8)]
    house.keep(*map(mirror, names), mirror("bern", state="resting")).watch(5)
    house.watch(8, dict.fromkeys(names[:3], BLOCKED))
    assert [one.held for one in house.proposals() if one.changes_something] == ["storm"]
    assert apply_by_policy(house.folder, house.history, house.policy, house.now) == []
    one = next(one for one in house.proposals() if one.changes_something)
    apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "person")
    assert house.states()["bern"] == "active"


def test_two_of_eight_are_no_storm_and_a_day_later_none_is(house: House) -> None:
    house.with_policy(storm_share=25)
    names = [f"m{n}" for n in range(8)]
    house.keep(*map(mirror, names), mirror("bern", state="resting")).watch(5)
    house.watch(8, dict.fromkeys(names[:2], BLOCKED))
    assert [one.held for one in house.proposals() if one.changes_something] == [""]
    house.watch(97, dict.fromkeys(names[:4], BLOCKED))
    assert [one.held for one in house.proposals() if one.changes_something] == [""]


def test_a_day_of_blocks_never_brings_more_than_the_cap(house: House) -> None:
    """An automatic policy under a censor who blocks whatever is announced."""
    house.every = 60
    house.keep(mirror("m0"), *[mirror(f"m{n}", state="resting") for n in range(1, 8)]).watch(5)
    changed = []
    for _ in range(24 * 3):
        announced = {name for name, state in house.states().items() if state == "active"}
        house.watch(1, dict.fromkeys(announced, BLOCKED))
        changed += apply_by_policy(house.folder, house.history, house.policy, house.now)
        assert "active" in house.states().values()
    assert 1 <= len(changed) <= 3
    for one in changed:
        day = [other for other in changed if timedelta() <= other.at - one.at < timedelta(hours=24)]
        assert len(day) == 1


def test_what_a_person_dismissed_comes_back_a_day_later(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": BLOCKED})
    dismiss_proposal(house.folder, house.history, house.policy, house.proposals()[0].id, house.now)
    assert house.proposals() == []
    assert house.watch(90, {"riga": BLOCKED}).proposals() == []
    assert len(house.watch(7, {"riga": BLOCKED}).proposals()) == 1


def test_when_the_vantage_point_is_down_nothing_follows_and_nothing_is_ok(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5)
    house.watch(40, {"riga": {"xx-1": "vantage", "xx-2": "vantage"}, "bern": {"xx-1": "vantage", "xx-2": "vantage"}})
    assert house.word("riga") == "no-data"
    assert house.proposals() == []


def test_what_nobody_can_read_is_no_block(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": {"*": "tcp-timeout"}})
    assert {one.word for one in house.rows()["riga"].places} == {"not-readable"}
    assert house.proposals() == []
    house.watch(48, {"riga": {"*": "tcp-timeout"}})
    (one,) = house.proposals()
    assert (one.deed, one.woken) == ("replace", "bern")
    apply_proposal(house.folder, house.history, house.policy, one.id, house.now, "person")
    assert house.states() == {"riga": "resting", "bern": "active"}


def test_a_block_page_is_a_block_also_when_there_is_nothing_to_compare_with(house: House) -> None:
    house.vantages = (XX_ONE, XX_TWO)
    house.keep(mirror("riga")).watch(5).watch(8, {"riga": {"*": "blockpage"}})
    assert house.word("riga") == "blocked"


def test_old_bytes_are_for_a_hand_and_not_for_rotation(house: House) -> None:
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": {"*": "old"}})
    assert {one.deed for one in house.proposals()} == {"repair"}


def test_blocked_in_one_country_is_readable_in_another(house: House) -> None:
    house.vantages = (HERE, XX_ONE, XX_TWO, YY)
    house.keep(mirror("riga"), mirror("bern", state="resting")).watch(5).watch(8, {"riga": BLOCKED})
    assert [house.word("riga", one) for one in ("XX", "YY", "")] == ["blocked", "readable", "readable"]


def test_the_canary_of_a_closed_pool_says_that_its_list_is_read(house: House) -> None:
    house.canaries = ["riga"]
    house.keep(
        mirror("riga", "letter"), mirror("oslo", "letter"), mirror("bern", "letter", "resting"),
        pools=[LETTER],
    )  # fmt: skip
    house.watch(5).watch(8, {"riga": BLOCKED})
    (one,) = house.proposals()
    assert (one.deed, one.mirror, one.changes_something) == ("leak", "riga", False)
    assert apply_by_policy(house.folder, house.history, house.policy, house.now) == []


def test_most_of_a_closed_pool_within_a_day_is_a_leak_and_of_the_public_one_it_is_not(house: House) -> None:
    house.keep(
        mirror("a1", "letter"), mirror("a2", "letter"), mirror("a3", "letter", "resting"), mirror("b1"), mirror("b2"),
        mirror("b3", state="resting"), pools=[LETTER],
    )  # fmt: skip
    house.watch(5).watch(8, dict.fromkeys(("a1", "a2", "b1", "b2"), BLOCKED))
    deeds = {(one.pool, one.deed) for one in house.proposals()}
    assert deeds == {("letter", "leak"), ("public", "rotate"), ("public", "add")}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_seen_no_pool_loses_its_last_mirror_and_no_address_its_pool(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    house = House(tmp_path_factory.mktemp("law"))
    mirrors = [
        mirror(f"{pool[0]}{n}", pool, "active" if n < 2 else "resting")
        for pool in ("public", "letter")
        for n in range(4)
    ]
    house.keep(*mirrors, pools=[LETTER]).watch(2)
    for _ in range(data.draw(st.integers(1, 4))):
        kinds = data.draw(
            st.fixed_dictionaries(
                {one.name: st.fixed_dictionaries({"xx-1": _kind, "xx-2": _kind, "here": _kind}) for one in mirrors}
            )
        )
        house.watch(7, kinds)
        apply_by_policy(house.folder, house.history, house.policy, house.now)
        after = house.registry.mirrors
        for pool in ("public", "letter"):
            assert sum(one.state == "active" and one.pool == pool for one in after) == 2
        assert {one.name: one.pool for one in after} == {one.name: one.pool for one in mirrors}
        assert len(house.history.changes(house.now - timedelta(hours=24))) <= 2


_kind = st.sampled_from(["ok", "ok", "tls", "cut-16k", "old", "vantage", "blockpage"])
