"""Conditional writes: no pointer is written over one that nobody looked at. Amazon knows them, rclone does not."""

from __future__ import annotations

import pytest

from tamizdat.shell.bucket import Bucket, StorageError


def test_a_pointer_that_another_press_replaced_is_left_alone() -> None:
    from obstore.store import MemoryStore

    first, second = (Bucket(store, "memory:") for store in [MemoryStore()] * 2)
    first.replace("tuf/timestamp.json", b"one", None)
    seen = second.version("tuf/timestamp.json")
    first.replace("tuf/timestamp.json", b"two", first.version("tuf/timestamp.json"))
    with pytest.raises(StorageError, match="Press again"):
        second.replace("tuf/timestamp.json", b"another", seen)
    with pytest.raises(StorageError, match="Press again"):
        second.replace("tuf/timestamp.json", b"another", None)
    assert first.read("tuf/timestamp.json") == b"two"
