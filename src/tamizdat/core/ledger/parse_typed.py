"""What a person types into a form as an amount, in their language. What could mean two amounts is refused."""

from __future__ import annotations

import re

from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from tamizdat.core.ledger.errors import TypedError, Why
from tamizdat.core.ledger.locales import locale_of
from tamizdat.core.ledger.money import LARGEST, Money, exponent

LONGEST = 40
DIGIT_SETS = ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
ARABIC_POINT, ARABIC_COMMA = "٫", "٬"
GROUPS = " \u00a0\u2007\u2009\u202f'’" + ARABIC_COMMA
"""These only ever stand between thousands."""
MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
"""Invisible marks of direction, which a keyboard or a paste brings along."""
_grouped = re.compile(r"[0-9]{1,3}(?:g[0-9]{3})+\Z")


def parse_typed(text: str, currency: str, language: str) -> Money:
    """``19.99``, ``19,99``, ``۱۹٫۹۹`` → 1999 cents; raises TypedError with a sentence and a word."""
    plain = _ascii_digits(_without_symbol(text, currency, language), text)
    whole, rest = _split(plain, text, currency, language)
    digits = exponent(currency)
    if len(rest) > digits:
        raise _wrong(text, currency, "too_many_digits")
    amount = int(whole + rest.ljust(digits, "0"))
    if amount == 0:
        raise _wrong(text, currency, "nothing")
    if amount > LARGEST:
        raise _wrong(text, currency, "too_much")
    return Money(amount, currency)


def _without_symbol(text: str, currency: str, language: str) -> str:
    """``$20`` and ``20 USD`` are 20, where that is the currency's own sign."""
    if len(text) > LONGEST:
        raise TypedError(f"{text[:LONGEST]!r} … is too long for an amount.", "no_amount")
    plain = text.translate(dict.fromkeys(map(ord, MARKS))).strip()
    for sign in (currency, get_currency_symbol(currency, locale_of(language)), get_currency_symbol(currency, "en")):
        sign = sign.translate(dict.fromkeys(map(ord, MARKS)))
        if plain.startswith(sign):
            return plain.removeprefix(sign).strip()
        if plain.endswith(sign):
            return plain.removesuffix(sign).strip()
    return plain


def _ascii_digits(plain: str, text: str) -> str:
    """Digits of one script, as 0 to 9; every mark that only parts thousands, as ``g``."""
    used = [digits for digits in DIGIT_SETS if any(one in digits for one in plain)]
    if len(used) != 1 or "g" in plain:
        raise TypedError(f"{text!r} is no amount: write digits, such as 20.", "no_amount")
    table = {ord(digit): str(value) for value, digit in enumerate(used[0])}
    return plain.translate(table | dict.fromkeys(map(ord, GROUPS), "g"))


def _split(plain: str, text: str, currency: str, language: str) -> tuple[str, str]:
    """Digits before and after the decimal point."""
    point = _point(plain, text, currency, language)
    whole, _, rest = plain.rpartition(point) if point else (plain, "", "")
    for comma in ".,":
        whole = whole.replace(comma, "g") if comma != point else whole
    if len(set(plain) & {".", ",", "g", ARABIC_POINT}) > 2 or (point and not _is_digits(rest)):
        raise _wrong(text, currency, "no_amount")
    if not _is_digits(whole) and not _grouped.match(whole):
        raise _wrong(text, currency, "no_amount")
    return whole.replace("g", ""), rest


def _point(plain: str, text: str, currency: str, language: str) -> str:
    """Which character is the decimal point; empty: there is none."""
    found = [one for one in plain if one in (".", ",", ARABIC_POINT)]
    if not found or (len(set(found)) == 1 and len(found) > 1):
        return ""
    if len(found) > 1 or found[0] == ARABIC_POINT or "g" in plain:
        return found[-1] if found.count(found[-1]) == 1 else ""
    mark, behind = found[0], len(plain) - plain.index(found[0]) - 1
    if behind != 3:
        return mark
    return _three_behind(mark, text, currency, language)


def _three_behind(mark: str, text: str, currency: str, language: str) -> str:
    """``1,000`` may be a thousand or one: only what the language and the currency allow once is taken."""
    locale, digits = locale_of(language), exponent(currency)
    decimal = get_decimal_symbol(locale, numbering_system="default")
    is_point = mark == decimal or (decimal == ARABIC_POINT and mark == ".")
    group = get_group_symbol(locale, numbering_system="default").replace(ARABIC_COMMA, ",")
    if is_point and digits >= 3:
        return mark
    if not is_point and mark == group and (digits == 0 or (mark == "," and digits < 3)):
        return ""
    raise _wrong(text, currency, "too_many_digits" if is_point else "ambiguous")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _wrong(text: str, currency: str, why: Why) -> TypedError:
    digits, example = exponent(currency), Money(1999, currency).to_decimal()
    return TypedError(
        {
            "no_amount": f"{text!r} is no amount: write it as {example}.",
            "ambiguous": f"{text!r} can be read in two ways: write it without a mark between thousands, as {example}.",
            "too_many_digits": f"{text!r} has more than {digits} digits behind the point, and {currency} has no more.",
            "nothing": f"{text!r} is nothing: write an amount above zero.",
            "too_much": f"{text!r} is more than can be given at once.",
        }[why],
        why,
    )
