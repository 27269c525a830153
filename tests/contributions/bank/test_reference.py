"""The code on a transfer: it names nobody, and a slip makes it no code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.contributions.bank.statements import IBAN

from tamizdat.contributions.providers.bank.epc import qr_text
from tamizdat.contributions.providers.bank.reference import (
    LETTERS,
    creditor_reference,
    is_reference,
    mod97,
    reference_of,
    references_in,
    spaced,
)
from tamizdat.contributions.providers.bank.setup import BankAccount
from tamizdat.core.ledger.money import Money

ACCOUNT = BankAccount("Readers Fund", IBAN, "COBADEFFXXX", "EUR")
GIFT = "abcdefghijklmnopqrstuvwxyz"


@given(st.text(max_size=30), st.integers(0, 11), st.sampled_from(LETTERS))
def test_one_wrong_letter_makes_it_no_code(gift: str, place: int, letter: str) -> None:
    code = reference_of(gift)
    wrong = code[:place] + letter + code[place + 1 :]
    assert is_reference(code)
    assert is_reference(wrong) == (wrong == code)


@given(st.text(max_size=30), st.integers(0, 11), st.integers(0, 11))
def test_two_letters_exchanged_make_it_no_code(gift: str, one: int, two: int) -> None:
    letters = list(reference_of(gift))
    letters[one], letters[two] = letters[two], letters[one]
    assert is_reference("".join(letters)) == ("".join(letters) == reference_of(gift))


def test_a_code_spells_nothing_and_has_no_lookalikes() -> None:
    assert not set(LETTERS) & set("AEIOUL0S1Z28B")
    assert len(set(LETTERS)) == 23


def test_a_code_is_found_however_it_was_written() -> None:
    code = reference_of(GIFT)
    for written in (code, code.lower(), spaced(code), f"gift-{code[:5]}\n{code[5:]}.", creditor_reference(code)):
        assert references_in(f"SVWZ+ {written} thank you") == {code}


def test_the_creditor_reference_is_as_iso_11649_says() -> None:
    whole = creditor_reference(reference_of(GIFT))
    assert mod97(whole[4:] + whole[:4]) == 1
    assert creditor_reference("539007547034") == "RF18539007547034"  # the standard's own example


def test_the_qr_text_is_as_the_european_payments_council_says() -> None:
    code = reference_of(GIFT)
    lines = qr_text(ACCOUNT, Money(1250, "EUR"), code).split("\n")
    assert lines == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Readers Fund", IBAN, "EUR12.50", "", creditor_reference(code),
    ]  # fmt: skip


def test_other_currencies_have_no_such_code() -> None:
    assert qr_text(ACCOUNT, Money(1250, "USD"), reference_of(GIFT)) == ""
