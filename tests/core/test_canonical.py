"""JSON has one right form, and everything else is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.core.canonical import LARGEST, canonical_json, parse_strict
from tamizdat.core.edition.errors import CanonicalError

values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_back_and_written_the_same(value):
    data = canonical_json(value)
    assert canonical_json(parse_strict(data)) == data


def test_keys_are_sorted_and_text_is_normalised():
    assert canonical_json({"b": 1, "a": "e\u0301"}) == '{"a":"é","b":1}'.encode()


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), 2**53, -(2**53), {1: 2}, b"x", {"é": 1, "e\u0301": 2}, "\ud800", {1, 2}]
)
def test_what_canonical_json_cannot_say_is_refused(value):
    with pytest.raises(CanonicalError):
        canonical_json(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"\\u0062":2}}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"-0",
        b"9007199254740992",
        b"9" * 5000,
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b"",
        b"{} {}",
        b"[" * 100_000,
        b"[" * 65 + b"]" * 65,
        b"01",
        b"'a'",
    ],
)
def test_sloppy_or_hostile_json_is_refused(data):
    with pytest.raises(CanonicalError):
        parse_strict(data)
