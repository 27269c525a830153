"""Currencies as Stripe counts them, rates, fees; whole minor units and decimals, never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tamizdat.sandbox.currencies import (
    LARGEST,
    RATES,
    SMALLEST,
    SUPPORTED,
    THREE_DECIMAL,
    WHOLE_ONLY,
    ZERO_DECIMAL,
)
from tamizdat.sandbox.refusals import ParamError


def exponent(currency: str) -> int:
    """How many decimals Stripe's amounts of this currency have."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def shown(amount: int, currency: str) -> str:
    """``shown(1250, "usd")`` is ``12.50 USD``."""
    return f"{major(amount, currency):,.{exponent(currency)}f} {currency.upper()}"


def check_currency(currency: str, param: str = "currency") -> str:
    currency = currency.lower()
    if currency not in SUPPORTED:
        raise ParamError(f"Invalid currency: {currency}. Stripe currently supports these currencies: …", param)
    return currency


def check_amount(amount: int, currency: str, param: str = "amount") -> int:
    """An amount that can be charged at all."""
    if amount < 0 or (amount < 1 and param == "amount"):
        raise ParamError("This value must be greater than or equal to 1.", param, "parameter_invalid_integer")
    if amount > LARGEST:
        raise ParamError("Amount must be no more than 999,999.99.", param, "amount_too_large")
    if currency in THREE_DECIMAL and amount % 10:
        raise ParamError("Three-decimal amounts must end in zero.", param, "invalid_amount")
    if currency in WHOLE_ONLY and amount % 100:
        raise ParamError(f"Amounts in {currency} must be divisible by 100.", param, "invalid_amount")
    least = smallest(currency)
    if amount < least:
        words = f"Amount must be at least {shown(least, currency)}."
        raise ParamError(words, param, "amount_too_small")
    return amount


def smallest(currency: str, rates: dict[str, str] = RATES) -> int:
    """Stripe's published least amounts; for the others what half a dollar is worth."""
    if currency in SMALLEST:
        return SMALLEST[currency]
    if currency not in rates:
        return 1
    step = {**dict.fromkeys(THREE_DECIMAL, 10), **dict.fromkeys(WHOLE_ONLY, 100)}.get(currency, 1)
    least = minor(Decimal("0.5") / Decimal(rates[currency]), currency)
    return -(-least // step) * step


def convert(amount: int, source: str, target: str, rates: dict[str, str]) -> tuple[int, str | None]:
    """The amount in the other currency, and the rate where there is one, unit for unit."""
    if source == target:
        return amount, None
    for one in (source, target):
        if one not in rates:
            raise ParamError(f"The sandbox has no rate for {one}; set one at /_control/rates.", "currency")
    rate = (Decimal(rates[source]) / Decimal(rates[target])).quantize(Decimal("0.00000001")).normalize()
    return minor(major(amount, source) * rate, target), f"{rate:f}"


def processing_fee(amount: int, currency: str, fees: dict[str, Any], rates: dict[str, str], converted: bool) -> int:
    """What the processor keeps of a charge: so many per cent and a fixed part."""
    percent = Decimal(str(fees["percent"])) + (Decimal(str(fees["conversion_percent"])) if converted else 0)
    share = (Decimal(amount) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    return int(share) + fixed_fee(int(fees["fixed"]), currency, rates)


def fixed_fee(cents: int, currency: str, rates: dict[str, str]) -> int:
    return convert(cents, "usd", currency, rates)[0]
