"""Money: whole minor units of one currency, with the exponents of ISO 4217 (table A.1). Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamizdat.core.ledger.errors import MoneyError

LARGEST = 10**15
_currency = re.compile(r"[A-Z]{3}\Z")
_decimal = re.compile(r"(?P<whole>[0-9]{1,15})(?:\.(?P<rest>[0-9]{1,4}))?\Z")

NO_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
FOUR_DECIMALS = frozenset(["CLF", "UYW"])


def exponent(currency: str) -> int:
    """Digits after the point that ISO 4217 gives a currency: 2 for USD, 0 for JPY, 3 for KWD."""
    if not _currency.match(currency):
        raise MoneyError(f"{currency!r} is no currency: use three capital letters of ISO 4217, such as USD.")
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 4 if currency in FOUR_DECIMALS else 2


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (ISO 4217) of one currency."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)
        if type(self.amount) is not int or abs(self.amount) > LARGEST:
            raise MoneyError(f"{self.amount!r} is no amount in minor units of {self.currency}.")

    def to_decimal(self) -> str:
        """``Money(1999, "USD").to_decimal() == "19.99"``."""
        digits, sign = exponent(self.currency), "-" if self.amount < 0 else ""
        text = str(abs(self.amount)).rjust(digits + 1, "0")
        return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def parse_decimal(text: str, currency: str) -> Money:
    """``"19.99"`` of a settings file: ASCII digits and one point; refuses more digits than the currency has."""
    digits, found = exponent(currency), _decimal.match(text)
    if not found or len(rest := found["rest"] or "") > digits:
        raise MoneyError(f"{text!r} is no amount in {currency}: write it as {Money(1999, currency).to_decimal()}.")
    return Money(int(found["whole"] + rest.ljust(digits, "0")), currency)
