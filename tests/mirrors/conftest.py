"""One server of each kind for a whole file of tests; each test has a place of its own on it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mirrors.places import PLACES, Place


@pytest.fixture(scope="module", params=list(PLACES))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with PLACES[request.param](tmp_path_factory.mktemp(request.param)) as place:
        yield place


@pytest.fixture
def place(server: Place) -> Place:
    """Of every kind in turn."""
    return server.named(secrets.token_hex(4))


@pytest.fixture(scope="module")
def bucket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with PLACES["bucket"](tmp_path_factory.mktemp("bucket")) as place:
        yield place


@pytest.fixture
def bucket(bucket_server: Place) -> Place:
    return bucket_server.named(secrets.token_hex(4))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everyday, the contract holds a real SSH server, and one push goes to it; the other pushes take it in CI."""
    for item in items:
        if item.path.name == "test_push.py" and "sftp" in item.name and "edition_after_edition" not in item.name:
            item.add_marker(pytest.mark.long)
