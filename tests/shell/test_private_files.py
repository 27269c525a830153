"""A key is made once, whoever asks first and however many do."""

from __future__ import annotations

import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from tamizdat.shell.private_files import make_once


def test_many_threads_that_make_a_key_at_once_have_the_same_one(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "some.key"

    together = Barrier(16)

    def make_and_read() -> bytes:
        together.wait()
        make_once(file, secrets.token_bytes(32))
        return file.read_bytes()

    with ThreadPoolExecutor(16) as threads:
        got = {one.result() for one in [threads.submit(make_and_read) for _ in range(16)]}
    assert got == {file.read_bytes()}
    assert [one.name for one in file.parent.iterdir()] == ["some.key"], "no part of another one is left"


def test_a_key_is_for_its_owner_alone_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "some.key"
    make_once(file, b"first")
    make_once(file, b"second")
    assert file.read_bytes() == b"first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
