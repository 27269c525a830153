"""Money as a reader of a language writes it: the digits of ISO 4217, and nothing that jumps about in other scripts."""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal

from babel import Locale

from tamizdat.core.ledger.locales import digits_of, is_known, locale_of
from tamizdat.core.ledger.money import Money, exponent

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_letter_next_to_digit = re.compile(r"([^\W\d_])(\d)")


def show_money(money: Money, language: str, *, is_short: bool = False) -> str:
    """``$19.99``, ``¥500``, ``KWD 5.130``, ``۱۹٫۹۹ $``; ``is_short``: ``$20`` for a whole amount."""
    locale = locale_of(language)
    digits = exponent(money.currency)
    if is_short and money.amount % 10**digits == 0:
        text = _format(Money(money.amount // 10**digits, money.currency), 0, locale)
    else:
        text = _format(money, digits, locale)
    return _isolate(text.translate(digits_of(language)), language)


def _format(money: Money, digits: int, locale: Locale) -> str:
    """Babel would round to the digits of everyday use (CLDR), which for HUF or ISK differ from the books'."""
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    text: str = pattern.apply(
        Decimal(money.amount).scaleb(-digits),
        locale,
        currency=money.currency,
        currency_digits=False,
        numbering_system="default",
    )
    return _letter_next_to_digit.sub("\\1\u00a0\\2", text)


def _isolate(text: str, language: str) -> str:
    """Amounts among letters written from right to left stand in an isolate of their own (Unicode UAX #9)."""
    has_marks = any(character in "\u200e\u200f\u061c" or "\u0590" <= character <= "\u08ff" for character in text)
    if locale_of(language).text_direction == "rtl" or not is_known(language) or has_marks:
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text
