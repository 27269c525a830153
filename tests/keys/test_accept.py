"""A root comes into the home whole and rightly signed, or not at all."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tamizdat.core.trust.sign import RoleKeys, draft_root
from tamizdat.keys.accept import accept
from tamizdat.keys.carried import Carried, draft, join, read_carried, sign_carried, wanted, write_carried
from tamizdat.keys.ceremony import check_date, draft_ceremony, sign_together
from tamizdat.keys.files import TRIALS, file_of, read_keys
from tamizdat.keys.first_root import make_first_root
from tamizdat.keys.key_file import key_of, public_of
from tamizdat.keys.names import read_names
from tamizdat.keys.request import Change, make_request, plan_change
from tamizdat.keys.roots import check_chain, keys_of, list_roots, newest_root, read_roots, threshold_of
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tests.keys.newsroom import NOW, Dead, Newsroom, dies_at, hold_ceremony, make_holder, make_home


def files(home: Home) -> dict[str, bytes]:
    """What lies in keys/."""
    return {file.name: file.read_bytes() for file in home.keys.iterdir() if file.is_file() and file.name != ".lock"}


def refused(newsroom: Newsroom, carried: Carried, why: str, **more: bool) -> None:
    """It is refused with these words, and nothing of the home has changed."""
    before = files(newsroom.home)
    with pytest.raises(RefusedError, match=why):
        accept(newsroom.home, carried, NOW, **more)
    assert files(newsroom.home) == before


def test_trial_keys_pass_over_to_the_holders_and_are_gone(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    root = newest_root(newsroom.home)
    assert root is not None and root.version == 2
    check_chain(read_roots(newsroom.home))
    assert sorted(keys_of(root, "root")) == sorted(one.key.half.public for one in newsroom.held)
    assert threshold_of(root) == 2
    assert not [name for name in TRIALS if file_of(newsroom.home, name).exists()]
    assert read_keys(newsroom.home).roots == []
    assert {one.name for one in read_names(newsroom.home).values()} == {"anna", "boris", "vera"}


def test_the_names_of_holders_never_stand_in_a_root_file(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path, ["Nastasya", "Rodion", "Sofya"])
    for data in read_roots(newsroom.home).values():
        assert not [name for name in (b"Nastasya", b"Rodion", b"Sofya", b"Lamp") if name in data]


def test_a_newsroom_without_any_keys_begins_with_the_ceremony(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path, trial=False)
    assert list_roots(newsroom.home.keys) == [1]
    assert read_keys(newsroom.home).edition


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 3), (2, 2), (3, 5), (5, 5), (7, 9)])
def test_any_m_of_n_holders_can_sign(tmp_path: Path, m: int, n: int) -> None:
    newsroom = hold_ceremony(tmp_path, [f"h{one}" for one in range(n)], m)
    planned = plan_change(newsroom.home, Change(online=("timestamp",)), NOW)
    if m > 1:
        refused(newsroom, newsroom.signed(planned, newsroom.held[: m - 1]), "not signed by enough: 1 of the holders")
    accept(newsroom.home, newsroom.signed(planned, newsroom.held[-m:]), NOW)
    root = newest_root(newsroom.home)
    assert root is not None and root.version == 3


def test_a_root_signed_by_one_of_two_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    planned = plan_change(newsroom.home, Change(), NOW)
    refused(newsroom, newsroom.signed(planned, newsroom.held[:1]), "1 of the holders before and 1 of the new holders")


def test_a_root_that_only_the_new_holders_have_signed_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    strangers = [make_holder(tmp_path, name) for name in ("x", "y", "z")]
    drafted = draft_ceremony(make_request(newsroom.home, NOW), [one.key.half for one in strangers], 2, NOW)
    refused(newsroom, sign_together(drafted, strangers), "2 of the holders before must still sign")


def test_a_signature_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    signed = newsroom.signed(plan_change(newsroom.home, Change(), NOW))
    at = signed.root.index(b'"sig":"') + 7
    other = b"1" if signed.root[at : at + 1] != b"1" else b"2"
    refused(newsroom, replace(signed, root=signed.root[:at] + other + signed.root[at + 1 :]), "does not hold")


def test_a_key_that_was_not_asked_cannot_sign(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    planned = plan_change(newsroom.home, Change(), NOW)
    with pytest.raises(RefusedError, match="asked for neither"):
        sign_carried(planned, [make_holder(tmp_path, "stranger").signer])


def test_a_number_that_leaves_one_out_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    old = newsroom.signed(plan_change(newsroom.home, Change(), NOW))
    newsroom.change(Change(online=("edition",)))
    refused(newsroom, old, "This is root 3, and the next one of this home is root 4")


def test_a_root_that_names_online_keys_of_somebody_else_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    foreign = public_of(make_holder(tmp_path, "foreign").signer)
    for field in ("edition", "timestamp"):
        request = replace(make_request(newsroom.home, NOW), **{field: (foreign,)})
        planned = draft(request, [one.key.half.public for one in newsroom.held], 2, NOW)
        refused(newsroom, newsroom.signed(planned), f"names no {field} key that lies in")


def test_one_key_for_two_things_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    request = make_request(newsroom.home, NOW)
    for holders in ([request.edition[0]], [newsroom.held[0].key.half.public] * 2):
        with pytest.raises(RefusedError, match="One key stands there for two things"):
            draft(request, holders, 1, NOW)


def test_an_impossible_threshold_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    for threshold in (0, 4):
        with pytest.raises(RefusedError, match="cannot sign"):
            draft(make_request(newsroom.home, NOW), [one.key.half.public for one in newsroom.held], threshold, NOW)


def test_a_root_that_asks_the_press_for_two_signatures_is_refused(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    request = make_request(newsroom.home, NOW)
    edition = RoleKeys((key_of(request.edition[0]), key_of(make_holder(tmp_path, "e").key.half.public)), 2)
    holders = RoleKeys(tuple(one.key.half.key for one in newsroom.held), 2)
    time = RoleKeys((key_of(request.timestamp[0]),))
    roles = {"root": holders, "targets": edition, "snapshot": edition, "timestamp": time}
    data = draft_root(roles, version=3, now=NOW)
    refused(newsroom, newsroom.signed(replace(request, root=data)), "several signatures of targets")


@pytest.mark.parametrize(("days", "why"), [(-400, "expired on"), (40, "more than a year")])
def test_a_root_from_a_machine_with_a_wrong_clock_is_refused(tmp_path: Path, days: int, why: str) -> None:
    newsroom = hold_ceremony(tmp_path)
    there = NOW + timedelta(days=days)
    request = replace(make_request(newsroom.home, NOW))
    planned = draft(request, [one.key.half.public for one in newsroom.held], 2, there)
    refused(newsroom, newsroom.signed(planned), why)


def test_a_ceremony_on_a_machine_with_a_wrong_clock_does_not_begin(tmp_path: Path) -> None:
    request = make_request(hold_ceremony(tmp_path).home, NOW)
    check_date(request, NOW + timedelta(days=3))
    with pytest.raises(RefusedError, match="Set the clock"):
        check_date(request, NOW - timedelta(days=900))
    with pytest.raises(RefusedError, match="more than a year ago"):
        check_date(request, NOW + timedelta(days=900))


def test_the_same_root_twice_is_once(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    signed = newsroom.change(Change(online=("edition",)))
    before = files(newsroom.home)
    assert not accept(newsroom.home, signed, NOW).is_new
    assert files(newsroom.home) == before


def test_copies_that_went_to_different_holders_are_joined(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    planned = plan_change(newsroom.home, Change(), NOW)
    one, other = (newsroom.signed(planned, [held]) for held in newsroom.held[:2])
    assert wanted(one) and wanted(other)
    assert accept(newsroom.home, join(one, other), NOW).is_new
    with pytest.raises(RefusedError, match="two different roots"):
        join(one, newsroom.signed(plan_change(newsroom.home, Change(), NOW + timedelta(days=1)), newsroom.held[:1]))


def test_what_was_carried_comes_back_as_it_went(tmp_path: Path) -> None:
    carried = plan_change(hold_ceremony(tmp_path, ["Анна", "b", "c"]).home, Change(), NOW)
    write_carried(tmp_path / "x.json", carried)
    assert read_carried(tmp_path / "x.json") == carried


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"format": "other"}', '{"format": "tamizdat-carried-root-v1"}'])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(RefusedError, match=r"x\.json"):
        read_carried(tmp_path / "x.json")


def test_one_holder_leaves_and_another_comes(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    new = make_holder(tmp_path, "dora")
    newsroom.change(Change(add=(new.key.half,), remove=("BORIS",)), [newsroom.held[0], newsroom.held[2], new])
    root = newest_root(newsroom.home)
    assert root is not None
    assert {read_names(newsroom.home)[one].name for one in keys_of(root, "root")} == {"anna", "vera", "dora"}


def test_a_holder_whom_nobody_knows_cannot_be_removed(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    with pytest.raises(RefusedError, match="'ivan' is nobody of the holders"):
        plan_change(newsroom.home, Change(remove=("ivan",)), NOW)


def test_so_many_cannot_leave_that_nobody_can_sign(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    with pytest.raises(RefusedError, match="1 holders would be left, and 2 must sign"):
        plan_change(newsroom.home, Change(remove=("anna", "boris")), NOW)


def test_an_unfinished_rotation_can_be_planned_again_and_keeps_its_key(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    one, other = (plan_change(newsroom.home, Change(online=("edition",)), NOW) for _ in range(2))
    assert one.edition == other.edition
    old = read_keys(newsroom.home).edition
    assert public_of(old) != one.edition[0]
    accept(newsroom.home, newsroom.signed(one), NOW)
    assert public_of(read_keys(newsroom.home).edition) == one.edition[0]


def can_sign(home: Home) -> bool:
    """The keys that the newest root names open, whatever happened; and the chain holds."""
    keys, root = read_keys(home), newest_root(home)
    assert root is not None
    check_chain(read_roots(home))
    return [public_of(keys.edition)] == list(keys_of(root, "targets"))


def test_the_power_goes_at_any_write_of_an_accept_and_the_newsroom_signs_before_and_after(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    signed = newsroom.signed(plan_change(newsroom.home, Change(online=("edition", "timestamp")), NOW))
    clean = shutil.copytree(newsroom.home.folder, tmp_path / "clean")
    for number in range(1, 100):
        shutil.rmtree(newsroom.home.folder)
        shutil.copytree(clean, newsroom.home.folder)
        with dies_at(number) as count, suppress(Dead):
            accept(newsroom.home, signed, NOW)
        assert can_sign(newsroom.home)
        accept(newsroom.home, signed, NOW)
        assert can_sign(newsroom.home)
        root = newest_root(newsroom.home)
        assert root is not None and root.version == 3
        assert not list(newsroom.home.keys.glob("*.next.key"))
        if count() < number:
            break
    assert number > 8


def test_the_power_goes_while_trial_keys_pass_over(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, NOW)
    held = [make_holder(tmp_path, name) for name in ("a", "b", "c")]
    signed = sign_together(draft_ceremony(make_request(home, NOW), [one.key.half for one in held], 2, NOW), held)
    clean = shutil.copytree(home.folder, tmp_path / "clean")
    for number in range(1, 100):
        shutil.rmtree(home.folder)
        shutil.copytree(clean, home.folder)
        with dies_at(number) as count, suppress(Dead):
            accept(home, signed, NOW)
        assert can_sign(home)
        accept(home, signed, NOW)
        assert not [name for name in TRIALS if file_of(home, name).exists()]
        if count() < number:
            break
    assert number > 8


def test_the_power_goes_while_a_rotation_is_planned(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    for number in range(1, 100):
        with dies_at(number) as count, suppress(Dead):
            plan_change(newsroom.home, Change(online=("edition", "timestamp")), NOW)
        assert can_sign(newsroom.home)
        if count() < number:
            break
    newsroom.change(Change(online=("edition", "timestamp")))
    assert can_sign(newsroom.home)


def begins_anew(tmp_path: Path) -> tuple[Newsroom, Carried]:
    newsroom = hold_ceremony(tmp_path)
    held = [make_holder(tmp_path, name) for name in ("x", "y")]
    request = make_request(newsroom.home, NOW, begins_anew=True)
    return newsroom, sign_together(draft_ceremony(request, [one.key.half for one in held], 2, NOW), held)


def test_a_new_beginning_is_refused_unless_somebody_says_so(tmp_path: Path) -> None:
    newsroom, carried = begins_anew(tmp_path)
    refused(newsroom, carried, "This is root 1, and the next one of this home is root 3")


def test_the_next_root_is_no_new_beginning(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    refused(newsroom, newsroom.signed(plan_change(newsroom.home, Change(), NOW)), "no new beginning", begins_anew=True)


def test_the_power_goes_at_any_write_of_a_new_beginning(tmp_path: Path) -> None:
    newsroom, carried = begins_anew(tmp_path)
    clean = shutil.copytree(newsroom.home.folder, tmp_path / "clean")
    for number in range(1, 100):
        shutil.rmtree(newsroom.home.folder)
        shutil.copytree(clean, newsroom.home.folder)
        with dies_at(number) as count, suppress(Dead):
            accept(newsroom.home, carried, NOW, begins_anew=True)
        assert can_sign(newsroom.home)
        accept(newsroom.home, carried, NOW, begins_anew=True)
        assert list_roots(newsroom.home.keys) == [1]
        assert len(list((newsroom.home.keys / "before").glob("1/*.root.json"))) == 2
        if count() < number:
            break
    assert number > 12


def test_a_hole_in_the_chain_is_refused_with_the_way_to_mend_it(tmp_path: Path) -> None:
    newsroom = hold_ceremony(tmp_path)
    (newsroom.home.keys / "1.root.json").unlink()
    with pytest.raises(RefusedError, match=r"1\.root\.json is missing.*Copy it back"):
        newest_root(newsroom.home)
