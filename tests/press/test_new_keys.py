"""New roots and new online keys in the home reach the public tree; a press that must not sign does not."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.core.trust.sign import Versions, sign_timestamp
from tamizdat.core.trust.verdict import judge_metadata
from tamizdat.keys.accept import accept
from tamizdat.keys.carried import sign_carried
from tamizdat.keys.ceremony import draft_ceremony, sign_together
from tamizdat.keys.clock import note_right
from tamizdat.keys.files import read_keys
from tamizdat.keys.request import Change, make_request, plan_change
from tamizdat.press.memory import open_memory
from tamizdat.press.press_edition import Press, PressReport
from tamizdat.press.sign import refresh_metadata
from tamizdat.reading.check_folder import check_folder
from tamizdat.reading.folder import Folder
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tests.keys.newsroom import Newsroom, make_holder
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import NOW, press

SOON = NOW + timedelta(minutes=1)


class Paper:
    """A newsroom with a first edition under trial keys."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder / "home")
        self.newsroom = MemoryNewsroom(languages=("en",))
        self.newsroom.publish()
        self.press(NOW)
        self.readers_root = (self.home.keys / "1.root.json").read_bytes()

    def press(self, now: datetime) -> PressReport:
        return press(self.home.folder, self.newsroom, now)

    def refresh(self, now: datetime) -> bool:
        with closing(open_memory(self.home.press / "press.sqlite3")) as memory:
            return refresh_metadata(self.home, Press(self.home, memory).slots, now)

    def hold_ceremony(self, now: datetime = NOW) -> Newsroom:
        held = [make_holder(self.folder, name, now=now) for name in ("anna", "boris", "vera")]
        drafted = draft_ceremony(make_request(self.home, now), [one.key.half for one in held], 2, now)
        accept(self.home, sign_together(drafted, held), now)
        return Newsroom(self.home, held, self.folder)

    @property
    def tree(self) -> Path:
        return self.home.editions / "current"

    def verdict(self, now: datetime, root: bytes | None = None) -> tuple[object, ...]:
        """Of the whole tree, and of the slot that nobody reads."""
        found = check_folder(self.tree, root or self.readers_root, now)
        return found.verdict, found.failures

    def editions(self) -> int:
        """How many the press knows, finished or not."""
        with closing(open_memory(self.home.press / "press.sqlite3")) as memory:
            return int(memory.execute("SELECT count(*) FROM edition").fetchone()[0])

    def root_version(self, now: datetime) -> int:
        return judge_metadata(self.readers_root, Folder(self.tree).read, now).root.version


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamizdat.keys.seal.FOR_PEOPLE", 4)
    monkeypatch.setattr("os.sync", lambda: None)  # nobody pulls the plug of this machine
    monkeypatch.setattr("os.fsync", lambda _handle: None)


def test_a_new_root_reaches_readers_by_a_refresh_though_nothing_else_changed(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    before = sorted(path for path in paper.tree.rglob("*") if "tuf" not in path.parts)
    paper.hold_ceremony()
    assert paper.refresh(SOON)
    assert paper.verdict(SOON) == ("current", ())
    assert paper.root_version(SOON) == 2
    assert sorted(path for path in paper.tree.rglob("*") if "tuf" not in path.parts) == before
    assert not paper.refresh(SOON), "signed again without need"


def test_new_online_keys_sign_the_edition_that_is_there(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    newsroom = paper.hold_ceremony()
    paper.refresh(SOON)
    newsroom.change(Change(online=("edition", "timestamp")))
    assert paper.refresh(SOON)
    assert paper.verdict(SOON) == ("current", ())
    assert paper.root_version(SOON) == 3
    report = paper.press(SOON)
    assert not report.is_new
    paper.newsroom.publish()
    assert paper.press(SOON).is_new
    assert paper.verdict(SOON) == ("current", ())


def test_many_new_roots_at_once_come_in_order(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    newsroom = paper.hold_ceremony()
    for online in (("edition",), ("timestamp",), ("edition", "timestamp"), ()):
        newsroom.change(Change(online=online))  # type: ignore[arg-type]
    paper.newsroom.publish()
    assert paper.press(SOON).is_new
    assert paper.root_version(SOON) == 6
    assert paper.verdict(SOON) == ("current", ())


def test_a_link_switches_to_the_new_signatures_all_at_once(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    newsroom = paper.hold_ceremony()
    paper.refresh(SOON)
    newsroom.change(Change(online=("edition", "timestamp")))
    slot = paper.tree.resolve()
    before = {file.name: file.read_bytes() for file in (slot / "tuf").iterdir()}
    assert paper.refresh(SOON)
    assert paper.tree.resolve() != slot
    for one in ("a", "b"):  # the other one follows, so that the next switch finds it whole
        assert check_folder(paper.home.editions / one, paper.readers_root, SOON).verdict == "current"
    assert {file.name for file in (slot / "tuf").iterdir()} - before.keys() >= {"3.root.json"}


def test_a_crash_while_signatures_change_leaves_a_tree_that_holds(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    newsroom = paper.hold_ceremony()
    paper.refresh(SOON)
    newsroom.change(Change(online=("edition", "timestamp")))
    editions, slot = paper.home.editions, paper.tree.readlink()
    for name in "ab":
        shutil.copytree(editions / name / "tuf", tmp_path / name)

    class Dead(BaseException):
        pass

    real = Path.replace
    for number in range(1, 60):
        for name in "ab":
            shutil.rmtree(editions / name / "tuf")
            shutil.copytree(tmp_path / name, editions / name / "tuf")
        paper.tree.unlink()
        paper.tree.symlink_to(slot)
        count = 0

        def dying(self: Path, target: Path, at: int = number) -> Path:
            nonlocal count
            count += "editions" in str(self)
            if count == at:
                raise Dead
            return real(self, target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", dying)
            with suppress(Dead):
                paper.refresh(SOON)
        trust = judge_metadata(paper.readers_root, Folder(paper.tree).read, SOON)
        assert not trust.expired
        paper.refresh(SOON)
        assert paper.root_version(SOON) == 3
        if count < number:
            break
    assert number > 6


def test_after_a_fast_forward_by_a_stolen_timestamp_key_readers_come_back(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    newsroom = paper.hold_ceremony()
    paper.refresh(SOON)
    thief = read_keys(paper.home).timestamp
    false = shutil.copytree(paper.tree, tmp_path / "false")
    snapshot = next((false / "tuf").glob("*.snapshot.json")).read_bytes()
    huge = sign_timestamp(snapshot, version=2**52, now=SOON, signer=thief)
    (false / "tuf" / "timestamp.json").write_bytes(huge)
    trust = judge_metadata(paper.readers_root, Folder(false).read, SOON)
    assert trust.versions.timestamp == 2**52, "the reader believes it, by definition"
    seen, root = trust.versions, trust.root.data
    with pytest.raises(Exception, match="was seen before"):
        judge_metadata(root, Folder(paper.tree).read, SOON, seen)
    newsroom.change(Change(online=("timestamp",)))
    paper.refresh(SOON)
    found = judge_metadata(root, Folder(paper.tree).read, SOON, seen)
    assert found.root.version == 3 and not found.expired
    with pytest.raises(Exception, match="signature"):
        judge_metadata(found.root.data, Folder(false).read, SOON, Versions(1, 1, 1))


def test_a_new_beginning_reaches_the_tree_and_old_readers_are_told(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.hold_ceremony()
    paper.refresh(SOON)
    held = [make_holder(tmp_path, name) for name in ("x", "y")]
    request = make_request(paper.home, NOW, begins_anew=True)
    signed = sign_together(draft_ceremony(request, [one.key.half for one in held], 2, NOW), held)
    accept(paper.home, signed, NOW, begins_anew=True)
    assert paper.refresh(SOON)
    assert sorted(file.name for file in (paper.tree / "tuf").glob("*.root.json")) == ["1.root.json"]
    assert paper.verdict(SOON, (paper.home.keys / "1.root.json").read_bytes()) == ("current", ())
    assert paper.verdict(SOON)[0] == "refused"


def test_a_home_that_lost_its_newest_root_signs_nothing(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.hold_ceremony()
    paper.refresh(SOON)
    (paper.home.keys / "2.root.json").unlink()
    paper.newsroom.publish()
    with pytest.raises(RefusedError, match=r"2\.root\.json is newer than every root"):
        paper.press(SOON)


def test_somebody_elses_root_1_signs_nothing(tmp_path: Path) -> None:
    paper, other = Paper(tmp_path), Paper(tmp_path / "other")
    shutil.rmtree(paper.home.keys)
    shutil.copytree(other.home.keys, paper.home.keys)
    with pytest.raises(RefusedError, match="is another root than"):
        paper.refresh(SOON)


def test_with_an_expired_root_the_press_refuses_and_makes_nothing(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.newsroom.publish()
    late = NOW + timedelta(days=366)
    with pytest.raises(RefusedError, match=r"root expired on 01 November 2027.*keys rotate root"):
        paper.press(late)
    assert paper.editions() == 1
    signed = plan_change(paper.home, Change(), late)
    accept(paper.home, sign_carried(signed, read_keys(paper.home).roots), late)
    assert paper.press(late).is_new
    assert paper.verdict(late) == ("current", ())


@pytest.mark.parametrize("back", [timedelta(minutes=6), timedelta(days=3), timedelta(days=20000)])
def test_a_clock_that_went_back_signs_nothing_and_no_edition_is_left_half_made(tmp_path: Path, back: timedelta) -> None:
    paper = Paper(tmp_path)
    paper.newsroom.publish()
    with pytest.raises(RefusedError, match="This machine's clock says"):
        paper.press(NOW - back)
    with pytest.raises(RefusedError, match="This machine's clock says"):
        paper.refresh(NOW - back)
    assert paper.editions() == 1
    assert paper.press(NOW + timedelta(minutes=1)).edition == 2
    assert paper.verdict(NOW + timedelta(minutes=1)) == ("current", ())


def test_five_minutes_are_forgiven(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.newsroom.publish()
    assert paper.press(NOW - timedelta(minutes=4)).is_new


def test_a_clock_that_was_wrong_in_the_future_is_forgiven_when_somebody_says_so(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    future = NOW + timedelta(days=300)
    paper.newsroom.publish()
    paper.press(future)
    paper.newsroom.publish()
    with pytest.raises(RefusedError, match="keys clock --is-right"):
        paper.press(SOON)
    note_right(paper.home, future)
    assert paper.press(SOON).is_new
    assert judge_metadata(paper.readers_root, Folder(paper.tree).read, SOON).versions.timestamp == 3


def test_a_press_with_loose_keys_makes_nothing(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    paper.newsroom.publish()
    (paper.home.keys / "edition.key").chmod(0o640)
    with pytest.raises(RefusedError, match="chmod 600"):
        paper.press(SOON)
    assert paper.editions() == 1
