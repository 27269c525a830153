"""How Stripe counts: mostly as ISO 4217 does, and where not, exactly; nothing is ever rounded.

See docs.stripe.com/currencies: some currencies have other minor units there than in ISO 4217.
"""

from __future__ import annotations

from tamizdat.core.ledger.money import FOUR_DECIMALS, Money, exponent
from tamizdat.shell.errors import RefusedError

TWO_DECIMALS_AT_STRIPE = frozenset(["ISK", "UGX"])
"""No minor unit in ISO 4217; Stripe writes two decimals, which are always 00."""
NO_DECIMALS_AT_STRIPE = frozenset(["MGA"])
"""Two decimals in ISO 4217; Stripe knows whole units only."""
UNKNOWN_TO_STRIPE = frozenset(["IQD", "LYD", "UYI"]) | FOUR_DECIMALS
WHOLE_PAYOUTS = frozenset(["HUF", "TWD"])
"""Charged with two decimals, paid out in whole units."""


def to_stripe(money: Money) -> int:
    """``Money(500, "ISK")`` is 50000 at Stripe, ``Money(5130, "KWD")`` is 5130; refuses what Stripe cannot hold."""
    amount, currency = money.amount, money.currency
    _check(currency)
    if currency in TWO_DECIMALS_AT_STRIPE:
        return amount * 100
    if currency in NO_DECIMALS_AT_STRIPE:
        return _whole(amount, 100, money)
    if exponent(currency) == 3:
        _whole(amount, 10, money)
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """The same in minor units of ISO 4217; refuses a part of a unit that ISO 4217 does not have."""
    code = currency.upper()
    _check(code)
    if type(amount) is not int:
        raise RefusedError(f"The processor says {amount!r} {code}: that is no whole number. Ask the processor.")
    if code in TWO_DECIMALS_AT_STRIPE:
        return Money(_whole(amount, 100, Money(amount, code)), code)
    return Money(amount * 100 if code in NO_DECIMALS_AT_STRIPE else amount, code)


def can_be_paid_out(money: Money) -> bool:
    """Hungarian forints and Taiwan dollars leave Stripe in whole units only."""
    return money.currency not in WHOLE_PAYOUTS or money.amount % 100 == 0


def _check(currency: str) -> None:
    if currency in UNKNOWN_TO_STRIPE:
        raise RefusedError(f"Stripe takes no {currency}. Take it out of [support.currency] in tamizdat.toml.")


def _whole(amount: int, by: int, money: Money) -> int:
    whole, rest = divmod(amount, by)
    if rest:
        raise RefusedError(f"Stripe cannot hold {money.amount} minor units of {money.currency}: the last digits are 0.")
    return whole
