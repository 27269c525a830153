"""A key is made once, whoever asks first and however many do."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

from tamizdat.shell.private_files import make_once


def at_once(deed: Callable[[], object], times: int = 16) -> list[object]:
    """What each of these threads got; an error is what it got too."""
    together, got = Barrier(times), []

    def run() -> None:
        together.wait()
        try:
            got.append(deed())
        except Exception as error:
            got.append(error)

    threads = [Thread(target=run) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return got


def test_many_threads_that_make_a_key_at_once_have_the_same_one(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "some.key"

    def make_and_read() -> bytes:
        make_once(file, secrets.token_bytes(32))
        return file.read_bytes()

    got = at_once(make_and_read)
    assert len(got) == 16 and set(got) == {file.read_bytes()}
    assert [one.name for one in file.parent.iterdir()] == ["some.key"], "no part of another one is left"


def test_a_key_is_for_its_owner_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "some.key"
    make_once(file, b"first")
    make_once(file, b"second")
    assert file.read_bytes() == b"first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
