"""Somebody to write to."""

from __future__ import annotations

from datetime import UTC, datetime

from tamizdat.books.models import Entry
from tamizdat.contributions.models import Gift, Recurring, Supporter
from tamizdat.contributions.vault import new_id, open_vault
from tamizdat.shell.home import Home

NOW = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)
EMAIL = "zarathustra.quill@mailbox.example"


def make_supporter(home: Home, email: str = EMAIL, language: str = "en", **more: object) -> Supporter:
    """A person whose address is known."""
    vault = open_vault(home)
    key = vault.new_key()
    return Supporter.objects.create(
        id=new_id(),
        sealed_key=key,
        sealed=vault.seal(key, {"email": email, **more}),
        lookup=vault.lookup(email) if email else None,
        language=language,
    )


def make_recurring(supporter: Supporter, amount: int = 500, currency: str = "USD", **more: object) -> Recurring:
    """A monthly gift that goes well."""
    values = {"state": "active", "every": "month", "processor": "sandbox", "external_id": f"sub_{new_id()}"} | more
    return Recurring.objects.create(id=new_id(), supporter=supporter, amount=amount, currency=currency, **values)


def make_gift(supporter: Supporter | None, amount: int = 1000, currency: str = "USD", **more: object) -> Gift:
    """A payment, not yet in the books."""
    values = {"every": "once", "language": "en", "processor": "sandbox", "day": NOW.date(), "state": "paid"} | more
    return Gift.objects.create(id=new_id(), supporter=supporter, amount=amount, currency=currency, **values)


def book(gift: Gift, debit: str, credit: str, amount: int, currency: str = "", line: int = 1) -> None:
    """One line of the books."""
    Entry.objects.create(
        processor="sandbox",
        movement=f"txn_{new_id()}",
        line=line,
        debit=debit,
        credit=credit,
        amount=amount,
        currency=currency or gift.currency,
        at=NOW.replace(second=0),
        gift=gift.id,
    )


def pay(gift: Gift, amount: int = 0) -> Gift:
    """The books have it."""
    book(gift, "processor", "income", amount or gift.amount)
    return gift


def pay_back(gift: Gift, amount: int) -> None:
    """A refund, whole or partial."""
    book(gift, "refunds", "processor", amount)
