"""S3-like storage as the rest of Tamizdat uses it: a few verbs, names that stay what they are, errors in words.

``obstore`` is an extra (``tamizdat[grown]``): it is imported when a newsroom names storage, and not before.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from tamizdat.shell.errors import TamizdatError
from tamizdat.shell.grown import EXTRA, Storage

AT_ONCE = 32
"""Requests under way at the same time: one waits for the server, the others need not."""
RETRIES = {"max_retries": 6, "retry_timeout": timedelta(seconds=60)}
KIND = re.compile(r"kind: (\w+),\s+source: reqwest")
HOW = {"Connect": "no connection", "Timeout": "no answer in time", "Interrupted": "the connection was cut"}
TRIES = re.compile(r" in (\d+)[.\d]*(ms|s), after (\d+) retries")
One = TypeVar("One")
Got = TypeVar("Got")


class StorageError(TamizdatError):
    """Storage that cannot be reached, or does not let us."""


class Bucket:
    """What lies below one prefix of a bucket, by name."""

    def __init__(self, store: Any, where: str) -> None:
        self._store, self.where = store, where
        self._do = import_module("obstore")
        self._known = import_module("obstore.exceptions")

    def read(self, name: str) -> bytes:
        """The bytes of this name; raises FileNotFoundError."""
        return self._call(name, lambda: bytes(self._do.get(self._store, name).bytes()))

    def write(self, name: str, data: bytes, **attributes: str) -> None:
        """Put it there, whole or not at all. ``content_type="text/html"`` and its kind become headers."""
        headers = {key.replace("_", "-").title(): value for key, value in attributes.items()}
        self._call(name, lambda: self._do.put(self._store, name, data, attributes=headers, use_multipart=False))

    def version(self, name: str) -> str | None:
        """What tells one writing of it from the next, None when it is not there."""
        try:
            return str(self._call(name, lambda: self._do.head(self._store, name)["e_tag"]))
        except FileNotFoundError:
            return None

    def replace(self, name: str, data: bytes, version: str | None, **attributes: str) -> None:
        """Put it in the place of this version (None: of nothing); raises StorageError when another one is there.

        A store that knows no conditions overwrites: only_one.py is what keeps two presses apart there.
        """
        headers = {key.replace("_", "-").title(): value for key, value in attributes.items()}
        mode = "create" if version is None else {"e_tag": version}
        try:
            self._call(name, lambda: self._do.put(self._store, name, data, attributes=headers, mode=mode))
        except FileExistsError:
            raise StorageError(f"{self.where}/{name} was replaced by another press meanwhile. Press again.") from None

    def length(self, name: str) -> int | None:
        """How many bytes it has, None when it is not there."""
        try:
            return int(self._call(name, lambda: self._do.head(self._store, name)["size"]))
        except FileNotFoundError:
            return None

    def remove(self, names: Sequence[str]) -> None:
        """Take these away; what is not there is gone already."""
        if names:
            self._call(names[0], lambda: self._do.delete(self._store, list(names)))

    def names(self, below: str = "") -> Iterator[tuple[str, int]]:
        """Everything that lies below, with its length."""
        chunks = iter(self._call(below, lambda: self._do.list(self._store, below or None)))
        while chunk := self._call(below, lambda: next(chunks, None)):
            yield from ((one["path"], one["size"]) for one in chunk)

    def is_empty(self) -> bool:
        """Nothing lies here yet."""
        return next(self.names(), None) is None

    def _call(self, name: str, deed: Callable[[], Got]) -> Got:
        try:
            return deed()
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise StorageError(_no_bucket(self.where)) from None
            raise FileNotFoundError(errno.ENOENT, "not there", f"{self.where}/{name}") from None
        except (self._known.AlreadyExistsError, self._known.PreconditionError):
            raise FileExistsError(f"{self.where}/{name}") from None
        except self._known.BaseError as error:
            raise StorageError(_in_words(self.where, error)) from None


@cache
def open_private(storage: Storage, below: str) -> Bucket:
    """A folder of the private place, such as ``originals``."""
    return _open(storage, storage.bucket, f"{storage.prefix}/{below}".strip("/"))


@cache
def open_public(storage: Storage) -> Bucket:
    """The public tree."""
    return _open(storage, storage.public_bucket, storage.public_prefix)


def check_storage(storage: Storage) -> None:
    """Say now, in words, when it cannot be reached."""
    open_private(storage, "check").is_empty()
    open_public(storage).length("tuf/timestamp.json")


def at_once(deed: Callable[[One], Got], things: Iterable[One]) -> Iterator[Got]:
    """Do this to many things at the same time; answers in their order. The first error ends it."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket") as pool:
        waiting = []
        try:
            for one in things:
                waiting.append(pool.submit(deed, one))
                if len(waiting) >= 4 * AT_ONCE:
                    yield waiting.pop(0).result()
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _open(storage: Storage, bucket: str, prefix: str) -> Bucket:
    try:
        stores = import_module("obstore.store")
    except ImportError:
        raise StorageError(f"[storage] in tamizdat.toml needs the package obstore. {EXTRA}") from None
    if not storage.access_key or not storage.secret_key:
        raise StorageError(
            f"There are no keys for {storage}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
            "or name a file with keys_file in [storage] of tamizdat.toml."
        )
    given: dict[str, Any] = {"endpoint": storage.endpoint} if storage.endpoint else {}
    store = stores.S3Store(
        bucket,
        prefix=prefix or None,
        region=storage.region,
        access_key_id=storage.access_key,
        secret_access_key=storage.secret_key,
        client_options={"allow_http": storage.endpoint.startswith("http://"), "timeout": "30s"},
        retry_config=RETRIES,
        **given,
    )
    return Bucket(store, f"s3://{bucket}/{prefix}".rstrip("/"))


def _no_bucket(where: str) -> str:
    return f"The bucket of {where} does not exist. Make it at your provider, or correct [storage] in tamizdat.toml."


def _in_words(where: str, error: BaseException) -> str:
    """The library's errors span a page and repeat the whole request."""
    said = str(error)
    if "NoSuchBucket" in said:
        return _no_bucket(where)
    if any(one in said for one in ("SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied", "403 Forbidden")):
        return f"{where} does not let us in. Check the keys of [storage] in tamizdat.toml and what they may do."
    if "error sending request" in said or "HTTP error" in said:
        how = HOW.get(match[1], match[1]) if (match := KIND.search(said)) else "no reason given"
        took = f" (tries: {int(match[3]) + 1}, in {match[1]} {match[2]})" if (match := TRIES.search(said)) else ""
        return f"{where} does not answer: {how}{took}. Check the network and endpoint of [storage] in tamizdat.toml."
    return f"{where} refused: {' '.join(said.partition('Debug source')[0].split())[:300]}"
