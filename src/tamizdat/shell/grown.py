"""What ``tamizdat.toml`` may name when one machine no longer does: a database, storage, workers.

Nothing of it is needed. Without these sections a newsroom is one folder with SQLite in it. See docs/operating/grown.md.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tamizdat.shell.errors import HomeError
from tamizdat.shell.private_files import read_pair

Table = Mapping[str, Any]
DATABASE_BROKER = "database"
PRIVATE = {"originals", "renditions", "objects", "press", "moving", "check"}
"""Folders below the private place."""
EXTRA = 'Install it with `pip install "tamizdat[grown]"`, or take the section out.'


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL database. The password is never printed."""

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.name} on {self.host or 'this machine'}" + (f":{self.port}" if self.port else "")

    def parameters(self) -> dict[str, Any]:
        """As libpq calls them; it finds a missing password in ~/.pgpass by itself."""
        given = {"dbname": self.name, "host": self.host, "port": self.port, "user": self.user}
        given["password"] = self.password
        return {**{key: value for key, value in given.items() if value}, "connect_timeout": 10, **dict(self.options)}


@dataclass(frozen=True, slots=True)
class Storage:
    """S3-like storage: a private place, and the place that readers may see."""

    bucket: str
    prefix: str
    public_bucket: str
    public_prefix: str
    endpoint: str = ""
    region: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Workers:
    """Who wakes workers: the database, or a backend of django-tasks by its dotted name."""

    broker: str = DATABASE_BROKER
    options: tuple[tuple[str, Any], ...] = ()


def read_database(table: Table, file: Path) -> Database | None:
    """``[database]``; raises HomeError with what is wrong, and never with the password."""
    if not table:
        return None
    _no_others(table, {"url", "password_from"}, "database", file)
    try:
        parts = urlsplit(_text(table, "url", "database", file))
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise HomeError(f'{file}: [database] url is such as "postgresql://tamizdat@db.example/newsroom".')
    return Database(
        name=unquote(parts.path.strip("/")),
        host=unquote(parts.hostname or ""),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or "") or _from_environment(table, "password_from", "database", file),
        options=tuple(parse_qsl(parts.query)),
    )


def read_storage(table: Table, file: Path) -> Storage | None:
    """``[storage]``; raises HomeError. A file with keys that others can read is refused."""
    if not table:
        return None
    _no_others(table, {"url", "public_url", "endpoint", "region", "keys_file"}, "storage", file)
    bucket, prefix = _place(_text(table, "url", "storage", file), "url", file)
    public = (bucket, f"{prefix}/public".strip("/"))
    if "public_url" in table:
        public = _place(_text(table, "public_url", "storage", file), "public_url", file)
        if public[0] == bucket and not _is_apart(public[1], prefix):
            raise HomeError(f"{file}: [storage] public_url holds what is private. It needs a place apart from url.")
    access, secret = _keys(table, file)
    endpoint = _text(table, "endpoint", "storage", file, "").rstrip("/")
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise HomeError(f'{file}: [storage] endpoint is such as "https://s3.example.org".')
    region = _text(table, "region", "storage", file, "us-east-1")
    return Storage(bucket, prefix, *public, endpoint, region, access, secret)


def read_workers(table: Table | None, file: Path, database: Database | None, storage: Storage | None) -> Workers | None:
    """``[workers]``; raises HomeError: machines need one database and one storage to work on the same edition."""
    if table is None:
        return None
    _no_others(table, {"broker", "options"}, "workers", file)
    if database is None or storage is None:
        missing = "[database]" if database is None else "[storage]"
        raise HomeError(f"{file}: [workers] needs {missing}: several machines work from one database and one storage.")
    options = table.get("options", {})
    if not isinstance(options, dict):
        raise HomeError(f"{file}: [workers] options is a table of what the broker needs.")
    return Workers(_text(table, "broker", "workers", file, DATABASE_BROKER), tuple(options.items()))


def _is_apart(public: str, private: str) -> bool:
    """The private place is not below the public one, nor is the public one a private folder."""
    if not public or f"{private}/".startswith(f"{public}/"):
        return False
    if private and not public.startswith(f"{private}/"):
        return True
    return public[len(private) :].strip("/").partition("/")[0] not in PRIVATE


def _place(url: str, name: str, file: Path) -> tuple[str, str]:
    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    if parts.scheme != "s3" or not parts.hostname or any(one in ("", ".", "..") for one in prefix.split("/") if prefix):
        raise HomeError(f'{file}: [storage] {name} is such as "s3://bucket/prefix".')
    return parts.netloc, prefix


def _keys(table: Table, file: Path) -> tuple[str, str]:
    """From the file that is named, else from the environment."""
    if "keys_file" not in table:
        return os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    keys = file.parent / _text(table, "keys_file", "storage", file)
    return read_pair(keys, "access_key", "secret_key", f"[storage] keys_file in {file}")


def _text(table: Table, key: str, section: str, file: Path, usual: str | None = None) -> str:
    value = table.get(key, usual)
    if not isinstance(value, str) or (usual is None and not value):
        raise HomeError(f"{file}: [{section}] needs {key} = a text.")
    return value


def _from_environment(table: Table, key: str, section: str, file: Path) -> str:
    name = _text(table, key, section, file, "")
    if name and name not in os.environ:
        raise HomeError(f"{file}: [{section}] {key} names the variable {name}, which the environment does not have.")
    return os.environ.get(name, "") if name else ""


def _no_others(table: Table, known: set[str], section: str, file: Path) -> None:
    if not isinstance(table, Mapping):
        raise HomeError(f"{file}: [{section}] is a section with lines of its own.")
    for key in table:
        if key not in known:
            raise HomeError(f"{file}: [{section}] knows no {key}; it knows {', '.join(sorted(known))}.")
