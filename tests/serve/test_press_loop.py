"""While a newsroom is served, the press looks every second and does what is due, and no more."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tamizdat.press.doors import PressReport
from tamizdat.project import press_loop, press_noted
from tamizdat.project.press_loop import REFRESHES_EVERY, RETRIES_AFTER, PressLoop
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.press_state import PressState, read_press_state
from tests.serve.trees import PAPER, make_tree, read_tree

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class FakePress:
    """The press's doors, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behind, self.refuses = False, False
        self.pressed, self.refreshed, self.looked = 0, 0, 0

    def is_behind(self, _: Home) -> bool:
        return self.behind

    def press_edition(self, _: Home, *, now: datetime, progress: None, ends_rollback: bool) -> PressReport:
        assert not ends_rollback  # a rollback ends when a person says so, or when facts change
        if self.refuses:
            raise RefusedError("a leak")
        self.behind, self.pressed = False, self.pressed + 1
        front = f"<title>{self.pressed}</title>".encode()
        make_tree(self.folder / "current", {**PAPER, "/index.html": (front, "text/html")}, self.pressed)
        return PressReport(self.pressed, 7, 3, 4, 0, 0.1, "root", True, (("article:x", "too long"),))

    def publish_due(self, _: Home, now: datetime) -> None:
        self.looked += 1

    def refresh_timestamp(self, _: Home, now: datetime) -> bool:
        self.refreshed += 1
        return True


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePress:
    (tmp_path / "tamizdat.toml").write_text('[newsroom]\nname = "The Lamp"\nlanguages = ["en"]\n')
    fake = FakePress(tmp_path / "editions")
    for name in ("is_behind", "refresh_timestamp", "publish_due"):
        monkeypatch.setattr(press_loop, name, getattr(fake, name))
    monkeypatch.setattr(press_noted, "press_edition", fake.press_edition)
    return fake


@pytest.fixture
def loop(tmp_path: Path, press: FakePress) -> PressLoop:
    return PressLoop(Home(tmp_path), [tmp_path / "mirror"])


def test_it_presses_at_the_start_and_then_only_when_facts_change(press: FakePress, loop: PressLoop) -> None:
    for second in range(5):
        loop.turn(NOW, second)
    assert press.pressed == 1
    press.behind = True
    loop.turn(NOW, 6)
    loop.turn(NOW, 7)
    assert press.pressed == 2


def test_an_edited_tamizdat_toml_is_pressed(press: FakePress, loop: PressLoop, tmp_path: Path) -> None:
    loop.turn(NOW, 0)
    import os

    os.utime(tmp_path / "tamizdat.toml", (1, 1))
    loop.turn(NOW, 1)
    assert press.pressed == 2


def test_what_cannot_be_pressed_is_tried_again_after_a_while_and_the_rest_goes_on(
    press: FakePress, loop: PressLoop
) -> None:
    loop.turn(NOW, 0)
    press.behind = press.refuses = True
    with pytest.raises(RefusedError):
        loop.turn(NOW, 1)
    refreshed = press.refreshed
    loop.turn(NOW, 2)
    loop.turn(NOW, 1 + REFRESHES_EVERY - 300 + 59)
    assert press.refreshed == refreshed
    press.refuses = False
    loop.turn(NOW, 1 + RETRIES_AFTER)
    assert press.pressed == 2


class Ended(BaseException):
    """The test has seen enough."""


@pytest.mark.parametrize("broken", ["publish_due", "is_behind"])
def test_an_error_that_nobody_foresaw_is_said_and_the_loop_goes_on(
    press: FakePress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    turns, said = [0], []

    def fail(*_: object) -> None:
        raise AssertionError("what nobody foresaw")

    def wait(_: float) -> None:
        turns[0] += 1
        if turns[0] == 100:
            raise Ended

    monkeypatch.setattr(press_loop, broken, fail)
    monkeypatch.setattr(press_loop, "open_newsroom", lambda _: None)
    monkeypatch.setattr(press_loop, "time", SimpleNamespace(sleep=wait, monotonic=lambda: 1000.0 + turns[0]))
    with pytest.raises(Ended):
        press_loop.run(Home(tmp_path), [], said.append)
    failed = [one for one in said if one["did"] == "failed"]
    assert {one["why"] for one in failed} == {"AssertionError: what nobody foresaw"}
    if broken == "publish_due":  # what is published already, and what was withdrawn, goes out all the same
        assert press.pressed == 1 and len(failed) == 10
    else:
        assert press.looked == 10 and press.refreshed == 1 and len(failed) == 2


def test_the_desk_finds_what_went_wrong_and_since_when(press: FakePress, loop: PressLoop, tmp_path: Path) -> None:
    def noted() -> PressState:
        return read_press_state(Home(tmp_path))

    assert noted() == PressState()
    loop.turn(NOW, 0)
    assert noted() == PressState(NOW, held=(("article:x", "too long"),))
    press.behind = press.refuses = True
    for minutes in (1, 2):
        with pytest.raises(RefusedError):
            loop.turn(NOW + timedelta(minutes=minutes), minutes * RETRIES_AFTER)
    loop.turn(NOW + timedelta(minutes=3), 2 * RETRIES_AFTER + 1)
    assert noted() == PressState(NOW, NOW + timedelta(minutes=1), "a leak", (("article:x", "too long"),))
    press.refuses = False
    loop.turn(NOW + timedelta(minutes=4), 4 * RETRIES_AFTER)
    assert noted() == PressState(NOW + timedelta(minutes=4), held=(("article:x", "too long"),))


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b'{"done_at": 3}', b"\xff", b'{"done_at": null, "held": 1}'])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, broken: bytes) -> None:
    home = Home(tmp_path)
    home.press.mkdir()
    (home.press / "last-tries.json").write_bytes(broken)
    assert read_press_state(home) == PressState()


def test_what_has_a_time_is_looked_after_every_few_seconds(press: FakePress, loop: PressLoop) -> None:
    for clock in range(61):
        loop.turn(NOW, clock)
    assert press.looked == 7


def test_the_timestamp_is_kept_fresh_while_nothing_happens(press: FakePress, loop: PressLoop) -> None:
    for clock in range(0, 1500, 30):
        loop.turn(NOW, clock)
    assert (press.pressed, press.refreshed) == (1, 5)


def test_every_new_edition_is_brought_to_the_mirror_once(
    press: FakePress, loop: PressLoop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for clock in range(4):
        press.behind = clock == 2
        loop.turn(NOW, clock)
    assert read_tree(tmp_path / "mirror") == read_tree(tmp_path / "editions" / "current")
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["did"], one["edition"]) for one in said] == [
        ("pressed", 1),
        ("copied", 1),
        ("pressed", 2),
        ("copied", 2),
    ]
    assert said[0]["held"] == [{"unit": "article:x", "reason": "too long"}]


def test_a_mirror_that_cannot_be_written_is_tried_again_after_a_while(
    press: FakePress, loop: PressLoop, tmp_path: Path
) -> None:
    (tmp_path / "mirror").touch()
    with pytest.raises(OSError):
        loop.turn(NOW, 0)
    loop.turn(NOW, 1)
    (tmp_path / "mirror").unlink()
    loop.turn(NOW, RETRIES_AFTER)
    assert (tmp_path / "mirror" / "index.html").exists()
