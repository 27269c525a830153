"""While a newsroom is served its mirrors follow, each for itself."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tamizdat.mirrors.push.loop import FIRST_WAIT, WHOLE_LOOK_EVERY, PushLoop
from tamizdat.mirrors.push.result import PushResult
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home
from tamizdat.shell.mirrors import Mirror
from tests.mirrors.newsroom import Newsroom, page
from tests.serve.trees import read_tree


class Pushes:
    """Which mirrors were pushed to; some fail, some hang."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails: set[str] = set()
        self.hangs: dict[str, threading.Event] = {}

    def __call__(self, home: Home, mirror: Mirror) -> PushResult:
        if mirror.name in self.hangs:
            self.hangs[mirror.name].wait(20)
        self.done.append(mirror.name)
        if mirror.name in self.fails:
            return PushResult(mirror.name, kind="unreachable", what="It does not answer.")
        return PushResult(mirror.name, 1, sent=1)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path / "lamp")
    made.publish()
    made.add(Mirror("a", "folder", str(tmp_path / "a")), Mirror("b", "folder", str(tmp_path / "b"), state="resting"))
    return made


@pytest.fixture
def pushes() -> Pushes:
    return Pushes()


@pytest.fixture
def said() -> list[Any]:
    return []


@pytest.fixture
def loop(newsroom: Newsroom, pushes: Pushes, said: list[Any]) -> PushLoop:
    return PushLoop(newsroom.home, said.append, pushes)


def look(loop: PushLoop, clock: float) -> None:
    loop.look(clock)
    loop.wait()


def test_every_edition_and_every_fresh_signature_is_pushed_once(
    loop: PushLoop, newsroom: Newsroom, pushes: Pushes
) -> None:
    for clock in range(3):
        look(loop, clock)
    assert sorted(pushes.done) == ["a", "b"]
    newsroom.publish({"/index.html": page("front")})
    look(loop, 4)
    newsroom.refresh()
    look(loop, 5)
    assert sorted(pushes.done) == ["a", "a", "a", "b", "b", "b"]


def test_a_mirror_that_hangs_delays_no_other(loop: PushLoop, newsroom: Newsroom, pushes: Pushes) -> None:
    pushes.hangs["a"] = threading.Event()
    loop.look(0)
    for clock in range(1, 4):
        newsroom.publish({"/index.html": page(str(clock))})
        loop.look(clock)
        time.sleep(0.1)
    assert pushes.done == ["b", "b", "b", "b"]
    pushes.hangs["a"].set()
    loop.wait()
    look(loop, 5)
    assert pushes.done.count("a") == 2, "what came meanwhile is brought at once, in one push"


def test_a_mirror_that_fails_is_tried_again_after_a_while_and_told_of_once(
    loop: PushLoop, pushes: Pushes, said: list[Any]
) -> None:
    pushes.fails.add("a")
    for clock in range(0, int(FIRST_WAIT * 10), 5):
        look(loop, clock)
    assert 3 <= pushes.done.count("a") <= 6
    assert [one["did"] for one in said if one["mirror"] == "a"] == ["failed to push"]
    pushes.fails.clear()
    look(loop, FIRST_WAIT * 100)
    assert [one["did"] for one in said if one["mirror"] == "a"] == ["failed to push", "pushed"]


def test_a_mirror_is_looked_at_now_and_then_even_when_nothing_is_new(loop: PushLoop, pushes: Pushes) -> None:
    look(loop, 0)
    look(loop, WHOLE_LOOK_EVERY / 2)
    assert pushes.done.count("a") == 1
    look(loop, WHOLE_LOOK_EVERY + 60)
    assert pushes.done.count("a") == 2


def test_a_mirror_that_a_person_changes_or_calls_burned_is_heeded_at_once(
    loop: PushLoop, newsroom: Newsroom, pushes: Pushes, tmp_path: Path
) -> None:
    look(loop, 0)
    newsroom.add(Mirror("a", "folder", str(tmp_path / "elsewhere")))
    look(loop, 1)
    assert pushes.done.count("a") == 2
    newsroom.add(Mirror("a", "folder", str(tmp_path / "elsewhere"), state="burned"))
    newsroom.publish({"/index.html": page("front")})
    look(loop, 2)
    assert (pushes.done.count("a"), pushes.done.count("b")) == (2, 2)


def test_a_push_that_cannot_even_begin_ends_nothing(newsroom: Newsroom, said: list[Any]) -> None:
    def refuse(home: Home, mirror: Mirror) -> PushResult:
        raise RefusedError("push.sqlite3 cannot be used")

    loop = PushLoop(newsroom.home, said.append, refuse)
    look(loop, 0)
    look(loop, 1)
    assert [one["what"] for one in said] == ["push.sqlite3 cannot be used"] * 2


def test_the_process_that_serve_starts_keeps_the_mirrors_alike(newsroom: Newsroom, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tamizdat.mirrors.push.loop", "--home", str(newsroom.home.folder)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        first = {json.loads(child.stdout.readline())["mirror"] for _ in range(2)}
        assert first == {"a", "b"}
        newsroom.publish({"/index.html": page("front")})
        [json.loads(child.stdout.readline()) for _ in range(2)]
        for name in ("a", "b"):
            assert read_tree(tmp_path / name) == newsroom.tree()
    finally:
        child.kill()
        child.wait()


def test_the_screen_says_which_mirror_is_behind_and_what_to_do(tmp_path: Path) -> None:
    from tamizdat.project.children import Children, Line
    from tamizdat.project.running import Running

    children = Children(tmp_path)
    running = Running(children)
    told = {"did": "failed to push", "mirror": "riga", "what": "It does not answer.", "to_do": "Check its address."}
    children.lines.put(Line("mirrors", json.dumps(told)))
    running.listen(0.2)
    assert running.take_notes() == ["mirror riga is behind: It does not answer. Check its address."]


def test_results_of_pushes_are_values() -> None:
    assert replace(PushResult("a"), kind="full").to_do.startswith("Make room")
