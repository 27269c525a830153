"""What stands at a processor, whether it was begun here or not: recurring gifts, customers, attempts to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from tamizdat.contributions.freeze.stripe_account import StripeAccount
from tamizdat.contributions.freeze.values import Attempt, Customer, Standing
from tamizdat.contributions.providers.contract import Provider
from tamizdat.contributions.providers.registry import open_provider, provider_names
from tamizdat.contributions.providers.stripe.provider import StripeProvider
from tamizdat.shell.home import Home


class Account(Protocol):
    """One processor, as it is looked through."""

    @property
    def provider(self) -> Provider: ...

    def standing(self) -> Iterator[Standing]:
        """Every recurring gift that has not ended."""
        ...

    def close_pages(self) -> int:
        """Close what is open on the processor's own pages; how many."""
        ...

    def customers(self) -> Iterator[Customer]: ...

    def attempts(self, since: datetime) -> Iterator[Attempt]:
        """Everything since then that may have reached a cardholder's bank."""
        ...


def open_account(provider: Provider) -> Account | None:
    """None: it has no recurring gifts, such as a bank account or a wallet."""
    return StripeAccount(provider) if isinstance(provider, StripeProvider) else None


def open_accounts(home: Home) -> list[Account]:
    """Of every processor of this home."""
    providers = (open_provider(home, name) for name in provider_names(home.read_settings()))
    return [account for one in providers if (account := open_account(one)) is not None]
