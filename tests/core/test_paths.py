"""Paths of an edition are written in one way, and never lead out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.core.edition.paths import PathError, canonical_path, check_path, file_name


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/index.html", "/index.html"),
        ("/fa/خبر.html", "/fa/%D8%AE%D8%A8%D8%B1.html"),
        ("/e\u0301", "/%C3%A9"),
        ("/100% true?", "/100%25%20true%3F"),
        ("/~a_b-c.d", "/~a_b-c.d"),
    ],
)
def test_text_becomes_a_path_and_a_file(text, path):
    assert canonical_path(text) == path
    check_path(path)
    assert file_name(path) == "é" if "%C3%A9" in path else file_name(path) == text[1:]


@pytest.mark.parametrize(
    "text",
    [
        *["", "a", "/", "/a//b", "/a/", "/./a", "/a/..", "/o/x", "/o", "/tuf/x", "/a\\b", "/a\x00", "/\x85", "/a.gz"],
        *["/a.br", "/" + "x" * 241, "/" + "/".join(["x" * 200] * 5), "/\ud800"],
    ],
)
def test_what_no_edition_may_hold_is_refused(text):
    with pytest.raises(PathError):
        canonical_path(text)


@pytest.mark.parametrize(
    "path", ["/%41", "/%c3%a9", "/%", "/%zz", "/%2F", "/a%2Fb", "/%2E%2E/a", "/é", "/e%CC%81", "/%FF", "/a b", "/%00"]
)
def test_a_path_written_in_another_way_is_refused(path):
    with pytest.raises(PathError):
        check_path(path)
    with pytest.raises(PathError):
        file_name(path)


@given(st.text())
def test_a_path_is_refused_or_comes_back_from_its_file(text):
    try:
        path = canonical_path("/" + text)
    except PathError:
        return
    check_path(path)
    assert path.isascii() and len(path) <= 1000
    assert canonical_path("/" + file_name(path)) == path
    assert file_name(path + ".gz") == file_name(path) + ".gz"
