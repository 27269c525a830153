"""The page with the form."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_a_page_arrives_before_the_connection_is_cut(client, language: str) -> None:
    assert len(client.get(f"/{language}/", headers={"accept-encoding": "gzip"}).content) <= 10_000
