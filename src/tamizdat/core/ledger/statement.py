"""The statement: what came in and what is needed, in figures that show nobody.

Format: docs/formats/support-v1.md, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from tamizdat.core.ledger.money import Money

FORMAT = "tamizdat-statement-v1"
MOST_MONTHS = 12
Words = Mapping[str, str]
"""Language → words."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What moved, in minor units of one currency. Refunds, chargebacks and fees are positive when they cost."""

    income: int = 0
    refunds: int = 0
    chargebacks: int = 0
    fees: int = 0
    dispute_fees: int = 0

    @property
    def net(self) -> int:
        """What is left."""
        return self.income - self.refunds - self.chargebacks - self.fees - self.dispute_fees

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one) + getattr(other, one) for one in FIGURES))


FIGURES = tuple(one.name for one in fields(Figures))


@dataclass(frozen=True, slots=True)
class Cost:
    """What the newsroom says that something costs in a month."""

    id: str
    monthly: Money
    text: Words


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the newsroom promised its readers."""

    id: str
    since: date
    monthly: Money
    text: Words


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth in the main currency, as stamped on a day."""

    currency: str
    rate: str
    on: date


@dataclass(frozen=True, slots=True)
class Correction:
    """What came after its month was closed.

    ``counted_in`` is its own month when at least ten gifts stand behind ``figures``; else they are among the figures
    of the later month that it names, and ``figures`` is nothing here.
    """

    on: date
    currency: str
    counted_in: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Month:
    """One month in the newsroom's time zone."""

    month: str
    costs: tuple[Cost, ...] = ()
    moved: Mapping[str, Figures] | None = None
    """Currency → figures."""
    rates: tuple[Rate, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def figures(self) -> dict[str, Figures]:
        """Currency → figures, with the corrections that are counted here."""
        found = dict(self.moved or {})
        for one in self.corrections:
            if one.counted_in == self.month:
                found[one.currency] = found.get(one.currency, Figures()) + one.figures
        return found


@dataclass(frozen=True, slots=True)
class Meter:
    """The newest month in minor units of the main currency."""

    month: str
    cost: int
    received: int
    gap: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed."""

    number: int
    issued_on: date
    previous: str | None
    """The SHA-256 of the file of the statement before; None for the first."""
    time_zone: str
    currency: str
    """The main one."""
    commitments: tuple[Commitment, ...]
    months: tuple[Month, ...]
    """Oldest first, without a gap, the newest twelve."""
    pledged: tuple[Money, ...]
    """What recurring gifts promise each month, per currency."""
    meter: Meter
