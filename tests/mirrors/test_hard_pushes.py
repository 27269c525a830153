"""Pushes that go wrong: killed, throttled, shown late, locked out, two at once. None holds up another."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tamizdat.mirrors.push import PushResult, is_behind, push_all
from tamizdat.mirrors.push import one as push_to_one
from tamizdat.mirrors.push.lock import only_one_push
from tamizdat.shell.mirrors import Mirror
from tests.mirrors.faulty import Faulty, faulty_server
from tests.mirrors.newsroom import Newsroom, page
from tests.mirrors.places import Place, keys_file
from tests.mirrors.test_push import STORY, assert_whole, push, through
from tests.serve.trees import read_tree

ROOT = Path(__file__).parents[2]


@pytest.fixture
def newsroom(home: Path) -> Newsroom:
    made = Newsroom(home / "lamp")
    made.publish()
    return made


@pytest.fixture
def faulty(bucket: Place) -> Iterator[Faulty]:
    with faulty_server(bucket.mirror.options["endpoint"]) as between:
        yield between


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamizdat.mirrors.push.patient.FIRST_WAIT", 0.01)


def slow_after(count: int, faulty: Faulty) -> None:
    """Writes beyond so many take long, so that there is a middle in which to be killed."""

    def fault(method: str, path: str) -> None:
        if method == "PUT" and len(faulty.writes()) >= count:
            time.sleep(1)

    faulty.fault = fault


def test_a_push_that_was_killed_goes_on_without_sending_again_what_arrived(
    newsroom: Newsroom, bucket: Place, faulty: Faulty
) -> None:
    newsroom.add(through(bucket, faulty))
    slow_after(30, faulty)
    child = subprocess.Popen([sys.executable, "-m", "tests.mirrors.push_once", str(newsroom.home.folder)], cwd=ROOT)
    while len(faulty.writes()) < 30:
        time.sleep(0.02)
        assert child.poll() is None, "it ended before it could be killed"
    child.kill()
    child.wait()
    faulty.fault = lambda method, path: None
    time.sleep(1.2)  # what was on its way comes to its end
    assert not (bucket.folder / "tuf" / "timestamp.json").exists()
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)
    again = [name for name, times in Counter(faulty.writes()).items() if times > 1]
    assert again == []


@pytest.mark.usefixtures("short_waits")
def test_a_mirror_that_asks_to_go_slower_is_brought_everything_in_the_end(
    newsroom: Newsroom, bucket: Place, faulty: Faulty
) -> None:
    newsroom.add(through(bucket, faulty))
    chance = random.Random(7)
    answers = [(503, "SlowDown"), (429, "TooManyRequests"), None, None, None, None]
    refused: list[str] = []

    def fault(method: str, path: str) -> tuple[int, str] | None:
        answer = chance.choice(answers)
        refused.extend([path] if answer else [])
        return answer

    faulty.fault = fault
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)
    assert len(refused) > 10


def test_a_mirror_that_shows_late_what_it_has_is_brought_everything(
    newsroom: Newsroom, bucket: Place, faulty: Faulty
) -> None:
    newsroom.add(through(bucket, faulty))
    faulty.lists_late = 60
    push(newsroom)
    for file in newsroom.home.mirrors.glob("push.sqlite3*"):
        file.unlink()
    newsroom.publish({"/index.html": page("front")})
    assert push(newsroom).is_done, "what is not listed yet is sent again"
    assert set(newsroom.tree()) <= set(read_tree(bucket.folder))


def test_one_mirror_of_eight_with_expired_credentials_does_not_hold_up_seven(
    newsroom: Newsroom, bucket: Place, faulty: Faulty, tmp_path: Path
) -> None:
    others = [bucket.named("one"), bucket.named("two")]
    folders = [tmp_path / f"copy{number}" for number in range(5)]
    faulty.fault = lambda method, path: (400, "ExpiredToken")
    newsroom.add(
        through(bucket, faulty),
        *(one.mirror for one in others),
        *(Mirror(one.name, "folder", str(one)) for one in folders),
    )
    results = {one.mirror: one for one in push_all(newsroom.home)}
    lost = results.pop(bucket.mirror.name)
    assert lost.kind == "expired"
    assert "credentials have expired" in lost.what
    assert [one.is_done for one in results.values()] == [True] * 7
    for folder in (*folders, *(one.folder for one in others)):
        assert_whole(newsroom, folder)
    assert [is_behind(newsroom.home, name) for name in (lost.mirror, "one", "copy0")] == [True, False, False]


def test_a_slow_mirror_ends_at_its_time_and_the_others_have_not_waited(
    newsroom: Newsroom, bucket: Place, faulty: Faulty, tmp_path: Path
) -> None:
    newsroom.add(through(bucket, faulty), Mirror("copy", "folder", str(tmp_path / "copy")))
    faulty.fault = lambda method, path: (503, "SlowDown")
    done: dict[str, float] = {}
    begun = time.monotonic()

    def say(result: PushResult) -> None:
        done[result.mirror] = time.monotonic() - begun

    results = push_all(newsroom.home, seconds=3, say=say)
    assert [one.kind for one in results] == ["slow", ""]
    assert done["copy"] < done[bucket.mirror.name] < 8


def test_a_wrong_key_is_said_in_words_without_the_key(newsroom: Newsroom, bucket: Place, tmp_path: Path) -> None:
    keys = keys_file(tmp_path, ("writer", "not-the-secret"))
    newsroom.add(replace(bucket.mirror, options={**bucket.mirror.options, "keys_file": str(keys)}))
    result = push(newsroom)
    assert result.kind == "refused"
    assert "does not let us in" in result.what
    assert "not-the-secret" not in str(result)


def test_a_file_with_keys_that_others_can_read_is_refused(newsroom: Newsroom, bucket: Place, tmp_path: Path) -> None:
    keys = keys_file(tmp_path)
    keys.chmod(0o644)
    newsroom.add(replace(bucket.mirror, options={**bucket.mirror.options, "keys_file": str(keys)}))
    result = push(newsroom)
    assert (result.kind, f"chmod 600 {keys}" in result.what) == ("refused", True)


@pytest.mark.usefixtures("short_waits")
def test_nobody_there_is_said_in_words(newsroom: Newsroom, bucket: Place) -> None:
    newsroom.add(replace(bucket.mirror, options={**bucket.mirror.options, "endpoint": "http://127.0.0.1:9"}))
    result = push(newsroom)
    assert (result.kind, "does not answer" in result.what) == ("unreachable", True)


def test_of_two_pushes_at_once_one_waits_and_finds_it_done(newsroom: Newsroom, bucket: Place) -> None:
    newsroom.add(bucket.mirror)
    results: list[PushResult] = []
    threads = [threading.Thread(target=lambda: results.append(push(newsroom))) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.is_done for one in results] == [True, True]
    assert sorted(one.sent for one in results)[0] == 0
    assert_whole(newsroom, bucket.folder)


def test_a_push_that_would_wait_too_long_for_another_refuses(newsroom: Newsroom, bucket: Place) -> None:
    newsroom.add(bucket.mirror)
    with only_one_push(newsroom.home.mirrors, bucket.mirror.name, 0):
        [result] = push_all(newsroom.home, seconds=0.5)
    assert (result.kind, result.sent) == ("slow", 0)


def test_two_newsrooms_that_publish_to_one_place_at_once_leave_one_whole_edition(
    newsroom: Newsroom, bucket: Place, tmp_path: Path
) -> None:
    other = Newsroom(tmp_path / "other")
    other.publish({"/en/other.html": page("other")})
    for one in (newsroom, other):
        one.add(bucket.mirror)
    threads = [threading.Thread(target=push, args=(one,)) for one in (newsroom, other)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    other.publish({"/en/later.html": page("later")})
    for _ in range(3):
        if push(other).is_done:
            break
    there = read_tree(bucket.folder)
    assert {name: there.get(name) for name in other.tree()} == other.tree()
    assert push(other, whole=True).is_done, "what the loser still wrote is known to nobody; this lists it"
    assert_whole(other, bucket.folder)


def test_an_edition_that_comes_during_a_push_is_brought_too(newsroom: Newsroom, bucket: Place, faulty: Faulty) -> None:
    newsroom.add(through(bucket, faulty))
    once = iter([True])

    def fault(method: str, path: str) -> None:
        if method == "PUT" and len(faulty.writes()) > 20 and next(once, False):
            slot = newsroom.home.public_tree.resolve()
            newsroom.publish({"/en/late.html": page("late")}, withdraw=(STORY,))
            for file in (slot / "o").iterdir():  # the press brings the slot it left up to date
                file.unlink()

    faulty.fault = fault
    assert push(newsroom).is_done
    assert_whole(newsroom, bucket.folder)


def test_what_is_withdrawn_during_a_push_is_never_pointed_to(
    newsroom: Newsroom, bucket: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.add(bucket.mirror)
    push(newsroom)
    newsroom.publish({"/en/secret.html": page("must not be known")})
    put, pointed = push_to_one.Push._put_pointer, []

    def late(self: push_to_one.Push, there: bytes | None) -> None:
        if newsroom.number == 2:
            newsroom.publish(withdraw=("/en/secret.html",))
        put(self, there)
        pointed.append(self._edition.manifest.edition)

    monkeypatch.setattr(push_to_one.Push, "_put_pointer", late)
    assert push(newsroom).is_done
    assert pointed == [3]
    assert_whole(newsroom, bucket.folder)
