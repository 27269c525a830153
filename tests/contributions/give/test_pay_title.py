"""On the page where the processor's script runs, the window's title does not name the newsroom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.contributions.give.filled import fill, prove

pytestmark = pytest.mark.django_db


def test_the_title_that_a_processors_script_may_send_home_names_nobody(client: Any, house: Any) -> None:
    address = client.post("/en/give", prove(fill(client)))["Location"]
    page = client.get(address).content.decode()
    assert "/pay/" in address
    assert "Lamp" not in re.search("<title>(.*)</title>", page)[1]  # type: ignore[index]
