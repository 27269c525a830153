"""What people type, and what they read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.keys.carried import read_carried
from tamizdat.keys.files import TRIALS, file_of, read_keys
from tamizdat.keys.first_root import make_first_root
from tamizdat.keys.paper import to_lines
from tamizdat.keys.roots import keys_of, newest_root
from tests.keys.newsroom import SECRET, Newsroom, hold_ceremony, make_holder, make_home, run

TODAY = datetime.now(UTC)


def sticks(folder: Path, *names: str) -> list[Path]:
    found = [folder / name for name in names]
    for one in found:
        one.mkdir(mode=0o700)
    return found


def today(tmp_path: Path, **more: object) -> Newsroom:
    return hold_ceremony(tmp_path, now=TODAY, **more)  # type: ignore[arg-type]


def test_a_ceremony_on_an_offline_machine_with_everybody_in_one_place(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, TODAY)
    a, b, c = sticks(tmp_path, "usb-a", "usb-b", "usb-c")
    run("request", tmp_path / "request.json", "--home", home.folder)
    offline = tmp_path / "offline"
    offline.mkdir()
    typed = ["3", "2", "y"]
    for name, stick in (("Anna", a), ("Boris", b), ("Vera", c)):
        typed += [name, str(stick), "y", SECRET, SECRET]
    said = run("ceremony", "--request", tmp_path / "request.json", "--home", offline, typed=[*typed, "y"])
    assert "Signed so far by: Anna, Boris, Vera." in said and "the newsroom's trial keys" in said
    assert not list(offline.iterdir()), "a key or anything else stayed on the offline machine"
    for stick, name in ((a, "anna"), (b, "boris"), (c, "vera")):
        assert sorted(file.name for file in stick.iterdir()) == [
            *sorted([f"{name}.paper.txt", f"{name}.public.json", f"{name}.root-key.json", "root-2.carry.json"])
        ]  # fmt: skip
        assert (stick / f"{name}.root-key.json").stat().st_mode & 0o077 == 0
    said = run("accept", a / "root-2.carry.json", "--home", home.folder, typed=["y"])
    assert "Root 2 counts from now on." in said
    assert not [name for name in TRIALS if file_of(home, name).exists()]


def test_holders_in_different_places_one_after_another(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, TODAY)
    places = sticks(tmp_path, "riga", "tbilisi", "berlin")
    for name, stick in zip(("anna", "boris", "vera"), places, strict=True):
        run("make", name, stick, typed=[SECRET, SECRET])
    publics = [f"--public={file}" for stick in places for file in stick.glob("*.public.json")]
    carried = tmp_path / "carried.json"
    said = run("ceremony", "--home", home.folder, "--yes", *publics, "--threshold", "2", "--out", carried)
    assert "Still needed: 2 of anna, boris, vera." in said and "Carry" in said
    root = newest_root(home)
    assert root is not None and root.version == 1, "accepted before anybody signed"
    said = run("accept", carried, "--home", home.folder, "--yes", code=1)
    assert "not signed by enough: 2 of the new holders must still sign" in said
    for stick in places[:2]:
        key = next(stick.glob("*.root-key.json"))
        said = run("sign", carried, "--key", key, typed=["y", SECRET])
    assert "Signed so far by: anna, boris." in said
    run("accept", carried, "--home", home.folder, typed=["y"])
    root = newest_root(home)
    assert root is not None and root.version == 2 and len(keys_of(root, "root")) == 3


def test_a_ceremony_on_the_newsrooms_own_machine_is_accepted_at_once(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    a, b = sticks(tmp_path, "a", "b")
    said = run("ceremony", "--home", home.folder, "--holder", f"anna={a}", "--holder", f"boris={b}", "--yes",
               typed=[SECRET, SECRET] * 2)  # fmt: skip
    assert "Root 1 counts from now on." in said
    assert read_keys(home).edition


def test_a_weak_or_mistyped_passphrase_is_asked_again(tmp_path: Path) -> None:
    (stick,) = sticks(tmp_path, "a")
    said = run(
        "make", "anna", stick, typed=["lamp", "aaaaaaaaaaaaaaaa", SECRET, "another one entirely", SECRET, SECRET]
    )
    assert said.count("too easy to guess") == 2
    assert "two different passphrases" in said
    assert SECRET not in said


def test_a_passphrase_is_made_for_whoever_types_none(tmp_path: Path) -> None:
    (stick,) = sticks(tmp_path, "a")
    # The made passphrase cannot be known before: whoever types it wrongly is asked again, and here gives up.
    said = run("make", "anna", stick, typed=["", "wrong"], code=1)
    assert "on paper, kept apart from the stick:" in said and "not what stands above" in said
    assert not list(stick.iterdir())


def test_two_holders_cannot_share_a_stick_and_a_root_key_does_not_lie_in_the_home(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    (a,) = sticks(tmp_path, "a")
    given = ("ceremony", "--home", home.folder, "--holder", f"anna={a}", "--yes")
    said = run(*given, "--holder", f"boris={a}", typed=[SECRET] * 4, code=1)
    assert "holds another holder's key already" in said
    (home.folder / "inside").mkdir(mode=0o700)
    said = run(*given[:3], "--holder", f"anna={home.folder / 'inside'}", "--count", "1", "--yes", code=1)
    assert "lies in the newsroom's folder" in said


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    (stick,) = sticks(tmp_path, "a")
    run("make", "anna", stick, typed=[SECRET, SECRET])
    before = (stick / "anna.root-key.json").read_bytes()
    said = run("make", "anna", stick, typed=[SECRET, SECRET], code=1)
    assert "never written over" in said
    assert (stick / "anna.root-key.json").read_bytes() == before


def test_an_interrupted_ceremony_goes_on_with_the_keys_that_are_there(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    a, b = sticks(tmp_path, "a", "b")
    given = ("ceremony", "--home", home.folder, "--holder", f"anna={a}", "--holder", f"boris={b}", "--yes")
    run(*given, typed=[SECRET, SECRET], code=1)
    before = (a / "anna.root-key.json").read_bytes()
    said = run(*given, typed=[SECRET, SECRET, SECRET])
    assert "it is used again" in said and "Root 1 counts" in said
    assert (a / "anna.root-key.json").read_bytes() == before


def test_a_paper_is_typed_back_in_with_one_wrong_letter(tmp_path: Path) -> None:
    held = make_holder(tmp_path, "anna")
    lines = to_lines(held.key.sealed)
    wrong = lines[1][:-1] + ("0" if lines[1][-1] != "0" else "1")
    typed = [lines[0], wrong, *lines[1:], "not the passphrase", SECRET]
    (stick,) = sticks(tmp_path, "new")
    said = run("paper", "read", stick, "--name", "anna", typed=typed)
    assert f"Line 2: letter 4 of group 5 is wrong: {wrong[-1]} should probably be {lines[1][-1]}." in said
    assert "It does not open." in said and "is back" in said
    run("sign", _rotation(tmp_path, held), "--key", stick / "anna.root-key.json", "--yes", typed=[SECRET])


def _rotation(tmp_path: Path, held: object) -> Path:
    """A root that waits for anna's signature."""
    home = make_home(tmp_path / "home")
    carried = tmp_path / "carried.json"
    run("ceremony", "--home", home.folder, "--public", tmp_path / "stick-anna" / "anna.public.json", "--yes",
        "--out", carried)  # fmt: skip
    return carried


def test_a_plain_paper_is_shown_and_written_nowhere(tmp_path: Path) -> None:
    held = make_holder(tmp_path, "anna")
    before = sorted(tmp_path.rglob("*"))
    said = run("paper", "print", held.file, "--plain", typed=["y", SECRET])
    assert "NOTHING GUARDS THIS KEY" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_stolen_server_is_answered_by_new_online_keys(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    before = read_keys(newsroom.home)
    given = [f"--key={one.file}" for one in newsroom.held[:2]]
    said = run(
        "revoke", "edition", "timestamp", *given, "--home", newsroom.home.folder, typed=["y", "y", SECRET, SECRET, "y"]
    )
    assert "false editions in our name" in said and "Root 3 counts from now on." in said
    after = read_keys(newsroom.home)
    assert after.edition.public_key.keyid != before.edition.public_key.keyid
    assert after.timestamp.public_key.keyid != before.timestamp.public_key.keyid


def test_one_stolen_root_key_is_no_catastrophe_and_two_are_called_by_their_name(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    new = [make_holder(tmp_path, name, now=TODAY) for name in ("dora", "egor")]
    added = [f"--add={one.file.parent / one.key.half.holder}.public.json" for one in new]
    said = run("revoke", "anna", added[0], "--home", newsroom.home.folder, "--yes")
    assert "1 root key of the 2 that have to sign: nothing, alone." in said
    said = run("revoke", "anna", "boris", *added, "--home", newsroom.home.folder, "--yes")
    assert "THE THIEF CAN BE THE NEWSROOM" in said


def test_without_the_sticks_a_rotation_is_written_to_be_carried(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    before = read_keys(newsroom.home).edition
    said = run("rotate", "edition", "--home", newsroom.home.folder)
    file = newsroom.home.keys / "root-3.carry.json"
    assert f"Carry it to the next holder:  {file}" in said and "the old keys go on signing" in said
    assert read_keys(newsroom.home).edition.public_key.keyid == before.public_key.keyid
    assert read_carried(file).after.version == 3
    status = json.loads(run("status", "--json", "--home", newsroom.home.folder))
    assert status["waiting"] == ["edition"]
    for one in newsroom.held[1:]:
        run("sign", file, "--key", one.file, "--yes", typed=[SECRET])
    run("accept", file, "--yes", "--home", newsroom.home.folder)
    assert read_keys(newsroom.home).edition.public_key.keyid != before.public_key.keyid
    assert "has root 3 already" in run("accept", file, "--yes", "--home", newsroom.home.folder)


def test_trial_keys_sign_a_rotation_by_themselves(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, TODAY)
    assert "Root 2 counts from now on." in run("rotate", "edition", "timestamp", "--home", home.folder, "--yes")


def test_a_wrong_passphrase_three_times_changes_nothing(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    run("rotate", "root", "--home", newsroom.home.folder, "--out", tmp_path / "c.json")
    before = (tmp_path / "c.json").read_bytes()
    said = run("sign", tmp_path / "c.json", "--key", newsroom.held[0].file, "--yes", typed=["a", "b", "c"], code=1)
    assert "was not opened. Nothing was changed." in said
    assert (tmp_path / "c.json").read_bytes() == before


def test_a_stick_with_loose_permissions_is_refused(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    run("rotate", "root", "--home", newsroom.home.folder, "--out", tmp_path / "c.json")
    newsroom.held[0].file.chmod(0o644)
    said = run("sign", tmp_path / "c.json", "--key", newsroom.held[0].file, "--yes", code=1)
    assert f"chmod 600 {newsroom.held[0].file}" in said


def test_whoever_says_no_changes_nothing(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    run("rotate", "root", "--key", newsroom.held[0].file, "--home", newsroom.home.folder, typed=["n"], code=1)
    root = newest_root(newsroom.home)
    assert root is not None and root.version == 2


def test_status_names_what_has_to_be_done(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    make_first_root(home, TODAY)
    said = run("status", "--home", home.folder)
    assert "All root keys lie on this machine" in said and "IN THIS HOME" in said
    found = json.loads(run("status", "--json", "--home", home.folder))
    assert [one["urgency"] for one in found["warnings"]] == ["soon", "soon"]
    assert found["expiries"][0]["role"] == "root" and found["expiries"][0]["days_left"] in (364, 365)


def test_after_ceremony_and_drill_status_asks_for_nothing(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    run("drill", "laptop", "--home", newsroom.home.folder)
    said = run("status", "--home", newsroom.home.folder)
    assert "Nothing has to be done." in said and "elsewhere" in said
    assert "anna" in said and f"since {TODAY:%Y-%m-%d}" in said


@pytest.mark.parametrize(("days", "code", "word"), [(400, 1, "EXPIRED"), (355, 1, "expires in 9 days"),
                                                    (310, 0, "expires in 54 days"), (200, 0, "")])  # fmt: skip
def test_a_root_that_expires_is_told_in_time(tmp_path: Path, days: int, code: int, word: str) -> None:
    newsroom = hold_ceremony(tmp_path, now=TODAY - timedelta(days=days))
    assert word in run("status", "--home", newsroom.home.folder, code=code)


def test_status_ends_with_1_when_the_press_could_not_sign(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    file_of(newsroom.home, "timestamp").chmod(0o644)
    said = run("status", "--home", newsroom.home.folder, code=1)
    assert "NOW: " in said and "chmod 600" in said
    file_of(newsroom.home, "timestamp").unlink()
    assert "keys rotate timestamp" in run("status", "--home", newsroom.home.folder, code=1)


def test_status_tells_of_a_passphrase_that_a_copy_of_the_home_would_bring(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", settings='[keys]\npassphrase_file = "in.here"\n')
    make_first_root(home, TODAY)
    assert "lies inside the home" in run("status", "--home", home.folder)


def test_home_may_stand_before_the_commands_own_name(tmp_path: Path) -> None:
    newsroom = today(tmp_path)
    assert "Root 2" in run("--home", newsroom.home.folder, "status")
