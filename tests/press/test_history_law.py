"""Laws of a newsroom's history, after any deeds in any order: also when each may be killed."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.press.editions.retractions import read_retractions
from tamizdat.shell.errors import RefusedError
from tests.press.history import Archive, withdraw, write_secret
from tests.press.paper import MemoryNewsroom


class Story:
    """A newsroom to which things happen at random, and what must stay true."""

    def __init__(self, folder: Path, seed: int, keep: int) -> None:
        self.chance = random.Random(seed)
        self.newsroom = MemoryNewsroom(seed)
        self.archive = Archive(folder, keep)
        self.secrets: dict[str, str] = {}
        """Articles whose words stand nowhere else: public id → word."""
        self.withdrawn: list[str] = []
        """Words of articles that were withdrawn and pressed."""
        self.last_withdrawal = 0
        self.lasts = 2.5
        """Seconds that the latest deed took in a process of its own: a kill should fall within it."""
        for _ in range(8):
            self.newsroom.publish()

    def edit(self) -> None:
        """What editors do between two editions."""
        for _ in range(self.chance.randrange(1, 5)):
            self.newsroom.edit()
        if self.chance.random() < 0.5:
            word = f"secretword{len(self.secrets)}x"
            self.secrets[write_secret(self.newsroom, word)] = word
        alive = [one for one in self.secrets if one in self.newsroom.articles]
        if alive and self.chance.random() < 0.4:
            withdraw(self.newsroom, self.chance.choice(alive))

    def press(self) -> None:
        """An edition; afterwards what was withdrawn must be gone."""
        before = set(self.withdrawn)
        removed = self.archive.open().memory.execute("SELECT count(*) FROM withdrawn").fetchone()
        assert removed == (0,)
        report = self.archive.press(self.newsroom)
        self.withdrawn = [word for one, word in self.secrets.items() if one not in self.newsroom.articles]
        if report.is_new and (set(self.withdrawn) != before or self._has_retracted_at(report.edition)):
            self.last_withdrawal = report.edition

    def _has_retracted_at(self, number: int) -> bool:
        press = self.archive.open()
        found = read_retractions(self.archive.home, press.memory, press.slots, number)
        return any(one.edition == number for one in found.entries)

    def roll_back(self) -> None:
        """To any kept edition: its very maps, when nothing was withdrawn since."""
        kept = list(self.archive.kept())
        number = self.chance.choice(kept)
        try:
            plan, report = self.archive.roll_back(number)
        except RefusedError:
            return
        if number >= self.last_withdrawal:
            assert report.map_root == self.archive.first[number]
            assert not plan.stay and not plan.left_out

    def check(self, *, is_thorough: bool = False) -> None:
        assert self.archive.check() == ("current", ())
        kept = self.archive.kept()
        assert kept
        for number in kept:
            _, missing = self.archive.walk(number)  # every node is there
            assert number < self.last_withdrawal or missing == [], (number, self.last_withdrawal)
        assert self.archive.files_with(*(word.encode() for word in self.withdrawn)) == []
        if is_thorough:
            names, walked = self.archive.store_names(), {number: self.archive.walk(number) for number in kept}
            self.archive.collect()
            assert {number: self.archive.walk(number) for number in self.archive.kept()} == walked
            assert self.archive.store_names() <= names


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 14))])
def test_after_any_deeds_every_kept_edition_is_whole_and_nothing_withdrawn_is_left(tmp_path: Path, seed: int) -> None:
    story = Story(tmp_path, seed, keep=random.Random(seed).choice([1, 2, 4, 10]))
    story.press()
    for step in range(14):
        deed = story.chance.random()
        if deed < 0.65:
            story.edit()
            story.press()
        elif deed < 0.85:
            story.roll_back()
        else:
            story.archive.collect()
        story.check(is_thorough=step % 5 == 4)


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_killed_at_any_moment_history_stays_whole_and_goes_on(tmp_path: Path, times: int) -> None:
    story = Story(tmp_path / "home", times, keep=4)
    story.archive.now = datetime.now(UTC).replace(microsecond=0)
    story.press()
    killed = 0
    while killed < times:
        story.edit()
        for deed in story.chance.sample(("press", "rollback", "gc"), 1 if times == 1 else 2):
            killed += kill_within(story, deed, tmp_path)
            story.archive.now = datetime.now(UTC).replace(microsecond=0)
            assert story.archive.check() == ("current", ())
        if story.chance.random() < 0.5:
            story.archive.collect()
        finish(story)
        story.check(is_thorough=True)
    clean = Archive(tmp_path / "clean")
    assert clean.press(story.newsroom).map_root == story.archive.press(story.newsroom).map_root


def finish(story: Story) -> None:
    """The next press goes on; any withdrawal may have come out with a killed one."""
    report = story.archive.press(story.newsroom)
    story.withdrawn = [word for one, word in story.secrets.items() if one not in story.newsroom.articles]
    story.last_withdrawal = report.edition


def kill_within(story: Story, deed: str, folder: Path) -> bool:
    """Do it in a process of its own and kill that; False when it was done before."""
    number = str(story.chance.choice(list(story.archive.kept()))) if deed == "rollback" else ""
    (folder / "newsroom").write_bytes(pickle.dumps(story.newsroom))
    command = [
        sys.executable,
        "-m",
        "tests.press.history_once",
        str(folder / "home"),
        str(folder / "newsroom"),
        deed[0],
    ]
    process = subprocess.Popen(
        [*command, deed, *([number] if number else [])], cwd=Path(__file__).parents[2], start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    started = time.monotonic()
    try:
        process.wait(story.chance.uniform(0.3, 1.0) * story.lasts)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return True
    story.lasts = time.monotonic() - started
    return False
