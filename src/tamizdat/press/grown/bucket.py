"""Objects by digest in a bucket. Writing goes on in the background, many at a time; ``flush`` waits for it.

A store is opened for one press or one shard and then left: what is there now, somebody else may take away later.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from tamizdat.shell.bucket import AT_ONCE, Bucket

WAITING = 512
"""Objects that may wait for the bucket before the next one does."""


class BucketStore:
    """``ab/abcd…`` and the compressed ``ab/abcd….gz`` beside it."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self.folder = bucket.where
        self._known: dict[str, set[str]] = {}
        self._pending: dict[str, bytes] = {}
        self._futures: list[Future[None]] = []
        self._pool: ThreadPoolExecutor | None = None
        self._lock = Lock()

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError. What is still on its way can be read already."""
        waiting = self._pending.get(name)
        return self._bucket.read(_path(name)) if waiting is None else waiting

    def has(self, name: str) -> bool:
        """Is it there? The first question lists all that begins alike, so a thousand cost few requests."""
        begin = name[:2]
        with self._lock:
            if begin not in self._known:
                self._known[begin] = {path.rpartition("/")[2] for path, _ in self._bucket.names(begin)}
            return name in self._known[begin]

    def write(self, name: str, data: bytes) -> None:
        """Keep it, unless it is there. An object in a bucket is whole, or is not there."""
        self.write_new(name, data)

    def write_new(self, name: str, data: bytes) -> bool:
        """Keep it; False when it is there, and nothing was done."""
        if self.has(name):
            return False
        self._known[name[:2]].add(name)
        self._pending[name] = data
        if self._pool is None:
            self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="objects")
        self._futures.append(self._pool.submit(self._put, name))
        if len(self._futures) >= WAITING:
            self.flush()
        return True

    def write_again(self, name: str, data: bytes) -> None:
        """Keep it now, whatever is there."""
        self._bucket.write(_path(name), data)
        if name[:2] in self._known:
            self._known[name[:2]].add(name)

    def flush(self) -> None:
        """Come back when all that was written is in the bucket; raises what went wrong."""
        futures, self._futures = self._futures, []
        for one in futures:
            one.result()
        self._pending.clear()

    def remove(self, name: str) -> None:
        """Take it away; gone already is as good."""
        self._bucket.remove([_path(name)])
        self._known.get(name[:2], set()).discard(name)

    def names(self) -> Iterator[str]:
        """Everything that the store holds."""
        return (path.rpartition("/")[2] for path, _ in self._bucket.names())

    def _put(self, name: str) -> None:
        self._bucket.write(_path(name), self._pending[name])


def _path(name: str) -> str:
    return f"{name[:2]}/{name}"
