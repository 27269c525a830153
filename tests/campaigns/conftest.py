"""A newsroom with its papers."""

from __future__ import annotations

import django
import pytest

django.setup()


@pytest.fixture
def newsroom(db: None) -> None:
    """The papers of the test home: English, Russian, Persian."""
    from django.conf import settings

    from tamizdat.newsroom import doors

    doors.refresh_settings(settings.HOME.read_settings())
