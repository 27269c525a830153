"""A support site that the sandbox can reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from tests.contributions.inbox.place import Place, running_place

database = connections.settings["default"]
if "sqlite3" in database["ENGINE"]:  # a file, as in life: in memory, two threads lock each other out
    database["TEST"]["NAME"] = str(django_settings.HOME.folder / "inbox-tests.sqlite3")
django_settings.STATIC_URL = "/static/"  # Django's own test server asks for one; the support site has no static files


@pytest.fixture()
def place(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Place]:
    """Notices go over HTTP to this process's own server; its database is emptied afterwards."""
    with running_place(tmp_path, live_server.url) as found:
        settings.HOME = found.home
        yield found
