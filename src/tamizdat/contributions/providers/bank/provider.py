"""A bank account as a provider: it sends no notices; what happened is known when a statement is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tamizdat.contributions.inbox.answer import MOVEMENT, movement_in, name_of
from tamizdat.contributions.inbox.meaning import Meaning
from tamizdat.contributions.models import Notice
from tamizdat.contributions.providers.bank.epc import qr_text
from tamizdat.contributions.providers.bank.keep import BANK, last_statement
from tamizdat.contributions.providers.bank.reference import creditor_reference, reference_of, spaced
from tamizdat.contributions.providers.bank.setup import BankAccount, read_bank
from tamizdat.contributions.providers.contract import (
    Begun,
    Flow,
    NoticeRefusedError,
    Order,
    Outcome,
    ProviderError,
    Told,
)
from tamizdat.core.ledger.money import Money
from tamizdat.core.ledger.movement import Movement
from tamizdat.shell.errors import RefusedError
from tamizdat.shell.home import Home, Settings


def open_bank(home: Home, settings: Settings | None = None) -> BankProvider:
    """The account of ``[support.bank]``; raises HomeError where that is wrong."""
    return BankProvider(read_bank(home))


@dataclass(frozen=True, slots=True)
class BankProvider:
    """Gifts by transfer."""

    account: BankAccount
    name: str = BANK
    flows: frozenset[Flow] = frozenset(("transfer",))
    takes_cards: bool = False

    def begin(self, order: Order, flow: Flow) -> Begun:
        """What to write on the transfer: always the same for a gift. Nothing of it names a person or the newsroom."""
        if flow != "transfer":
            raise ProviderError(f"A bank account has no way of paying that is called {flow}.", may_retry=False)
        if order.every != "once":
            raise ProviderError(
                "A transfer comes once. Whoever wants to give each month sets up a standing order with the same "
                "reference: every transfer with it is booked.", may_retry=False,
            )  # fmt: skip
        code = reference_of(order.gift)
        told = {
            "holder": self.account.holder,
            "iban": spaced(self.account.iban),
            "bic": self.account.bic,
            "reference": spaced(code),
            "creditor_reference": spaced(creditor_reference(code)),
            "amount": f"{order.money.to_decimal()} {order.money.currency}",
            "qr": qr_text(self.account, order.money, code),
        }
        return Begun(told={name: text for name, text in told.items() if text}, external_id=code)

    def confirm(self, order: Order, token: str, check_country: Callable[[str], None]) -> Outcome:
        raise _cannot("A transfer is confirmed at the reader's bank.")

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Told:
        raise NoticeRefusedError("Banks send no notices here: a person imports statements.")

    def meaning(self, kind: str, skeleton: Mapping[str, Any]) -> Meaning:
        """Only movements mean something here. A line that waits for a person waits on, however often it is tried."""
        if skeleton.get("waits"):
            raise RefusedError(f"A person has to look: {skeleton['waits']}. See `tamizdat support bank list`.")
        return Meaning(is_known=False)

    def movements_of(self, skeleton: Mapping[str, Any]) -> tuple[str, ...]:
        return ()

    def fetch_movement(self, number: str) -> Movement:
        found = Notice.objects.filter(processor=BANK, external_id=name_of(number)).first()
        if found is None:
            raise _cannot(f"No statement that was imported has a line {number}.")
        return movement_in(found.skeleton)

    def list_movements(self, since: datetime | None = None) -> Iterator[Movement]:
        """As the statements told them."""
        known = Notice.objects.filter(processor=BANK, kind=MOVEMENT).order_by("at", "id")
        for notice in (known.filter(at__gte=since) if since else known).iterator():
            yield movement_in(notice.skeleton)

    def balance(self) -> Mapping[str, int]:
        """What the last statement ended with: the bank's own word, against which the books are compared."""
        last = last_statement(self.account)
        return {self.account.currency: last.closing} if last is not None else {}

    def refund(self, gift: str, payment: str, money: Money, key: str) -> str:
        raise _cannot(
            f"A transfer is paid back by a transfer: send {money.to_decimal()} {money.currency} at your bank, with the "
            f"reference {spaced(reference_of(gift))}. The next statement books it as a refund."
        )

    def cancel(self, recurring: str) -> None:
        raise _cannot("Only whoever gives can stop a standing order, at their bank.")

    def change(self, recurring: str, money: Money) -> None:
        raise _cannot("Only whoever gives can change a standing order, at their bank.")

    def new_card(self, recurring: str, customer: str, language: str, done: str) -> Begun:
        raise _cannot("A transfer needs no card.")

    def recurring_country(self, recurring: str) -> str:
        return ""

    def erase(self, customer: str) -> None:
        """Nothing is kept of a payer here; the bank keeps what the law makes it keep."""


def _cannot(words: str) -> ProviderError:
    return ProviderError(words, may_retry=False)
