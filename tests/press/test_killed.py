"""A press that is killed at any moment: readers keep the previous edition, and the next run completes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import brotli
import pytest

from tamizdat.press import press_edition
from tamizdat.press.memory import Cursor, Memory
from tamizdat.reading.check_folder import check_folder
from tests.press.paper import MemoryNewsroom
from tests.press.press_here import NOW, press

FIRST = 60
STEPS = (5, 40, 320)
"""Articles that come new before a run: one process makes few pages, all cores make many."""


def run_press(folder: Path, articles: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.press.press_once", str(folder), "7", str(articles)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], start_new_session=True
    )


def press_whole(folder: Path, articles: int) -> tuple[str, float]:
    """The map root, and the seconds that it took."""
    started = time.monotonic()
    process = run_press(folder, articles)
    root, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return root.strip(), time.monotonic() - started


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Kill the press and all its workers at once; False when it was already done."""
    time.sleep(seconds)
    done = process.poll() is not None
    if not done:
        os.killpg(process.pid, 9)
    process.communicate()
    return not done


def check_public_tree(folder: Path) -> None:
    root = (folder / "keys" / "1.root.json").read_bytes()
    check = check_folder(folder / "editions" / "current", root, datetime.now(UTC))
    assert (check.verdict, check.failures) == ("current", ())


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
def test_killed_at_any_moment_the_press_leaves_a_whole_edition_and_goes_on(tmp_path: Path, times: int) -> None:
    chance = random.Random(times)
    home, articles = tmp_path / "killed", FIRST
    _, seconds = press_whole(home, articles)
    killed = 0
    while killed < times:
        articles += chance.choice(STEPS)
        killed += kill_after(run_press(home, articles), chance.uniform(0.1, 2 * seconds))
        check_public_tree(home)
    finished, _ = press_whole(home, articles)
    check_public_tree(home)
    assert finished == press_whole(tmp_path / "clean", articles)[0]


def test_helpers_end_with_the_press_that_was_killed() -> None:
    code = (
        "import os, signal, time\n"
        "from tamizdat.press.helpers import start_helpers\n"
        "if __name__ == '__main__':\n"
        "    pool = start_helpers()\n"
        "    print(*pool.map(one, range(50)), flush=True)\n"
        "    pool.map_async(time.sleep, [60] * 50)\n"
        "    time.sleep(60)\n"
    )
    code = code.replace("if __name__", "def one(_):\n    time.sleep(0.01)\n    return os.getpid()\nif __name__", 1)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "kill_me.py")
        script.write_text(code)
        with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as press:
            assert press.stdout
            helpers = {int(one) for one in press.stdout.readline().split()}
            press.kill()
    assert helpers
    time.sleep(1)
    assert not [one for one in helpers if is_running(one)]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("dies_at", range(6))
def test_a_press_that_dies_while_it_makes_maps_leaves_no_packed_page_of_an_older_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    newsroom = MemoryNewsroom()
    first = newsroom.publish()
    for _ in range(2):  # the second edition has the brotli of the articles of the first
        newsroom.publish()
        press(tmp_path, newsroom)
    newsroom.articles[first]["headline"] = "Another tide"
    newsroom.put(f"article:{first}", newsroom.articles[first])
    steps = count(1)

    class Dying:
        """The memory of a press that dies after so many statements of the map's making."""

        def __init__(self, memory: Memory) -> None:
            self.memory = memory

        def execute(self, query: str, values: Sequence[Any] = ()) -> Cursor:
            return self.memory.execute(query, values)

        def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> Cursor:
            if next(steps) > dies_at:
                raise KeyboardInterrupt
            return self.memory.executemany(query, rows)

    make = press_edition.make_map
    with monkeypatch.context() as patch:
        patch.setattr(press_edition, "make_map", lambda memory, *rest: make(Dying(memory), *rest))
        with suppress(KeyboardInterrupt):
            press(tmp_path, newsroom)
    press(tmp_path, newsroom)
    tree, root = tmp_path / "editions" / "current", (tmp_path / "keys" / "1.root.json").read_bytes()
    assert check_folder(tree, root, NOW).failures == ()
    for packed in tree.rglob("*.html.br"):
        assert brotli.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes(), packed
