"""What a reader adds so that the processor's fee does not come out of the gift. Whole minor units, rounded up."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from tamizdat.core.ledger.errors import MoneyError
from tamizdat.core.ledger.money import Money, exponent
from tamizdat.shell.support import Support

PERCENT, FIXED = "2.9", "0.30"


def with_fee(gift: Money, support: Support) -> Money:
    """What has to be paid so that at least the gift is left; the gift itself where the fee is not known."""
    rate = fee_rate(gift.currency, support)
    if rate is None:
        return gift
    percent, fixed = rate
    return Money(ceil((gift.amount + fixed) / (1 - percent / 100)), gift.currency)


def without_fee(paid: Money, support: Support) -> Money:
    """The gift in a sum that has the fee in it; the sum itself where the fee was another one then."""
    rate = fee_rate(paid.currency, support)
    if rate is None:
        return paid
    percent, fixed = rate
    gift = Money(max(floor(paid.amount * (1 - percent / 100) - fixed), 0), paid.currency)
    return gift if with_fee(gift, support) == paid else paid


def fee_rate(currency: str, support: Support) -> tuple[Fraction, int] | None:
    """Percent, and minor units for each payment: ``[support.fee]``, by default 2.9 and 0.30 of the main currency.

    None where nobody told the fee for each payment in this currency, and there is no rate to reckon it by.
    """
    table = support.settings.get("fee", {})
    percent = _fraction(str(table.get("percent", PERCENT)))
    if not 0 <= percent < 50:
        raise MoneyError('[support.fee] percent is a number from 0 to 50 in quotes, such as "2.9".')
    fixed = table.get("fixed", FIXED)
    if isinstance(fixed, dict):
        known = fixed.get(currency)
        if known is not None:
            return percent, ceil(_fraction(str(known)) * 10 ** exponent(currency))
        fixed = fixed.get(next(iter(support.currencies)), FIXED)
    minor = _converted(_fraction(str(fixed)), currency, support)
    return None if minor is None else (percent, minor)


def _converted(fixed: Fraction, currency: str, support: Support) -> int | None:
    """An amount of the main currency in another one, by the newsroom's own rates."""
    if currency != next(iter(support.currencies), currency):
        rate = support.rates.get(currency)
        if rate is None:
            return None
        fixed = fixed / _fraction(rate)
    return ceil(fixed * int(10 ** exponent(currency)))


def _fraction(number: str) -> Fraction:
    try:
        return Fraction(number)
    except (ValueError, ZeroDivisionError):
        raise MoneyError(f'[support.fee] {number!r} is no number: write it in quotes, such as "2.9".') from None
