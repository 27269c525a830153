"""Nobody fills this machine's disk or memory by sending it something large."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

pytestmark = pytest.mark.django_db
LARGE = b"x" * (3 * 2**20)


@pytest.mark.parametrize("address", ["/en/give", "/en/own/", "/en/remind/", "/notices/sandbox/"])
def test_a_file_of_three_megabytes_is_refused_before_it_is_read(
    client: Any, house: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_: written.append(1))
    answer = client.post(address, {"every": "once", "file": SimpleUploadedFile("large.bin", LARGE)})
    assert answer.status_code in (400, 404, 413) and written == []
    assert answer["X-Frame-Options"] == "DENY"


def test_a_name_that_no_database_takes_is_no_page(client: Any, house: Any) -> None:
    for address in ("/en/pay/%00", "/en/thanks/a%00b", "/en/receipt/%00", "/en/remind/%00", "/%00/"):
        assert client.get(address).status_code == 404
