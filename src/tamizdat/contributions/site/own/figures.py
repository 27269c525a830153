"""What became of a gift, as the books have it: never what somebody promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    return figures_of_all([gift]).get(gift.id)


def figures_of_all(gifts: Iterable[Gift]) -> dict[str, Figures]:
    """Of many at once, by their ids; what the books do not have is not in it."""
    currencies = {gift.id: gift.currency for gift in gifts}
    sums: dict[str, Counter[tuple[str, str]]] = {}
    lines = Entry.objects.filter(gift__in=list(currencies)).values_list("gift", "debit", "credit", "amount", "currency")
    for id, debit, credit, amount, currency in lines:
        counter = sums.setdefault(id, Counter())
        counter[credit, currency] += amount
        counter[debit, currency] -= amount
    found = ((id, _figures(counter, currencies[id])) for id, counter in sums.items())
    return {id: figures for id, figures in found if figures is not None}


def _figures(sums: Counter[tuple[str, str]], promised: str) -> Figures | None:
    currencies = sorted(currency for (account, currency), sum in sums.items() if account == "income" and sum > 0)
    if not currencies:
        return None
    currency = promised if promised in currencies else currencies[0]
    return Figures(
        Money(sums["income", currency], currency),
        Money(-sums["refunds", currency], currency),
        Money(-sums["chargebacks", currency], currency),
    )
