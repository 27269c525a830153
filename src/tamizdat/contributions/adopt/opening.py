"""What was there before these books began, so that from now on they agree with the processor to the last cent."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from tamizdat.books.keep import book
from tamizdat.books.models import Entry
from tamizdat.contributions.inbox.answer import Answer
from tamizdat.contributions.inbox.opening import OPENING
from tamizdat.contributions.inbox.store import store_answer
from tamizdat.contributions.providers.contract import Provider, ProviderError
from tamizdat.core.ledger.movement import Movement

TRIES = 5


def book_opening(provider: Provider, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """One movement for each currency, dated now. Nothing where the books know the processor already."""
    if Entry.objects.filter(processor=provider.name).exists():
        return {}
    start = now.replace(microsecond=0)
    found = {currency: amount for currency, amount in _before(provider, start).items() if amount}
    if dry_run:
        return found
    with transaction.atomic():
        for currency, amount in sorted(found.items()):
            movement = _movement(provider.name, currency, amount, start)
            store_answer(provider.name, Answer(movement))
            book([movement])
    return found


def _before(provider: Provider, start: datetime) -> Counter[str]:
    """The balance, without what has moved since ``start``; asked again if it moves while it is read."""
    for _ in range(TRIES):
        balance = Counter(provider.balance())
        since: Counter[str] = Counter()
        for one in provider.list_movements(start):
            if one.at > start:  # of the same second: in the balance already, as the inbox sees it
                since[one.currency] += one.amount - one.fee
        if Counter(provider.balance()) == balance:
            balance.subtract(since)
            return balance
    raise ProviderError("The balance moves too fast to be read. Run it again at a quieter time.", may_retry=True)


def _movement(processor: str, currency: str, amount: int, at: datetime) -> Movement:
    number = f"{OPENING}_{currency}"
    return Movement(processor, number, "opening", amount, 0, currency, amount, currency, "", at, number, "")
