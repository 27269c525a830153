"""A bucket that speaks S3, by obstore. Readers reach it as a web site: each file says its type and how long to keep it.

No ``Content-Encoding``: ``x.html.gz`` is a file of the edition with a digest of its own (docs/decisions/17).
A browser asks for the plain path and gets plain bytes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tamizdat.mirrors.backends.contract import BackendError, Fault, Listed, Signs, check_name, find_fault
from tamizdat.mirrors.backends.private_file import private_file
from tamizdat.shell.headers import content_type, keep_for
from tamizdat.shell.mirrors import Mirror

RETRIES = {"max_retries": 0, "retry_timeout": timedelta(seconds=20)}
"""Whoever pushes knows better when to try again (``push/patient.py``)."""
SIGNS: Signs = (
    ("expired", ("expiredtoken", "tokenrefreshrequired", "requestexpired", "invalidtoken")),
    ("throttled", ("slowdown", "throttling", "toomanyrequests", "429 too", "503 service")),
    ("full", ("quotaexceeded", "insufficientstorage", "507 insufficient")),
    ("refused", ("nosuchbucket", "signaturedoesnotmatch", "invalidaccesskeyid", "accessdenied", "403 forbidden",
                 "401 unauthorized", "requesttimetooskewed", "invalidbucketname", "400 bad")),
)  # fmt: skip
SAYS: dict[Fault, str] = {
    "expired": "says that our credentials have expired.",
    "throttled": "asks us to go slower.",
    "full": "has no more room.",
    "refused": "does not let us in, or not do this.",
    "unreachable": "does not answer.",
}
Got = TypeVar("Got")
_code = re.compile(r"<Code>([A-Za-z]{3,60})</Code>")
_md5 = re.compile(r'"?([0-9a-f]{32})"?\Z')


class BucketBackend:
    """What lies below one prefix of a bucket."""

    at_once = 32
    is_atomic = True

    def __init__(self, store: Any, where: str) -> None:
        self._store, self.where = store, where
        self._do = import_module("obstore")
        self._known = import_module("obstore.exceptions").BaseError

    def read(self, name: str, limit: int) -> bytes:
        return self._call(name, lambda: self._read(name, limit))

    def write(self, name: str, data: bytes, media_type: str) -> None:
        said = {"Content-Type": content_type(media_type), "Cache-Control": keep_for(f"/{name}")}
        self._call(
            name, lambda: self._do.put(self._store, check_name(name), data, attributes=said, use_multipart=False)
        )

    def remove(self, names: Sequence[str]) -> None:
        if names:
            self._call("", lambda: self._do.delete(self._store, list(names)))

    def names(self, below: str = "") -> Iterator[Listed]:
        chunks = iter(self._call(below, lambda: self._do.list(self._store, below or None)))
        while chunk := self._call(below, lambda: next(chunks, None)):
            yield from (Listed(one["path"], one["size"], _md5_of(one["e_tag"])) for one in chunk)

    def close(self) -> None:
        """Connections end by themselves."""

    def _read(self, name: str, limit: int) -> bytes:
        got, parts, length = self._do.get(self._store, check_name(name)), [], 0
        for part in got.stream(min_chunk_size=64 * 1024):
            parts.append(bytes(part))
            length += len(parts[-1])
            if length > limit:
                break
        return b"".join(parts)[: limit + 1]

    def _call(self, name: str, deed: Callable[[], Got]) -> Got:
        try:
            return deed()
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise self._error(str(error)) from None
            raise FileNotFoundError(f"{self.where}/{name}") from None
        except (self._known, PermissionError) as error:
            raise self._error(str(error)) from None

    def _error(self, said: str) -> BackendError:
        """The library's errors span a page and repeat the whole request."""
        kind = find_fault(said, SIGNS)
        code = _code.search(said)
        return BackendError(kind, f"{self.where} {SAYS[kind]}" + (f" Its word: {code[1]}." if code else ""))


def _md5_of(e_tag: str | None) -> str:
    found = _md5.match(e_tag or "")
    return found[1] if found else ""


def open_mirror(mirror: Mirror, home: Path) -> BucketBackend:
    """``where`` is ``s3://bucket/prefix``; ``keys_file`` holds access_key, secret_key, perhaps session_token."""
    parts = urlsplit(mirror.where)
    if parts.scheme != "s3" or not parts.netloc:
        raise BackendError("refused", f"{mirror.where!r} is no bucket; one is such as s3://bucket/prefix.")
    endpoint = mirror.options.get("endpoint", "")
    given: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
    store = import_module("obstore.store").S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        region=mirror.options.get("region") or "us-east-1",
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": "30s", "connect_timeout": "15s"},
        retry_config=RETRIES,
        **given,
        **_keys(private_file(mirror.options, "keys_file", home, "its access_key and secret_key")),
    )
    return BucketBackend(store, mirror.where.rstrip("/"))


def _keys(file: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise BackendError("refused", f"{file} is no TOML that can be read.") from None
    keys = {"access_key_id": values.get("access_key"), "secret_access_key": values.get("secret_key")}
    if "session_token" in values:
        keys["session_token"] = values["session_token"]
    if not all(isinstance(one, str) and one for one in keys.values()):
        raise BackendError("refused", f"{file} needs the two lines access_key = … and secret_key = ….")
    return {name: str(value) for name, value in keys.items()}
