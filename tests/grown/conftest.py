"""Servers for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tamizdat.project.prepare_database import prepare_database
from tests.grown.homes import Grown, database_lines, write_settings
from tests.grown.servers import KEYS, Bucket, Postgres, postgres_server, s3_server

BUCKETS = 100
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    with postgres_server() as server:
        yield server


@pytest.fixture()
def database(postgres: Postgres) -> Iterator[str]:
    """The name of an empty database."""
    name = postgres.make()
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that speaks S3, and the folder beneath it."""
    folder = tmp_path_factory.mktemp("s3")
    for number in range(BUCKETS):  # the server remembers which folders there were when it began
        (folder / f"lamp-{number}").mkdir()
    with s3_server(folder) as endpoint:
        yield endpoint, folder


@pytest.fixture()
def bucket(s3: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket; its keys are in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEYS[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS[1])
    name = f"lamp-{next(_numbers)}"
    return Bucket(name, s3[0], s3[1] / name)


@pytest.fixture(scope="session")
def prepared(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the newsroom's tables, for others to begin from: making one takes ten seconds."""
    name = postgres.make()
    folder = write_settings(tmp_path_factory.mktemp("prepared"), database_lines(postgres, name))
    prepare_database(folder)
    return name


@pytest.fixture()
def grown(postgres: Postgres, prepared: str, tmp_path: Path) -> Iterator[Grown]:
    """A newsroom on PostgreSQL, its files in its folder."""
    name = postgres.make(template=prepared)
    yield Grown(write_settings(tmp_path / "grown", database_lines(postgres, name)), name)
    postgres.drop(name)


@pytest.fixture()
def far(postgres: Postgres, prepared: str, bucket: Bucket, tmp_path: Path) -> Iterator[Grown]:
    """A newsroom on PostgreSQL with its files in a bucket."""
    name = postgres.make(template=prepared)
    yield Grown(write_settings(tmp_path / "far", database_lines(postgres, name) + bucket.lines()), name, bucket)
    postgres.drop(name)


@pytest.fixture(scope="session")
def with_broker(postgres: Postgres, s3: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the newsroom's tables and the broker's."""
    name = postgres.make()
    folder = write_settings(tmp_path_factory.mktemp("broker"), database_lines(postgres, name))
    lines = Bucket("lamp-0", s3[0], s3[1]).lines("broker") + "\n[workers]\n"
    with (folder / "tamizdat.toml").open("a") as settings, pytest.MonkeyPatch.context() as patch:
        settings.write(lines)
        settings.flush()
        patch.setenv("AWS_ACCESS_KEY_ID", KEYS[0])
        patch.setenv("AWS_SECRET_ACCESS_KEY", KEYS[1])
        prepare_database(folder)
    return name


@pytest.fixture()
def shared(postgres: Postgres, with_broker: str, bucket: Bucket, tmp_path: Path) -> Iterator[Grown]:
    """A newsroom that has workers."""
    name = postgres.make(template=with_broker)
    lines = database_lines(postgres, name) + bucket.lines() + "\n[workers]\n"
    yield Grown(write_settings(tmp_path / "shared", lines), name, bucket)
    postgres.drop(name)
