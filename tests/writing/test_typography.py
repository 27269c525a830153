"""Marks as each language sets them: right where it is sure, untouched where it is not, and the second time nothing."""

from __future__ import annotations

import django
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

django.setup()

from tamizdat.newsroom.typography.body import set_body  # noqa: E402 - Django must know its settings first
from tamizdat.newsroom.typography.languages import MARKS  # noqa: E402
from tamizdat.newsroom.typography.set_type import set_html, set_text  # noqa: E402

RIGHT = [
    ("en", '"It\'s the dogs\' "own" quay," she said.', "“It’s the dogs’ ‘own’ quay,” she said."),
    ("en", "In the '90s - or so...", "In the ’90s – or so…"),
    ("en", "He said 'wait' and left", "He said ‘wait’ and left"),
    ("ru", 'Он сказал: "Я в порту" - и ушёл', "Он сказал: «Я\u00a0в\u00a0порту»\u00a0— и\u00a0ушёл"),
    ("ru", '"Газета "Маяк" вышла"', "«Газета „Маяк“ вышла»"),
    ("ru", '«Газета "Маяк" вышла»', "«Газета „Маяк“ вышла»"),
    ("uk", 'Сказав: "Об\'єднання"', "Сказав: «Об’єднання»"),
    ("de", '"Das ist "gut"", sagte er', "„Das ist ‚gut‘“, sagte er"),
    ("fr", 'Il dit "non" ! Pourquoi ? L\'eau', "Il dit «\u202fnon\u202f»\u202f! Pourquoi\u202f? L’eau"),
    ("fa", 'او گفت "نه", و رفت?', "او گفت «نه»، و رفت؟"),
    ("fa", "کشتی, باد", "کشتی، باد"),
    ("zh", '他说:"不",然后走了.', "他说：“不”，然后走了。"),
    ("zh-Hant", '他說"不"', "他說「不」"),
]


@pytest.mark.parametrize(("language", "typed", "right"), RIGHT)
def test_what_is_typed_becomes_what_is_printed(language: str, typed: str, right: str):
    assert set_text(typed, language) == right


@pytest.mark.parametrize(("language", "typed", "right"), RIGHT)
def test_the_second_time_nothing_changes(language: str, typed: str, right: str):
    assert set_text(right, language) == right


@pytest.mark.parametrize(
    "text",
    [
        'a 5\'10" man and a 12" pipe',
        'one " alone',
        "“Already right”, it’s so – here…",
        "https://lamp.example/a--b?c='d'e and www.lamp.example/it's",
        "ann\"o'b@lamp.example".replace('"', ""),
        "@o'clock `it's \"code\"`",
        "pages 5-7, -3 degrees, well-known",
    ],
)
def test_in_doubt_and_in_addresses_nothing_is_touched(text: str):
    assert set_text(text, "en").replace("’", "'") == text.replace("’", "'")


def test_html_keeps_its_tags_its_code_and_its_words_in_other_languages():
    html = '<p>"See <a href="https://a.example/?q=%22x%22">\'this\'</a>" <code>"x" -- \'y\'</code></p>'
    assert set_html(html, "en") == (
        '<p>“See <a href="https://a.example/?q=%22x%22">‘this’</a>” <code>"x" -- \'y\'</code></p>'
    )
    assert set_html('<p>Он <span lang="en">"so"</span></p>', "ru") == '<p>Он <span lang="en">"so"</span></p>'


def test_a_quotation_may_begin_in_bold():
    assert set_html('<p><b>"Stop"</b>, he said &amp; "left"</p>', "en") == "<p><b>“Stop”</b>, he said &amp; “left”</p>"


def test_code_blocks_and_addresses_of_the_body_stay():
    raw = [
        {"type": "code", "value": '"x" - "y"', "id": "1"},
        {"type": "embed", "value": {"address": 'https://a.example/"', "title": '"A"'}, "id": "2"},
        {"type": "table", "value": {"caption": '"T"', "header": True, "rows": [['"a"']]}, "id": "3"},
        {"type": "gallery", "value": [{"type": "item", "value": {"picture": 1, "alt": '"b"'}}], "id": "4"},
        {"type": "rule", "value": None, "id": "5"},
    ]
    code, embed, table, gallery, rule = set_body(raw, "en")
    assert code == raw[0] and rule == raw[4]
    assert embed["value"] == {"address": 'https://a.example/"', "title": "“A”"}
    assert table["value"]["rows"] == [["“a”"]] and gallery["value"][0]["value"]["alt"] == "“b”"


@pytest.mark.parametrize(
    ("text", "set_so"),
    [
        ("中::", "中：："),
        ("中: :中", "中：：中"),
        ("中:--中", "中：——中"),
        ("“::", "“：："),
        ("中?!", "中？！"),
        ("中:.", "中：。"),
    ],
)
def test_a_row_of_signs_is_as_wide_the_first_time_as_the_second(text: str, set_so: str):
    assert set_text(text, "zh") == set_so == set_text(set_so, "zh")


def test_a_tangle_of_signs_stays_as_it_was_typed():
    for language, tangle in (("de", "'\">/в\"»„'"), ("fr", "’ :»>"), ("es", '\'"`"。"‘b中!‘。я')):
        assert set_text(tangle, language) == tangle


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted([*MARKS, "he", "und"])),
    st.text(alphabet="ab яв كک 中。.,;:!?\"'«»“”„‘’()-—–\u00a0\u202f<>&123@#/`", max_size=40),
)
def test_twice_is_once_whatever_was_typed(language: str, text: str):
    once = set_text(text, language)
    assert set_text(once, language) == once
