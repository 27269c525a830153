"""What became of a gift, as the books have it: never what somebody promised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tamizdat.books.models import Entry
from tamizdat.contributions.models import Gift
from tamizdat.core.ledger.money import Money


@dataclass(frozen=True, slots=True)
class Figures:
    """In the currency that the reader paid in."""

    paid: Money
    paid_back: Money
    taken_back: Money
    """By the bank, in a dispute."""

    @property
    def left(self) -> Money:
        return Money(self.paid.amount - self.paid_back.amount - self.taken_back.amount, self.paid.currency)

    @property
    def is_void(self) -> bool:
        return self.left.amount <= 0


def figures_of(gift: Gift) -> Figures | None:
    """None when the books have no payment of it (yet)."""
    sums: Counter[tuple[str, str]] = Counter()
    for debit, credit, amount, currency in Entry.objects.filter(gift=gift.id).values_list(
        "debit", "credit", "amount", "currency"
    ):
        sums[credit, currency] += amount
        sums[debit, currency] -= amount
    currencies = [
        currency for (account, currency), amount in sorted(sums.items()) if account == "income" and amount > 0
    ]
    if not currencies:
        return None
    currency = gift.currency if gift.currency in currencies else currencies[0]
    return Figures(
        Money(sums["income", currency], currency),
        Money(-sums["refunds", currency], currency),
        Money(-sums["chargebacks", currency], currency),
    )
