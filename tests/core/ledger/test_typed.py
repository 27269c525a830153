"""What people type as an amount, and how amounts are shown to them."""

from __future__ import annotations

import csv
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.core.ledger.errors import MoneyError, TypedError
from tamizdat.core.ledger.money import Money, exponent, parse_decimal
from tamizdat.core.ledger.parse_typed import parse_typed
from tamizdat.core.ledger.show_money import show_money

INPUT = Path(os.environ.get("TAMIZDAT_INPUT", Path(__file__).parents[4] / "shared" / "input"))


def test_every_amount_from_a_cent_to_a_hundred_dollars_is_read_exactly() -> None:
    for cents in range(1, 10_001):
        text = f"{cents // 100}.{cents % 100:02}"
        arabic = text.translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))
        for typed in (text, text.replace(".", ","), arabic):
            assert parse_typed(typed, "USD", "fa").amount == cents


@pytest.mark.parametrize(
    ("text", "currency", "language", "amount"),
    [
        ("19.99", "USD", "en", 1999), ("19,99", "USD", "en", 1999), ("19,9", "EUR", "de", 1990),
        ("۱۹٫۹۹", "USD", "fa", 1999), ("١٩٫٩٩", "USD", "ar", 1999), ("۱۹.۹۹", "USD", "fa", 1999),
        ("۱٬۰۰۰", "USD", "fa", 100000), ("1,000", "USD", "en", 100000), ("1,000", "USD", "fa", 100000),
        ("1 000", "USD", "ru", 100000), ("1\u202f000,50", "EUR", "fr", 100050), ("1'000.50", "CHF", "de", 100050),
        ("1,000.50", "USD", "en", 100050), ("1.000,50", "USD", "en", 100050), ("1.000.000", "USD", "de", 100000000),
        (" 20 ", "USD", "en", 2000), ("$20", "USD", "en", 2000), ("20 USD", "USD", "ru", 2000),
        ("20€", "EUR", "de", 2000),
        ("\u200f۲۰", "USD", "fa", 2000), ("500", "JPY", "en", 500), ("1,000", "JPY", "en", 1000),
        ("1.000", "JPY", "de", 1000), ("5.130", "KWD", "en", 5130), ("5.13", "KWD", "en", 5130),
        ("5,130", "KWD", "de", 5130), ("٥٫١٣٠", "KWD", "ar", 5130), ("10000000000000", "USD", "en", 10**15),
    ],
)  # fmt: skip
def test_what_people_type_is_understood(text: str, currency: str, language: str, amount: int) -> None:
    assert parse_typed(text, currency, language) == Money(amount, currency)


@pytest.mark.parametrize(
    ("text", "currency", "language", "why"),
    [
        ("1e3", "USD", "en", "no_amount"), ("NaN", "USD", "en", "no_amount"), ("-2", "USD", "en", "no_amount"),
        ("", "USD", "en", "no_amount"), ("１９.９９", "USD", "en", "no_amount"), ("1۰", "USD", "fa", "no_amount"),
        ("+5", "USD", "en", "no_amount"), ("0x10", "USD", "en", "no_amount"), ("5.", "USD", "en", "no_amount"),
        (".5", "USD", "en", "no_amount"), ("1,00.50", "USD", "en", "no_amount"), ("1.2.3", "USD", "en", "no_amount"),
        ("1,000.50,", "USD", "en", "no_amount"), ("12 34", "USD", "en", "no_amount"), ("1²", "USD", "en", "no_amount"),
        ("€20", "USD", "en", "no_amount"), ("1g000", "USD", "en", "no_amount"), ("9" * 50, "USD", "en", "no_amount"),
        ("Infinity", "USD", "en", "no_amount"), ("5\n", "JPY", "de", None), ("1_000", "USD", "en", "no_amount"),
        ("1.999", "USD", "en", "too_many_digits"), ("1.999", "USD", "de", "ambiguous"),
        ("1,999", "USD", "de", "too_many_digits"), ("1.9999", "USD", "en", "too_many_digits"),
        ("500.00", "JPY", "en", "too_many_digits"), ("1.000", "JPY", "en", "too_many_digits"),
        ("5,130", "KWD", "en", "ambiguous"), ("5.1301", "KWD", "en", "too_many_digits"),
        ("0", "USD", "en", "nothing"), ("0.00", "USD", "en", "nothing"), ("10000000000000.01", "USD", "en", "too_much"),
    ],
)  # fmt: skip
def test_what_is_no_amount_or_could_be_two_is_refused_with_a_sentence(
    text: str, currency: str, language: str, why: str | None
) -> None:
    if why is None:  # space around an amount is not the reader's concern
        assert parse_typed(text, currency, language) == Money(5, currency)
        return
    with pytest.raises(TypedError) as refused:
        parse_typed(text, currency, language)
    assert refused.value.why == why
    assert str(refused.value).endswith(".")


@given(st.text(max_size=12), st.sampled_from(["USD", "JPY", "KWD"]), st.sampled_from(["en", "de", "fa", "ar", "ru"]))
def test_no_text_breaks_it(text: str, currency: str, language: str) -> None:
    with suppress(MoneyError):
        assert 0 < parse_typed(text, currency, language).amount <= 10**15


@given(st.integers(1, 10**12), st.sampled_from(["USD", "JPY", "KWD", "HUF"]), st.sampled_from(["en", "fr", "fa", "ar"]))
def test_what_is_shown_can_be_typed_again_without_its_sign(amount: int, currency: str, language: str) -> None:
    shown = show_money(Money(amount, currency), language)
    signless = "".join(one for one in shown if one.isdigit() or one in ".,٫٬ \u00a0\u202f").strip(".\u00a0 ")
    try:
        assert parse_typed(signless, currency, language).amount == amount
    except TypedError as refused:
        assert refused.why == "ambiguous" and currency == "KWD"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        (1999, "USD", "en", "$19.99"), (500, "JPY", "en", "¥500"), (5130, "KWD", "en", "KWD\u00a05.130"),
        (500, "ISK", "en", "ISK\u00a0500"), (2000, "UGX", "en", "UGX\u00a02,000"),
        (100050, "HUF", "en", "HUF\u00a01,000.50"),
        (100050, "EUR", "de", "1.000,50\u00a0€"), (-1999, "USD", "en", "-$19.99"),
        (1999, "USD", "fa", "\u2068\u200e$\u00a0۱۹٫۹۹\u2069"), (5, "XQQ", "nolang", "\u2068XQQ\u00a00.05\u2069"),
    ],
)  # fmt: skip
def test_amounts_are_shown_with_the_digits_of_their_currency(
    amount: int, currency: str, language: str, shown: str
) -> None:
    assert show_money(Money(amount, currency), language) == shown


def test_a_whole_amount_can_be_shown_shortly() -> None:
    assert show_money(Money(2000, "USD"), "en", is_short=True) == "$20"
    assert show_money(Money(2050, "USD"), "en", is_short=True) == "$20.50"


def test_a_float_is_no_amount_and_a_settings_file_is_read_strictly() -> None:
    with pytest.raises(MoneyError):
        Money(19.99, "USD")  # type: ignore[arg-type]
    assert parse_decimal("19.99", "USD").amount == 1999
    for wrong in ("19,99", "1e3", "-2", "19.999", "١٩"):
        with pytest.raises(MoneyError):
            parse_decimal(wrong, "USD")


def test_the_exponents_are_those_of_iso_4217() -> None:
    table = INPUT / "stripe" / "iso4217" / "data" / "codes-all.csv"
    if not table.exists():
        pytest.skip("ISO 4217's table is not here (TAMIZDAT_INPUT)")
    with table.open(encoding="utf-8") as rows:
        current = {
            row["AlphabeticCode"]: row["MinorUnit"] for row in csv.DictReader(rows)
            if row["AlphabeticCode"] and not row["WithdrawalDate"] and row["MinorUnit"].isdigit()
        }  # fmt: skip
    assert len(current) > 150
    assert {code: exponent(code) for code in current} == {code: int(digits) for code, digits in current.items()}
