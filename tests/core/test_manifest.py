"""A manifest is one small file with one right form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tamizdat.core.edition.errors import ManifestError
from tamizdat.core.edition.manifest import Manifest, parse_manifest

GOOD = Manifest(12, datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "a" * 64, "b" * 64, 3141, None)


def test_a_manifest_comes_back_as_it_was():
    assert parse_manifest(GOOD.to_bytes()) == GOOD
    assert b'"issued_at":"2026-03-01T09:30:00Z"' in GOOD.to_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"edition":12', b'"edition":0'),
        (b'"edition":12', b'"edition":true'),
        (b'"edition":12', b'"edition":"12"'),
        (b'"edition":12', b'"edition":12.0'),
        (b'"edition":12', b'"edition":12,"edition":12'),
        (b'"edition":12', b'"edition": 12'),
        (b'"entries":3141', b'"entries":-1'),
        (b'"previous":null', b'"previous":""'),
        (b'"previous":null', b'"previous":null,"z":1'),
        (b',"previous":null', b""),
        (b"-v1", b"-v2"),
        (b"2026-03-01T09:30:00Z", b"2026-02-30T09:30:00Z"),
        (b"2026-03-01T09:30:00Z", b"2026-03-01T09:30:00+00:00"),
        (b"a" * 64, b"A" * 64),
        (b"}", b"}\n"),
    ],
)
def test_any_other_manifest_is_refused(old, new):
    data = GOOD.to_bytes().replace(old, new)
    assert data != GOOD.to_bytes()
    with pytest.raises(ManifestError):
        parse_manifest(data)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"1"])
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(ManifestError):
        parse_manifest(data)


def test_a_manifest_needs_whole_seconds_of_utc():
    for at in (GOOD.issued_at.replace(microsecond=1), GOOD.issued_at.astimezone(timezone(timedelta(hours=3)))):
        with pytest.raises(ManifestError):
            Manifest(1, at, "a" * 64, "b" * 64, 1, None)
