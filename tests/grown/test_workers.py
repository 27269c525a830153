"""Workers on other machines: the same bytes whoever renders, and a dead one only costs time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tamizdat.press.grown.share import OUR_HELPERS
from tests.grown.homes import Grown, environment
from tests.grown.presses import make_room, press, public_tree, verdict
from tests.grown.servers import Postgres

DEEDS = 120


@contextmanager
def worker(home: Grown, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = subprocess.Popen(home.command("worker"), stdout=said, stderr=said, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def at_work(connection: psycopg.Connection, pid: int) -> bool:
    """Has this process a shard at this moment?"""
    there = connection.execute("SELECT to_regclass('press.shard')").fetchone()
    if not there or there[0] is None:
        return False
    rows = connection.execute("SELECT worker FROM press.shard WHERE state = 'taken'").fetchall()
    return any(re.search(rf"-{pid}-", name) for (name,) in rows)


def kill_one_at_work(server: Postgres, home: Grown, running: list[subprocess.Popen[bytes]]) -> None:
    """kill -9 in the middle of a shard, whoever has one; the victim leaves the list."""
    with psycopg.connect(server.url(home.database), autocommit=True) as connection:
        for _ in range(6000):
            for victim in running:
                if not at_work(connection, victim.pid):
                    continue
                os.kill(victim.pid, signal.SIGSTOP)  # so that it cannot finish while we look once more
                if at_work(connection, victim.pid):
                    os.kill(victim.pid, signal.SIGKILL)
                    running.remove(victim)
                    return
                os.kill(victim.pid, signal.SIGCONT)
            time.sleep(0.01)
    pytest.fail("no worker ever had a shard")


def wait_until_ready(logs: list[Path]) -> None:
    for _ in range(1200):
        if all(log.exists() and "waits for work" in log.read_text() for log in logs):
            return
        time.sleep(0.05)
    pytest.fail("".join(log.read_text() for log in logs))


@pytest.mark.long
@pytest.mark.parametrize(
    ("workers", "helpers"),
    [(4, 0), (3, 1)],
)
def test_workers_that_are_killed_change_no_byte(
    shared: Grown, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, helpers: int
) -> None:
    assert shared.bucket
    monkeypatch.setenv(OUR_HELPERS, str(helpers))
    with ExitStack() as stack:
        logs = [tmp_path / f"worker-{n}.log" for n in range(workers)]
        running = [stack.enter_context(worker(shared, log)) for log in logs]
        wait_until_ready(logs)
        pressing = shared.start("tests.grown.press_shared", str(DEEDS))
        for _ in range(workers // 2):
            kill_one_at_work(postgres, shared, running)
        assert pressing.wait(200) == 0, pressing.stderr.read() if pressing.stderr else ""
    said = pressing.stdout.read().split() if pressing.stdout else []
    near = press(tmp_path / "near", make_room(DEEDS))
    assert said == [near.map_root, str(near.pages)]
    assert verdict(public_tree(shared.bucket)) == ("current", [])


@pytest.mark.long
def test_a_press_needs_no_worker(shared: Grown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OUR_HELPERS, "2")
    pressing = shared.start("tests.grown.press_shared", str(DEEDS))
    assert pressing.wait(120) == 0, pressing.stderr.read() if pressing.stderr else ""
    assert pressing.stdout
    assert pressing.stdout.read().split()[0] == press(tmp_path / "near", make_room(DEEDS)).map_root


@pytest.mark.long
def test_a_press_that_was_killed_is_gone_on_with(shared: Grown, postgres: Postgres, tmp_path: Path) -> None:
    assert shared.bucket
    with worker(shared, tmp_path / "worker.log") as one:
        wait_until_ready([tmp_path / "worker.log"])
        first = shared.start("tests.grown.press_shared", str(DEEDS))
        with psycopg.connect(postgres.url(shared.database), autocommit=True) as connection:
            for _ in range(6000):
                if at_work(connection, one.pid):
                    break
                time.sleep(0.01)
        first.kill()
        second = shared.start("tests.grown.press_shared", str(DEEDS))
        assert second.wait(200) == 0, second.stderr.read() if second.stderr else ""
    assert second.stdout
    assert second.stdout.read().split()[0] == press(tmp_path / "near", make_room(DEEDS)).map_root
    assert verdict(public_tree(shared.bucket)) == ("current", [])


@pytest.mark.long
def test_a_worker_without_workers_says_what_is_missing(grown: Grown) -> None:
    said = grown.run("worker", "--once", ok=False)
    assert said.returncode == 1
    assert "[workers]" in said.stderr


@pytest.mark.long
def test_a_worker_ends_when_there_is_nothing_to_do_and_it_was_told_so(shared: Grown) -> None:
    assert "waits for work" in shared.run("worker", "--once").stdout
