"""The meter from the published figures: anybody can add it up again. Format: docs/formats/support-v1.md, section 6."""

from __future__ import annotations

from dataclasses import dataclass

from tamizdat.core.ledger.errors import StatementError
from tamizdat.core.ledger.money import Money, exponent
from tamizdat.core.ledger.statement import Meter, Month, Statement


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Every figure that follows from the published ones."""

    meters: tuple[Meter, ...]
    """One for each month, in the main currency."""
    without_rate: tuple[tuple[str, str], ...]
    """(month, currency) that no meter counts, because the statement has no rate for it."""


def convert(money: Money, currency: str, rate: str) -> int:
    """Minor units of ``currency``, rounded down: never more than there is."""
    whole, _, rest = rate.partition(".")
    above, below = exponent(currency), len(rest) + exponent(money.currency)
    return money.amount * int(whole + rest) * int(10**above) // int(10**below)


def meter_of(month: Month, currency: str) -> tuple[Meter, tuple[str, ...]]:
    """A month's meter, and the currencies for which it has no rate."""
    rates = {currency: "1"} | {one.currency: one.rate for one in month.rates}
    costs = [one.monthly for one in month.costs]
    nets = [Money(figures.net, code) for code, figures in sorted(month.figures().items())]
    cost, received = (
        sum(convert(one, currency, rates[one.currency]) for one in some if one.currency in rates)
        for some in (costs, nets)
    )
    unknown = {one.currency for one in (*costs, *nets) if one.currency not in rates}
    return Meter(month.month, cost, received, max(cost - received, 0)), tuple(sorted(unknown))


def recompute(statement: Statement) -> Recomputed:
    """Add everything up again; raises StatementError when the statement's own meter says something else."""
    found = [meter_of(month, statement.currency) for month in statement.months]
    meters = tuple(meter for meter, _ in found)
    if not meters or meters[-1] != statement.meter:
        raise StatementError(
            f"The meter does not follow from the figures: it says {_say(statement.meter)}, "
            f"and they come to {_say(meters[-1]) if meters else 'nothing'}."
        )
    return Recomputed(meters, tuple((meter.month, code) for meter, unknown in found for code in unknown))


def _say(meter: Meter) -> str:
    return f"cost {meter.cost}, received {meter.received}, gap {meter.gap} for {meter.month}"
