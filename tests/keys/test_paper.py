"""A key on paper is typed back in by people, who err."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.keys.key_file import make_key
from tamizdat.keys.paper import (
    LETTERS,
    PLAIN,
    SEALED_LENGTH,
    TypoError,
    join_lines,
    print_page,
    read_line,
    read_paper,
    to_lines,
)
from tamizdat.keys.seal import open_sealed
from tamizdat.shell.errors import RefusedError
from tests.keys.newsroom import NOW, SECRET

sealed = st.binary(min_size=SEALED_LENGTH - 1, max_size=SEALED_LENGTH - 1).map(lambda data: b"\x01" + data)
plain = st.binary(min_size=32, max_size=32).map(lambda data: bytes([PLAIN]) + data)


@given(payload=st.one_of(sealed, plain))
def test_what_is_printed_can_be_typed_back_in(payload: bytes) -> None:
    lines = to_lines(payload)
    assert join_lines([read_line(number, line) for number, line in enumerate(lines, 1)]) == payload
    assert all(len(line) == 24 for line in lines)
    assert len(lines) == (4 if payload[0] == PLAIN else 7)


@given(payload=sealed, line=st.integers(1, 7), at=st.integers(0, 19), shift=st.integers(1, 31))
def test_one_wrong_letter_is_found_and_located(payload: bytes, line: int, at: int, shift: int) -> None:
    letters = list(to_lines(payload)[line - 1].replace(" ", ""))
    right = letters[at]
    letters[at] = LETTERS[(LETTERS.index(right) + shift) % 32]
    with pytest.raises(TypoError) as error:
        read_line(line, "".join(letters))
    assert error.value.line == line
    told = f"letter {at % 4 + 1} of group {at // 4 + 1} is wrong: {letters[at]} should probably be {right}."
    assert told in str(error.value) or "more than one letter" in str(error.value)  # two slips in 40,000 look alike


def test_the_message_names_line_group_and_letter() -> None:
    line = to_lines(b"\x01" + b"k" * 65)[2]
    wrong = line[:6] + ("Z" if line[6] != "Z" else "Y") + line[7:]
    with pytest.raises(TypoError, match=rf"Line 3: letter 2 of group 2 is wrong: . should probably be {line[6]}\."):
        read_line(3, wrong)


@given(payload=sealed, at=st.integers(0, 18))
def test_two_letters_that_changed_places_are_found(payload: bytes, at: int) -> None:
    letters = to_lines(payload)[0].replace(" ", "")
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if swapped != letters:
        with pytest.raises(TypoError):
            read_line(1, swapped)


def test_small_letters_spaces_and_confusable_letters_are_understood() -> None:
    payload = b"\x01" + bytes(65)
    lines = to_lines(payload)
    odd = [line.lower().replace("0", "o", 2).replace("1", "l").replace(" ", "-") for line in lines]
    assert join_lines([read_line(number, line) for number, line in enumerate(odd, 1)]) == payload


def test_a_letter_that_is_never_printed_is_named() -> None:
    with pytest.raises(TypoError, match="letter 3, 'U', is never printed"):
        read_line(1, "00U0 0000 0000 0000 0000")


def test_a_line_with_a_letter_too_few_says_how_many() -> None:
    with pytest.raises(TypoError, match="19 letters were typed, and a line has 20"):
        read_line(1, to_lines(b"\x01" + bytes(65))[0][:-1])


def test_a_line_in_the_wrong_place_is_refused() -> None:
    lines = to_lines(b"\x01" + b"a" * 65)
    with pytest.raises(TypoError):
        read_line(2, lines[2])


def test_lines_of_two_papers_do_not_make_a_key() -> None:
    one, other = (to_lines(b"\x01" + letter * 65) for letter in (b"a", b"b"))
    mixed = [read_line(number, line) for number, line in enumerate([*one[:3], *other[3:]], 1)]
    with pytest.raises(RefusedError, match="do not belong to one paper"):
        join_lines(mixed)


def test_a_missing_line_is_noticed() -> None:
    page = "\n".join(f"{number}  {line}" for number, line in enumerate(to_lines(b"\x01" + b"a" * 65), 1) if number != 7)
    with pytest.raises(RefusedError, match="one is missing"):
        read_paper(page)


def test_the_page_says_whose_key_it_is_and_opens_with_the_passphrase_only() -> None:
    key, _ = make_key("root", "anna", SECRET, NOW)
    page = print_page(key.sealed, key.half, "The Lamp")
    assert "The passphrase guards this key" in page and "anna" in page
    assert len(open_sealed(read_paper(page), SECRET)) == 32
    with pytest.raises(RefusedError, match="does not open"):
        open_sealed(read_paper(page), "five words that are wrong")


def test_the_page_of_a_plain_key_warns() -> None:
    key, _ = make_key("root", "anna", SECRET, NOW)
    page = print_page(bytes([PLAIN]) + key.open_secret(SECRET), key.half, "The Lamp")
    assert "NOTHING GUARDS THIS KEY" in page
    assert read_paper(page)[1:] == key.open_secret(SECRET)
